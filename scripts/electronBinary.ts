import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, succeed } from '../shared/kernel/result.ts';
import type { Result } from '../shared/kernel/result.ts';

const electronPackage = path.resolve(import.meta.dirname, '../node_modules/electron');
const binaryNames: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** Electron's program on this machine. Its npm package brings a launcher only, which would download it without asking. */
export function findElectron(packageFolder = electronPackage): string | undefined {
  const folder = electronFolder(packageFolder);
  const file = path.join(folder, binaryNames[process.platform] ?? 'electron');
  if (!existsSync(file)) return undefined;
  const isGiven = process.env['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined;
  return isGiven || readVersion(path.join(folder, 'version')) === electronVersion(packageFolder) ? file : undefined;
}

function electronFolder(packageFolder: string): string {
  return process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(packageFolder, 'dist');
}

export function electronVersion(packageFolder = electronPackage): string {
  return (JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as { version: string }).version;
}

function readVersion(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : undefined;
}

/** The version of the Electron that is found, where it is older than the one that this program is written for. */
export function findOldVersion(packageFolder = electronPackage): string | undefined {
  const version = readVersion(path.join(electronFolder(packageFolder), 'version'));
  const isOld =
    version !== undefined && Number.parseInt(version, 10) < Number.parseInt(electronVersion(packageFolder), 10);
  return isOld ? version : undefined;
}

export interface DownloadProgress {
  readonly transferredBytes: number;
  /** Absent where the server does not say. */
  readonly totalBytes?: number | undefined;
}

export type ElectronFailure =
  | { readonly kind: 'silent'; readonly silentMs: number }
  | { readonly kind: 'download-failed'; readonly cause: string }
  | { readonly kind: 'unpacking-failed' };

export function describeElectronFailure(failure: ElectronFailure): string {
  switch (failure.kind) {
    case 'silent':
      return `Electron's download sent nothing for ${failure.silentMs / 1_000} s`;
    case 'download-failed':
      return `Electron could not be downloaded (${failure.cause})`;
    case 'unpacking-failed':
      return "Electron's download could not be unpacked";
  }
}

/** The part of Electron's own downloader that is used: found where its package finds it, in the version that it wants. */
interface ElectronDownloader {
  downloadArtifact(request: {
    readonly version: string;
    readonly artifactName: 'electron';
    readonly platform: string;
    readonly arch: string;
    readonly cacheRoot: string | undefined;
    readonly checksums: Readonly<Record<string, string>>;
    readonly downloadOptions: {
      readonly signal: AbortSignal;
      readonly quiet: true;
      readonly getProgressCallback: (progress: { transferred: number; total: number | null }) => Promise<void>;
    };
  }): Promise<string>;
}

/**
 * One attempt to get Electron's program, given up when nothing arrives for `silentMs`. The download goes into Electron's own
 * cache, against the checksums of its package; its installer then unpacks it from there.
 */
export async function getElectron({
  silentMs,
  onProgress,
  packageFolder = electronPackage,
}: {
  readonly silentMs: number;
  readonly onProgress: (progress: DownloadProgress) => void;
  readonly packageFolder?: string | undefined;
}): Promise<Result<string, ElectronFailure>> {
  const silence = new AbortController();
  const waitAgain = (): NodeJS.Timeout => setTimeout(() => silence.abort(), silentMs);
  let timer = waitAgain();
  const { platform, arch } = process;
  const requireAsElectron = createRequire(path.join(packageFolder, 'install.js'));
  try {
    const downloader = pathToFileURL(requireAsElectron.resolve('@electron/get')).href;
    await ((await import(downloader)) as ElectronDownloader).downloadArtifact({
      version: electronVersion(packageFolder),
      artifactName: 'electron',
      platform,
      arch,
      cacheRoot: process.env['electron_config_cache'],
      checksums: requireAsElectron('./checksums.json') as Record<string, string>,
      downloadOptions: {
        signal: silence.signal,
        quiet: true,
        async getProgressCallback({ transferred, total }) {
          clearTimeout(timer);
          timer = waitAgain();
          onProgress({ transferredBytes: transferred, totalBytes: total ?? undefined });
        },
      },
    });
  } catch (error) {
    return fail(
      silence.signal.aborted ? { kind: 'silent', silentMs } : { kind: 'download-failed', cause: describeCause(error) },
    );
  } finally {
    clearTimeout(timer);
  }

  const installer = spawn(process.execPath, [path.join(packageFolder, 'install.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // The installer must look for what was downloaded, not for another build that it would download itself.
    env: { ...process.env, ELECTRON_INSTALL_PLATFORM: platform, ELECTRON_INSTALL_ARCH: arch },
  });
  await once(installer, 'exit');
  const file = findElectron(packageFolder);
  return file === undefined ? fail({ kind: 'unpacking-failed' }) : succeed(file);
}

/** The innermost reason, on one line: fetch itself only says that it failed. */
function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? describeCause(error.cause) : (error.message.split('\n')[0] ?? error.name);
}
