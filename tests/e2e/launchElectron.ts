import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { _electron } from 'playwright';
import type { ElectronApplication, Page } from 'playwright';
import type { TestContext } from 'vitest';
import { electronVersion, findElectron, findOldVersion } from '../../scripts/electronBinary.ts';
import { isProgram } from '../isProgram.ts';

const project = path.resolve(import.meta.dirname, '../..');
const shim = path.join(import.meta.dirname, 'electron22Shim/register.cjs');
const screenSize = '1600x1000x24';

export interface LaunchOptions {
  /** The data folder, `PDP_HOME`: a fresh one for each test that should not see another's. */
  readonly home: string;
  /** What a user would write after the program's name. */
  readonly args?: readonly string[];
  /** A user's variables beside those of the test. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs it in Chromium's real sandbox; for root, which has none, as the user `nobody`. */
  readonly realSandbox?: boolean;
}

export interface LaunchedElectron {
  readonly app: ElectronApplication;
  /** The first window, loaded. */
  readonly page: Page;
  /** Starts the program once more on the same screen and home, as a second click on its icon does. */
  readonly startAgain: (args: readonly string[]) => ChildProcess;
  readonly close: () => Promise<void>;
}

/**
 * For `beforeEach`: skips where no window can be opened, and has it said at the end of the run which Electron stood in for the
 * one that the program is written for.
 */
export async function needElectron({ skip, annotate }: TestContext): Promise<void> {
  const missing = electronMissing();
  if (missing !== undefined) skip(missing);
  const old = findOldVersion();
  if (old === undefined) return;
  await annotate(
    `seen in Electron ${old} in place of ${electronVersion()}: protocol.handle, Response, webUtils, utilityProcess, ports that tell of their end and the newer methods of lists and addresses are put in by tests/e2e/electron22Shim`,
  );
}

/** Why no Electron window can be opened here; undefined where one can. For `context.skip(reason)`. */
export function electronMissing(): string | undefined {
  if (findElectron() === undefined)
    return 'no Electron binary: set ELECTRON_OVERRIDE_DIST_PATH, or install the one of the package';
  if (process.platform === 'linux' && !hasDisplay() && findOnPath('Xvfb') === undefined) {
    return 'no display, and Xvfb is not installed';
  }
  return undefined;
}

/**
 * Opens the built desktop in a real Electron, on a screen of its own where the machine has none. An Electron older than the
 * program is written for is given what it lacks by the shim.
 */
export async function launchElectron(options: LaunchOptions): Promise<LaunchedElectron> {
  const electron = findElectron();
  if (electron === undefined) throw new Error(electronMissing());
  for (const file of ['desktop/main.cjs', 'preload/preload.cjs', 'node/engine.js', 'renderer/index.html']) {
    if (!existsSync(path.join(project, 'dist', file))) throw new Error(`dist/${file} is missing: build first.`);
  }
  const screen = await openScreen();
  // Playwright makes one of its own otherwise, and leaves it.
  const artifacts = mkdtempSync(path.join(tmpdir(), 'pdp-playwright-'));
  const cleanUp = (): void => {
    screen.close();
    rmSync(artifacts, { recursive: true, force: true });
  };
  const environment = {
    ...process.env,
    ...screen.environment,
    ...options.environment,
    PDP_HOME: options.home,
    PDP_TEST_NODE: process.execPath,
  };
  const isRoot = process.getuid?.() === 0;
  const { realSandbox = false, args = [] } = options;
  const executable = realSandbox && isRoot ? asNobody(options.home, electron) : electron;
  const words = (given: readonly string[]): string[] => [
    ...(isRoot && !realSandbox ? ['--no-sandbox'] : []),
    ...(findOldVersion() === undefined ? [] : ['-r', shim]),
    project,
    ...given,
  ];
  try {
    const app = await _electron.launch({
      ...(executable === electron
        ? { args: words(args) }
        : { executablePath: executable, args: ['-r', playwrightLoader(), ...words(args)] }),
      chromiumSandbox: realSandbox,
      artifactsDir: artifacts,
      env: environment,
    });
    const page = await app.firstWindow();
    await page.waitForLoadState();
    return {
      app,
      page,
      startAgain: (given) => spawn(executable, words(given), { env: environment, stdio: 'ignore' }),
      async close() {
        await app.close();
        cleanUp();
      },
    };
  } catch (error) {
    cleanUp();
    throw error;
  }
}

/**
 * What holds Electron back until Playwright has attached itself, else it can lose the first page. Playwright loads it by
 * itself only into the Electron that it finds by itself.
 */
function playwrightLoader(): string {
  const requireAsPlaywright = createRequire(import.meta.resolve('playwright'));
  return path.join(
    path.dirname(requireAsPlaywright.resolve('playwright-core/package.json')),
    'lib/server/electron/loader.js',
  );
}

function hasDisplay(): boolean {
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

interface Screen {
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => void;
}

/** The machine's own display, or an X server in memory that answers this machine only. */
async function openScreen(): Promise<Screen> {
  if (process.platform !== 'linux' || hasDisplay()) return { environment: {}, close: () => {} };
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', screenSize, '-nolisten', 'tcp', '-ac', '-terminate'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const display = await new Promise<string>((resolve, reject) => {
    const report = server.stdio[3] as Readable;
    report.once('data', (number: Buffer) => resolve(`:${number.toString().trim()}`));
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)));
  });
  return { environment: { DISPLAY: display }, close: () => server.kill() };
}

/** Why the real sandbox cannot be tried here; undefined where it can. */
export function realSandboxMissing(): string | undefined {
  const electron = findElectron();
  if (process.platform !== 'linux' || electron === undefined)
    return 'the real sandbox is tried on Linux, with an Electron';
  if (process.getuid?.() !== 0) return undefined;
  if (findOnPath('setpriv') === undefined) return 'root has no sandbox, and there is no setpriv to become another user';
  const unreadable = [electron, process.execPath, project].find(
    (file) => spawnSync('setpriv', [...nobody, 'test', '-x', file]).status !== 0,
  );
  return unreadable === undefined ? undefined : `root has no sandbox, and the user nobody may not run ${unreadable}`;
}

const nobody = ['--reuid=nobody', '--regid=nogroup', '--clear-groups'];

/** A program that becomes nobody before it runs Electron, with the home as its own. */
function asNobody(home: string, electron: string): string {
  const wrapper = path.join(home, 'electron-as-nobody.sh');
  writeFileSync(wrapper, `#!/bin/sh\nHOME='${home}' exec setpriv ${nobody.join(' ')} '${electron}' "$@"\n`);
  chmodSync(wrapper, 0o755);
  spawnSync('chown', ['nobody:nogroup', home]);
  return wrapper;
}

function findOnPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isProgram);
}
