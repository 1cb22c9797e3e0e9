import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { toFileFailure } from '../files/fileFailure.ts';

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

/**
 * Makes the folder, or one inside of it, for its owner alone. One that exists and is open to others is closed; one that
 * somebody else could write to and that is not ours to close is refused: they could exchange the files under our hands.
 */
export function openDataFolder(folder: string): Outcome<string> {
  try {
    mkdirSync(folder, { recursive: true, mode: ownersOnly });
    const { mode, uid } = statSync(folder);
    if (process.getuid === undefined || (mode & 0o077) === 0) return succeed(folder);
    if (uid === process.getuid()) {
      chmodSync(folder, ownersOnly);
    } else if ((mode & 0o022) !== 0) {
      return failure('forbidden', `The data folder ${folder} belongs to somebody else, and others can write to it.`, {
        remedy: 'Set PDP_HOME to a folder of your own.',
      });
    }
    return succeed(folder);
  } catch (error) {
    return toFileFailure(error, folder, 'Set PDP_HOME to a folder that you may write to.');
  }
}
