/**
 * `npm start`: opens PDP Workbench on the sample that comes with it: the desktop, or, where that can't be, the browser host.
 * It builds first when a source is newer than the last build.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, succeed } from '../shared/kernel/result.ts';
import type { Result } from '../shared/kernel/result.ts';
import { isBuildStale } from './buildState.ts';
import {
  describeElectronFailure,
  electronVersion,
  findElectron,
  findOldVersion,
  getElectron,
} from './electronBinary.ts';
import type { DownloadProgress } from './electronBinary.ts';

const project = path.resolve(import.meta.dirname, '..');
const sample = 'azure-standard';
/** How long Electron's download may send nothing. Tests set it shorter. */
const silentMs = Number(process.env['PDP_DOWNLOAD_SILENT_MS'] ?? 20_000);

const usage = `npm start [-- OPTIONS]
  --browser      open in the browser, even where the desktop could open
  --no-open      with the browser: print the address and open nothing
  --port N       with the browser: listen on this port of 127.0.0.1
  --no-sandbox   with the desktop: run Chromium without its sandbox, which it needs as root`;

interface Flags {
  readonly browser: boolean;
  readonly noSandbox: boolean;
  /** What the browser host is to be given. */
  readonly serve: readonly string[];
}

const flags = readFlags(process.argv.slice(2));
if (!flags.ok) {
  say(`${flags.failure}\n${usage}`);
  process.exitCode = 2;
} else if (isBuilt()) {
  process.exitCode = await start(flags.value);
} else {
  say('PDP Workbench could not be built; what failed is said above.');
  process.exitCode = 3;
}

function readFlags(words: readonly string[]): Result<Flags, string> {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        browser: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        port: { type: 'string' },
        'no-sandbox': { type: 'boolean', default: false },
      },
    });
    const serve = [
      ...(values['no-open'] ? ['--no-open'] : []),
      ...(values.port === undefined ? [] : ['--port', values.port]),
    ];
    return succeed({ browser: values.browser, noSandbox: values['no-sandbox'], serve });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function isBuilt(): boolean {
  if (!isBuildStale()) return true;
  say('Building PDP Workbench, since its sources have changed.');
  // Standard output is for the address alone.
  const { status } = spawnSync(process.execPath, [path.join(project, 'scripts/build.ts')], { stdio: ['ignore', 2, 2] });
  return status === 0;
}

async function start({ browser, noSandbox, serve }: Flags): Promise<number> {
  if (browser) return openBrowserHost(serve);
  const electron = await prepareDesktop(noSandbox);
  const desktop = electron.ok ? await openDesktop(electron.value, noSandbox) : electron;
  if (desktop.ok) return 0;
  say(`${desktop.failure}: PDP Workbench opens in the browser instead.`);
  return openBrowserHost(serve);
}

/** Electron's program, where a window can be opened; otherwise why not. */
async function prepareDesktop(noSandbox: boolean): Promise<Result<string, string>> {
  const { platform, env } = process;
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return fail('There is no display');
  if (platform === 'linux' && process.getuid?.() === 0 && !noSandbox) {
    return fail("Chromium's sandbox does not work for root, and --no-sandbox is not given");
  }
  const found = findElectron();
  const old = findOldVersion();
  if (found !== undefined && old !== undefined) {
    return fail(`Electron is ${old} here, and ${electronVersion()} is needed`);
  }
  if (found !== undefined) return succeed(found);
  if (env['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined) {
    return fail(`There is no Electron in ${env['ELECTRON_OVERRIDE_DIST_PATH']} (ELECTRON_OVERRIDE_DIST_PATH)`);
  }
  say(`Electron ${electronVersion()} is not here yet: getting it once.`);
  const got = await getElectron({ silentMs, onProgress: showProgress });
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  return got.ok ? got : fail(describeElectronFailure(got.failure));
}

/** Runs the desktop until it is closed; a failure when it does not start or breaks. */
async function openDesktop(electron: string, noSandbox: boolean): Promise<Result<null, string>> {
  const environment = { ...process.env };
  // Set in the terminals of editors that are made with Electron, it would make Electron a plain Node.
  delete environment['ELECTRON_RUN_AS_NODE'];
  const words = [...(noSandbox ? ['--no-sandbox'] : []), project, '--sample', sample];
  const desktop = spawn(electron, words, { stdio: 'inherit', env: environment });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => desktop.kill(signal));
  try {
    const [code, signal] = (await once(desktop, 'exit')) as [number | null, NodeJS.Signals | null];
    const wasAsked = signal === 'SIGINT' || signal === 'SIGTERM' || signal === 'SIGHUP' || signal === 'SIGKILL';
    return code === 0 || wasAsked ? succeed(null) : fail(`The desktop ended with ${code ?? signal}`);
  } catch (error) {
    return fail(`Electron could not be started (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Becomes `pdp serve`, in this process: a second one would only make the first page wait. */
async function openBrowserHost(words: readonly string[]): Promise<number> {
  const program = path.join(project, 'dist/node/pdp.js');
  process.argv = [process.execPath, program, 'serve', '--sample', sample, ...words];
  await import(pathToFileURL(program).href);
  return Number(process.exitCode ?? 0);
}

function showProgress({ transferredBytes, totalBytes }: DownloadProgress): void {
  if (!process.stderr.isTTY) return;
  const total = totalBytes === undefined ? '' : ` of ${toMegabytes(totalBytes)}`;
  process.stderr.write(`\r\u001B[KElectron ${electronVersion()}: ${toMegabytes(transferredBytes)}${total} MB`);
}

function toMegabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
