import { fstatSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { isNetworkPath } from '#shared/kernel/isNetworkPath.ts';
import { succeed } from '#shared/kernel/result.ts';
import { toFileFailure } from './fileFailure.ts';
import { findForeignLink } from './foreignLink.ts';

/** Which files a host may touch. Every adapter of files asks it, each time, before and after it opens one. */
export interface Confinement {
  /** Where a person begins to look for files. */
  readonly start: string;
  /** The program's own folder, which is made when something is first put into it. */
  readonly dataFolder: string;
  /** Where this session keeps what is dropped onto it; another session's is not admitted. */
  readonly uploads: string;
  /** Absolute, with `~` and relative paths resolved; the name that is shown. Nothing is touched for it. */
  toAbsolute(file: string): string;
  /**
   * The real path behind a name, symbolic links resolved: what is to be opened. Of a file that is not there yet, the real
   * path of its folder and its name. Refused where it lies outside.
   */
  admit(file: string): Outcome<string>;
  /**
   * The same for what is to be written: refused in the program's own folder, where samples and uploads are read only and the
   * history is, and through a link that another user has put into a folder which everybody writes to.
   */
  admitWriting(file: string): Outcome<string>;
  /** Whether what was opened as `real`, a path that was admitted, is still what lies there and may be touched. */
  admitOpened(real: string, descriptor: number): Outcome<null>;
}

const uploadsFolder = 'uploads';
const samplesFolder = 'samples';

export function uploadsIn(dataFolder: string): string {
  return path.join(dataFolder, uploadsFolder);
}

export function samplesIn(dataFolder: string): string {
  return path.join(dataFolder, samplesFolder);
}

export interface ConfinedPlace {
  readonly root?: string | undefined;
  readonly dataFolder: string;
  /** The name of this session's own folder among the uploads. */
  readonly session?: string | undefined;
}

/** Confines to a root, and to the samples and this session's uploads in the data folder. Without a root there is no limit. */
export function confineTo({ root, dataFolder, session = 'session' }: ConfinedPlace): Confinement {
  const base = root === undefined ? process.cwd() : path.resolve(root);
  const uploads = path.join(uploadsIn(dataFolder), session);

  function toAbsolute(file: string): string {
    const home = file === '~' || file.startsWith('~/') || file.startsWith(`~${path.sep}`);
    return home ? path.join(homedir(), file.slice(1)) : path.resolve(base, file);
  }

  function admit(file: string): Outcome<string> {
    const absolute = toAbsolute(file);
    if (isNetworkPath(absolute, process.platform)) {
      return failure('forbidden', `${absolute} lies on another machine, or names a device.`, {
        remedy:
          'Copy it to this machine, or give the share a drive letter: opening it by this name would sign you in there.',
      });
    }
    try {
      const real = toRealPath(absolute);
      if (real === undefined) {
        return failure('not-found', `${absolute} is a symbolic link to something that is not there.`, {
          remedy: 'Mend or remove the link.',
        });
      }
      return isPermitted(real) ? succeed(real) : outside(absolute);
    } catch (error) {
      return toFileFailure(error, absolute);
    }
  }

  function isPermitted(real: string): boolean {
    if (root === undefined) return true;
    return [base, uploads, samplesIn(dataFolder)].some((folder) => isInside(real, whereLies(folder)));
  }

  function outside(absolute: string): Outcome<never> {
    return failure('forbidden', `${absolute} lies outside of ${base}, the only folder that this host may open.`, {
      remedy: 'Start it with another --root, or drop the file onto the page.',
    });
  }

  return {
    start: root === undefined ? homedir() : base,
    dataFolder,
    uploads,
    toAbsolute,
    admit,

    admitWriting(file) {
      const absolute = toAbsolute(file);
      const admitted = admit(absolute);
      if (!admitted.ok) return admitted;
      if (isInside(admitted.value, whereLies(dataFolder))) {
        return failure('forbidden', `${absolute} lies in the program's own folder, whose files are read only.`, {
          remedy: 'Name a place of your own.',
        });
      }
      const link = findForeignLink(absolute);
      if (link === undefined) return admitted;
      return failure('forbidden', `${link}, on the way to ${absolute}, is somebody else's symbolic link.`, {
        remedy: 'Name another folder.',
      });
    },

    admitOpened(real, descriptor) {
      try {
        const there = whereIs(descriptor);
        // Some file systems take no difference of case for one.
        const isSame = there === undefined ? isSameFile(real, descriptor) : there.toLowerCase() === real.toLowerCase();
        if (!isSame) {
          return failure('forbidden', `${real} was exchanged while it was opened.`, { remedy: 'Try again.' });
        }
        return isPermitted(there ?? real) ? succeed(null) : outside(real);
      } catch (error) {
        return toFileFailure(error, real);
      }
    },
  };
}

/** The path under which Linux has a file open, whatever its names are now; undefined elsewhere. */
function whereIs(descriptor: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}

function isSameFile(real: string, descriptor: number): boolean {
  const opened = fstatSync(descriptor, { bigint: true });
  const named = lstatSync(real, { bigint: true });
  return opened.dev === named.dev && opened.ino === named.ino;
}

/** Undefined for a link that leads nowhere: what is written there would come to be outside of what was looked at. */
function toRealPath(absolute: string): string | undefined {
  try {
    return realpathSync.native(absolute);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    if (lstatSync(absolute, { throwIfNoEntry: false }) !== undefined) return undefined;
    const folder = path.dirname(absolute);
    if (folder === absolute) throw error;
    const real = toRealPath(folder);
    return real === undefined ? undefined : path.join(real, path.basename(absolute));
  }
}

/** The real path of a folder of ours; of one that can't be looked at, its name. */
function whereLies(folder: string): string {
  try {
    return toRealPath(folder) ?? folder;
  } catch {
    return folder;
  }
}

function isInside(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}
