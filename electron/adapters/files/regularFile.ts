import { closeSync, constants, fstatSync, openSync, read, readSync, statfsSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { promisify } from 'node:util';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Confinement } from './confinement.ts';
import { toFileFailure } from './fileFailure.ts';

/** A file that is open for reading: a file on a disk, and one that may be read. */
export interface OpenFile {
  readonly descriptor: number;
  readonly bytes: number;
  close(): void;
}

/** Waits for nobody at the other end of a pipe, and takes no terminal for its own. Windows knows neither. */
const readingFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Opens a file to read it. What it is and where it lies is looked at before, since opening a device may set it off, and
 * again when it is open, since it may have been exchanged in between.
 */
export function openRegularFile(confinement: Confinement, file: string, wanted = 'a file'): Outcome<OpenFile> {
  const admitted = confinement.admit(file);
  if (!admitted.ok) return admitted;
  const name = confinement.toAbsolute(file);
  let descriptor: number | undefined;
  try {
    const found = statSync(admitted.value);
    if (found.isDirectory()) return failure('bad-input', `${name} is a folder.`, { remedy: `Name ${wanted} in it.` });
    const strange = describeStrange(found);
    if (strange !== undefined) return refuse(name, strange, wanted);
    descriptor = openSync(admitted.value, readingFlags);
    const opened = descriptor;
    const now = fstatSync(opened);
    const refused = describeStrange(now) ?? (isMadeByKernel(opened) ? 'is made up by the system' : undefined);
    const vetted =
      refused === undefined ? confinement.admitOpened(admitted.value, opened) : refuse(name, refused, wanted);
    if (!vetted.ok) {
      closeSync(opened);
      return vetted;
    }
    return succeed({ descriptor: opened, bytes: now.size, close: () => closeSync(opened) });
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    return toFileFailure(error, name);
  }
}

function refuse(name: string, strange: string, wanted: string): Outcome<never> {
  return failure('bad-input', `${name} ${strange}: only files on a disk are read.`, { remedy: `Name ${wanted}.` });
}

/** What else than a file something is; undefined for a file. */
export function describeStrange(found: Stats): string | undefined {
  if (found.isFile()) return undefined;
  if (found.isDirectory()) return 'is a folder';
  if (found.isFIFO()) return 'is a pipe';
  if (found.isSocket()) return 'is a socket';
  return 'is a device';
}

/** The file systems `proc`, `sysfs`, `debugfs` and `tracefs`, by their magic numbers in Linux' statfs(2). */
const kernelFileSystems: ReadonlySet<number> = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163]);

/** Such a file looks like one on a disk, but to read one may wait forever, and take from others what it says (/proc/kmsg). */
function isMadeByKernel(descriptor: number): boolean {
  if (process.platform !== 'linux') return false;
  return kernelFileSystems.has(statfsSync(`/proc/self/fd/${descriptor}`).type);
}

/** Everything that it held when it was opened; undefined where it has changed meanwhile. */
export function readOpenFile({ descriptor, bytes }: OpenFile): Buffer | undefined {
  const content = Buffer.allocUnsafe(bytes + 1);
  let length = 0;
  while (length <= bytes) {
    const more = readSync(descriptor, content, length, content.length - length, length);
    if (more === 0) break;
    length += more;
  }
  return length === bytes ? content.subarray(0, bytes) : undefined;
}

const readChunk = promisify(read);
const chunkBytes = 4 * 1024 * 1024;

/** The same for what may be large or slow; undefined too where it is given up. */
export async function readOpenFileInChunks(
  { descriptor, bytes }: OpenFile,
  signal: AbortSignal | undefined,
): Promise<Buffer | undefined> {
  const content = Buffer.allocUnsafe(bytes + 1);
  const isGivenUp = (): boolean => signal?.aborted === true;
  let length = 0;
  while (length <= bytes && !isGivenUp()) {
    const { bytesRead } = await readChunk(
      descriptor,
      content,
      length,
      Math.min(chunkBytes, content.length - length),
      length,
    );
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length === bytes && !isGivenUp() ? content.subarray(0, bytes) : undefined;
}
