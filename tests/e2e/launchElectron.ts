import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { _electron } from 'playwright';
import type { ElectronApplication, Page } from 'playwright';

const project = path.resolve(import.meta.dirname, '../..');
const shim = path.join(import.meta.dirname, 'electron22Shim/register.cjs');
const screenSize = '1600x1000x24';

export interface LaunchOptions {
  /** The data folder, `PDP_HOME`: a fresh one for each test that should not see another's. */
  readonly home: string;
  /** What a user would write after the program's name. */
  readonly args?: readonly string[];
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

/** Why no Electron window can be opened here; undefined where one can. For `context.skip(reason)`. */
export function electronMissing(): string | undefined {
  const found = findElectron();
  if (found === undefined)
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
  const environment = {
    ...process.env,
    ...screen.environment,
    PDP_HOME: options.home,
    PDP_TEST_NODE: process.execPath,
  };
  const isRoot = process.getuid?.() === 0;
  const { realSandbox = false } = options;
  const executable = realSandbox && isRoot ? asNobody(options.home, electron.file) : electron.file;
  const words = (args: readonly string[]): string[] => [
    ...(isRoot && !realSandbox ? ['--no-sandbox'] : []),
    ...(electron.isOld ? ['-r', shim] : []),
    project,
    ...args,
  ];
  try {
    const app = await _electron.launch({
      // Without a path Playwright finds the same binary, and holds it back until it has attached itself.
      ...(executable === electron.file ? {} : { executablePath: executable }),
      chromiumSandbox: realSandbox,
      args: words(options.args ?? []),
      env: environment,
    });
    const page = await findFirstPage(app);
    return {
      app,
      page,
      startAgain: (args) => spawn(executable, words(args), { env: environment, stdio: 'ignore' }),
      async close() {
        await app.close();
        screen.close();
      },
    };
  } catch (error) {
    screen.close();
    throw error;
  }
}

/** The first window's page, loaded. A page that navigated while Playwright attached to it is seen only once it loads again. */
async function findFirstPage(app: ElectronApplication): Promise<Page> {
  const nudge = setTimeout(() => {
    void app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload());
  }, 5_000);
  const page = await app.firstWindow();
  clearTimeout(nudge);
  await page.waitForLoadState();
  return page;
}

interface FoundElectron {
  readonly file: string;
  readonly isOld: boolean;
}

function findElectron(): FoundElectron | undefined {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(project, 'node_modules/electron/dist');
  const files = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
  const file = path.join(
    folder,
    process.platform in files ? files[process.platform as keyof typeof files] : 'electron',
  );
  const version = path.join(folder, 'version');
  if (!existsSync(file) || !existsSync(version)) return undefined;
  const installed = readFileSync(path.join(project, 'node_modules/electron/package.json'), 'utf8');
  const writtenFor = Number(/"version": "(\d+)\./.exec(installed)?.[1]);
  return { file, isOld: Number(/^v?(\d+)\./.exec(readFileSync(version, 'utf8'))?.[1]) < writtenFor };
}

function hasDisplay(): boolean {
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

interface Screen {
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => void;
}

/** The machine's own display, or an X server in memory that answers this machine only. */
async function openScreen(): Promise<Screen> {
  if (process.platform !== 'linux' || hasDisplay()) return { environment: {}, close: () => {} };
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screenSize, '-nolisten', 'tcp', '-ac'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
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
  const unreadable = [electron.file, process.execPath, project].find(
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
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
