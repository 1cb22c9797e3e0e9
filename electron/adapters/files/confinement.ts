import { lstatSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { toFileFailure } from './fileFailure.ts';

/** Which files a host may touch. Every adapter of files asks it, each time, right before it opens one. */
export interface Confinement {
  /** Where a person begins to look for files. */
  readonly start: string;
  /** The program's own folder, which is made when something is first put into it. */
  readonly dataFolder: string;
  /** Whether a real path lies in it. */
  isOwn(real: string): boolean;
  /** Absolute, with `~` and relative paths resolved; the name that is shown. Nothing is touched for it. */
  toAbsolute(file: string): string;
  /**
   * The real path behind a name, symbolic links resolved: what is to be opened. Of a file that is not there yet, the real
   * path of its folder and its name. Refused where it lies outside.
   */
  admit(file: string): Outcome<string>;
}

/** Folders of the data folder that files are put into for the user; the rest of it is nobody's to pick files from. */
export const uploadsFolder = 'uploads';
export const samplesFolder = 'samples';

/** Confines to a root, and to the uploads and samples of the data folder. Without a root there is no limit. */
export function confineTo(place: { readonly root?: string | undefined; readonly dataFolder: string }): Confinement {
  const { root, dataFolder } = place;
  const base = root === undefined ? process.cwd() : path.resolve(root);

  function toAbsolute(file: string): string {
    const home = file === '~' || file.startsWith('~/') || file.startsWith(`~${path.sep}`);
    return home ? path.join(homedir(), file.slice(1)) : path.resolve(base, file);
  }

  function admit(file: string): Outcome<string> {
    const absolute = toAbsolute(file);
    try {
      const real = toRealPath(absolute);
      if (real === undefined) {
        return failure('not-found', `${absolute} is a symbolic link to something that is not there.`, {
          remedy: 'Mend or remove the link.',
        });
      }
      if (root === undefined) return succeed(real);
      const folders = [base, path.join(dataFolder, uploadsFolder), path.join(dataFolder, samplesFolder)];
      if (folders.some((folder) => isInside(real, toRealPath(folder) ?? folder))) return succeed(real);
      return failure('forbidden', `${absolute} lies outside of ${base}, the only folder that this host may open.`, {
        remedy: 'Start it with another --root, or drop the file onto the page.',
      });
    } catch (error) {
      return toFileFailure(error, absolute);
    }
  }

  return {
    start: root === undefined ? homedir() : base,
    dataFolder,
    toAbsolute,
    admit,
    isOwn: (real) => isInside(real, toRealPath(dataFolder) ?? dataFolder),
  };
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

function isInside(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}
