import { chmodSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { codeOf, toFileFailure } from '../files/fileFailure.ts';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** Where runs, evidence, preferences and uploads are kept: `PDP_HOME`, else the platform's own place for such data. */
export function findDataFolder(
  { environment, platform, home }: Surroundings = {
    environment: process.env,
    platform: process.platform,
    home: homedir(),
  },
): string {
  if (isSet(environment['PDP_HOME'])) return path.resolve(environment['PDP_HOME']);
  switch (platform) {
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'PDP Workbench');
    case 'win32':
      return path.join(environment['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'PDP Workbench');
    default: {
      // The XDG specification tells to ignore a path that is not absolute.
      const share = environment['XDG_DATA_HOME'];
      const absolute = share !== undefined && path.isAbsolute(share);
      return path.join(absolute ? share : path.join(home, '.local', 'share'), 'pdp-workbench');
    }
  }
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** Read, write and enter for the owner; nothing for anybody else. */
const ownersOnly = 0o700;
const openToOthers = 0o077;
const writableByOthers = 0o022;
const sticky = 0o1000;
const root = 0;

/**
 * Makes the folder, or one inside of it, for its owner alone. One of ours that is open to others is closed. One that is not
 * ours, or that is reached through a folder in which somebody else can exchange what lies there, is refused whatever its
 * mode: whoever owns the place could hand us code and records of theirs. Windows guards the profile by itself.
 */
export function openDataFolder(folder: string): Outcome<string> {
  try {
    makeFolder(folder);
    const own = process.geteuid?.();
    if (own === undefined) return succeed(folder);
    const leaf = lstatSync(folder);
    if (leaf.isSymbolicLink()) {
      return refuse(`The data folder ${folder} is a link, and not a folder.`, 'Set PDP_HOME to the folder itself.');
    }
    if (leaf.uid !== own) {
      return refuse(`The data folder ${folder} belongs to somebody else.`, 'Set PDP_HOME to a folder of your own.');
    }
    for (const above of foldersAbove(folder)) {
      const status = lstatSync(above);
      // The mode of a link says nothing. In a folder with the sticky bit nobody exchanges what is not theirs.
      const isGuarded =
        status.isSymbolicLink() || (status.mode & writableByOthers) === 0 || (status.mode & sticky) !== 0;
      if (isGuarded && (status.uid === own || status.uid === root)) continue;
      return refuse(
        `The data folder ${folder} lies in ${above}, where somebody else could exchange it.`,
        `Set PDP_HOME to a folder elsewhere, or make ${above} yours and take the right to write to it from others (chmod go-w).`,
      );
    }
    if ((leaf.mode & openToOthers) !== 0) chmodSync(folder, ownersOnly);
    return succeed(folder);
  } catch (error) {
    const remedy = 'Set PDP_HOME to a folder that you may write to.';
    // Where there is no such place to make a folder in, as in /proc.
    if (codeOf(error) === 'ENOENT') return failure('forbidden', `The data folder ${folder} can't be made.`, { remedy });
    return toFileFailure(error, folder, remedy);
  }
}

/** One step at a time: Node's own way, `recursive`, does not end where a folder may not be made in one that is there, as in /proc. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const above = path.dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder, { mode: ownersOnly });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // Another process may have been faster; what else stands there is no folder.
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(`${folder} is no folder.`), { code: 'ENOTDIR' });
  }
}

function refuse(message: string, remedy: string): Outcome<never> {
  return failure('forbidden', message, { remedy });
}

/** Every folder on the way to this one, both as it is named and as the links on that way lead. */
function foldersAbove(folder: string): ReadonlySet<string> {
  const above = new Set<string>();
  for (const start of [path.dirname(folder), realpathSync(path.dirname(folder))]) {
    for (let at = start; !above.has(at); at = path.dirname(at)) above.add(at);
  }
  return above;
}
