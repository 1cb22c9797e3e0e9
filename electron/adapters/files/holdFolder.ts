import { closeSync, constants, existsSync, mkdirSync, openSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Confinement } from './confinement.ts';
import { codeOf, toFileFailure } from './fileFailure.ts';

/** A folder that is held open, so that nobody can put another one in its place while it is worked in. */
export interface HeldFolder {
  /** What to reach it by: as it is held where the system lets one, else its real path. */
  readonly place: string;
  release(): void;
}

type Admission = 'admit' | 'admitWriting';

/** Opens a folder, to list it or to write to it, and looks only then whether it is one that may be. */
export function holdFolder(confinement: Confinement, folder: string, admission: Admission): Outcome<HeldFolder> {
  const admitted = confinement[admission](folder);
  if (!admitted.ok) return admitted;
  // Windows opens no folders; there the real path was looked at before, and to make a link takes privileges.
  if (process.platform === 'win32') return succeed({ place: admitted.value, release() {} });
  try {
    const descriptor = openSync(admitted.value, constants.O_RDONLY | constants.O_DIRECTORY);
    const opened = confinement.admitOpened(admitted.value, descriptor);
    if (!opened.ok) {
      closeSync(descriptor);
      return opened;
    }
    const held = `/proc/self/fd/${descriptor}`;
    return succeed({
      place: existsSync(held) ? held : admitted.value,
      release: () => closeSync(descriptor),
    });
  } catch (error) {
    return toFileFailure(error, confinement.toAbsolute(folder));
  }
}

/** The same for a folder to write to, made where it is missing; `made` takes the absolute paths of what was, from the top. */
export function makeAndHoldFolder(confinement: Confinement, folder: string, made: string[]): Outcome<HeldFolder> {
  const absolute = confinement.toAbsolute(folder);
  const held = holdFolder(confinement, absolute, 'admitWriting');
  const above = path.dirname(absolute);
  if (held.ok || held.failure.kind !== 'not-found' || above === absolute) return held;
  const parent = makeAndHoldFolder(confinement, above, made);
  if (!parent.ok) return parent;
  try {
    mkdirSync(path.join(parent.value.place, path.basename(absolute)));
    made.push(absolute);
  } catch (error) {
    // A link that leads nowhere, or somebody who was faster: what is there now is looked at again.
    if (codeOf(error) !== 'EEXIST') return toFileFailure(error, absolute);
  } finally {
    parent.value.release();
  }
  return holdFolder(confinement, absolute, 'admitWriting');
}

/** Takes away again what was made for something that failed, from the bottom; what somebody has put there meanwhile stays. */
export function removeEmptyFolders(made: readonly string[]): void {
  for (const folder of made.toReversed()) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
  }
}
