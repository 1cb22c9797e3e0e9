import path from 'node:path';
import type { ReportFolder } from '#electron/application/ports.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Confinement } from './confinement.ts';
import { toFileFailure } from './fileFailure.ts';
import { makeAndHoldFolder, removeEmptyFolders } from './holdFolder.ts';
import { writeWhole } from './writeWhole.ts';

/** A report's files have fixed names: a newer report in the same folder takes the place of the older one. */
export function reportFolderIn(confinement: Confinement): ReportFolder {
  return {
    async write(folder, files) {
      const made: string[] = [];
      const held = makeAndHoldFolder(confinement, folder, made);
      if (!held.ok) {
        removeEmptyFolders(made);
        return held;
      }
      try {
        const { place } = held.value;
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

/** Names are made by us; one that leads elsewhere is a mistake of ours. */
function toPlainName(name: string): string {
  if (name === '' || name === '..' || name !== path.basename(name)) throw new Error(`Not the name of a file: ${name}`);
  return name;
}
