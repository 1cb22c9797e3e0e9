import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Digest, DroppedFile, FileBrowser } from '#electron/application/ports.ts';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { KeptUpload } from '#shared/contract/views.ts';
import { canonicalise } from '#shared/history/canonicalise.ts';
import { succeed } from '#shared/kernel/result.ts';
import { openDataFolder } from '../system/dataFolder.ts';
import { isRunning } from '../system/isRunning.ts';
import { uploadsIn } from './confinement.ts';
import type { Confinement } from './confinement.ts';
import { toFileFailure } from './fileFailure.ts';
import type { RuleFileLimits } from './ruleFiles.ts';

/** How much one session keeps of what is dropped onto it. */
export type UploadLimits = Pick<RuleFileLimits, 'files' | 'bytes'>;

/** The name of a session's own folder: it tells, after the session, whether the process that made it still runs. */
export function nameSession(): string {
  return `${process.pid}-${randomUUID()}`;
}

/**
 * Keeps dropped files in a folder of this session's own, which no other session may read, named after what they hold: the
 * same files dropped twice are kept once. They go when the session ends.
 */
export function keepUploadsIn(confinement: Confinement, digest: Digest, limits: UploadLimits): FileBrowser['upload'] {
  const kept = { files: 0, bytes: 0 };

  return async (files) => {
    const named = toSafeNames(files);
    if (!named.ok) return named;
    const bytes = files.reduce((sum, { content }) => sum + content.size, 0);
    const tooMuch = failure(
      'bad-input',
      `A session keeps at most ${limits.files} dropped files, and ${limits.bytes} bytes.`,
      { remedy: 'Put the files into a folder that this host may open, and add that.' },
    );
    // What is too much by itself is not even read; whether the rest is kept already only what is in it tells.
    if (files.length > limits.files || bytes > limits.bytes) return tooMuch;
    const read = await Promise.all(
      named.value.map(async ({ name, content }) => ({ name, bytes: new Uint8Array(await content.arrayBuffer()) })),
    );
    const hashes = read.map((file) => [file.name, digest(file.bytes)]);
    const folder = path.join(confinement.uploads, digest(canonicalise(hashes)));
    const upload = { folder, files: named.value.map(({ name }) => path.join(folder, name)) };
    if (existsSync(folder)) return succeed(upload);
    if (kept.files + files.length > limits.files || kept.bytes + bytes > limits.bytes) {
      return tooMuch;
    }
    for (const place of [confinement.dataFolder, uploadsIn(confinement.dataFolder), confinement.uploads]) {
      const opened = openDataFolder(place);
      if (!opened.ok) return opened;
    }
    kept.files += files.length;
    kept.bytes += bytes;
    const outcome = await keepUpload(upload, read);
    if (!outcome.ok) {
      kept.files -= files.length;
      kept.bytes -= bytes;
    }
    return outcome;
  };
}

/** Takes away what this session was given. */
export function removeUploads(confinement: Confinement): void {
  rmSync(confinement.uploads, { recursive: true, force: true });
}

/**
 * Takes away what sessions have left that were killed: those whose process no longer runs, and whatever else lies among them.
 * Called once, before a session begins; one with the process id of ours is of an earlier process with that number.
 */
export function removeStaleUploads(confinement: Confinement): void {
  const uploads = uploadsIn(confinement.dataFolder);
  if (!existsSync(uploads) || !openDataFolder(uploads).ok) return;
  for (const name of readdirSync(uploads)) {
    const [processId] = name.split('-');
    if (!isRunning(Number(processId))) rmSync(path.join(uploads, name), { recursive: true, force: true });
  }
}

interface ReadFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Written beside its place and then moved there: a folder with this name holds all of its files. */
async function keepUpload(upload: KeptUpload, files: readonly ReadFile[]): Promise<Outcome<KeptUpload>> {
  const { folder } = upload;
  const beside = path.join(path.dirname(folder), `.${randomUUID()}.tmp`);
  try {
    for (const { name, bytes } of files) {
      const file = path.join(beside, name);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, bytes, { flag: 'wx', mode: 0o600 });
    }
    await rename(beside, folder);
    return succeed(upload);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    // The same files, dropped twice at the same time: the other one was first.
    return existsSync(folder) ? succeed(upload) : toFileFailure(error, folder);
  }
}

/** The names under which dropped files are kept: never outside of their folder, and such as any platform can hold. */
function toSafeNames(files: readonly DroppedFile[]): Outcome<readonly DroppedFile[]> {
  const kept: DroppedFile[] = [];
  const taken = new Set<string>();
  for (const { name, content } of files) {
    const safe = toSafeName(name);
    if (safe === undefined) return failure('bad-input', `${JSON.stringify(name)} can't be the name of a dropped file.`);
    // A file system may take no difference of case for one.
    const plain = safe.toLowerCase();
    if (taken.has(plain)) {
      return failure('bad-input', `Two of the dropped files are called ${JSON.stringify(safe)}.`, {
        remedy: 'Drop them one after the other, or drop the folder that holds them.',
      });
    }
    taken.add(plain);
    kept.push({ name: safe, content });
  }
  return succeed(kept);
}

/** File systems take up to 255 bytes, and a temporary name may be longer than the name. */
const mostBytesOfName = 200;

/** Folders in a name stay folders. Undefined where a part would lead up or is empty. */
function toSafeName(name: string): string | undefined {
  const given = name.split(/[/\\]/);
  // Before anything looks for a pattern in it.
  if (given.some((part) => part.length > mostBytesOfName)) return undefined;
  const parts = given.map((part) => {
    const printable = part
      .toWellFormed()
      .replaceAll(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '_')
      .replace(/[. ]+$/, '');
    // Windows keeps these names for devices, whatever follows a dot.
    return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(printable) ? `_${printable}` : printable;
  });
  return parts.every((part) => part !== '' && Buffer.byteLength(part) <= mostBytesOfName) ? parts.join('/') : undefined;
}
