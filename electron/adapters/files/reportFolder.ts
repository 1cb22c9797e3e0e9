import { lstatSync } from 'node:fs';
import path from 'node:path';
import type { ReportFolder } from '#electron/application/ports.ts';
import { failure } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Confinement } from './confinement.ts';
import { toFileFailure } from './fileFailure.ts';
import { makeAndHoldFolder, removeEmptyFolders } from './holdFolder.ts';
import { writeWhole } from './writeWhole.ts';

/** Files have fixed names: a newer report in the same folder takes the place of the older one, rules only where that was asked for. */
export function reportFolderIn(confinement: Confinement): ReportFolder {
  return {
    async write(folder, files, whenThere) {
      const made: string[] = [];
      const held = makeAndHoldFolder(confinement, folder, made);
      if (!held.ok) {
        removeEmptyFolders(made);
        return held;
      }
      try {
        const { place } = held.value;
        const present = files.filter(({ name }) => isThere(path.join(place, toPlainName(name))));
        if (whenThere === 'refuse' && present.length > 0) {
          const paths = present.map(({ name }) => path.join(confinement.toAbsolute(folder), name));
          return failure('already-exists', `${paths.join(', ')} is there already.`, {
            remedy: 'Nothing was written. Name another folder, or take its place with --force.',
          });
        }
        writeWhole(files.map(({ name, text }) => ({ file: path.join(place, toPlainName(name)), content: text })));
        return succeed(files.map(({ name }) => path.join(confinement.toAbsolute(folder), name)));
      } catch (error) {
        removeEmptyFolders(made);
        return toFileFailure(error, confinement.toAbsolute(folder));
      } finally {
        held.value.release();
      }
    },
  };
}

/** Whatever it is: a link that leads nowhere as well. */
function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Names are made by us; one that leads elsewhere is a mistake of ours. */
function toPlainName(name: string): string {
  if (name === '' || name === '..' || name !== path.basename(name)) throw new Error(`Not the name of a file: ${name}`);
  return name;
}
