import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ReportFolder } from '#electron/application/ports.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Confinement } from './confinement.ts';
import { toFileFailure } from './fileFailure.ts';
import { writeWhole } from './writeWhole.ts';

/** A report's files have fixed names: a newer report in the same folder takes the place of the older one. */
export function reportFolderIn(confinement: Confinement): ReportFolder {
  return {
    async write(folder, files) {
      const admitted = confinement.admit(folder);
      if (!admitted.ok) return admitted;
      let made: string | undefined;
      try {
        made = mkdirSync(admitted.value, { recursive: true });
        writeWhole(
          files.map(({ name, text }) => ({ file: path.join(admitted.value, toPlainName(name)), content: text })),
        );
        return succeed(files.map(({ name }) => path.join(confinement.toAbsolute(folder), name)));
      } catch (error) {
        if (made !== undefined) rmSync(made, { recursive: true, force: true });
        return toFileFailure(error, confinement.toAbsolute(folder));
      }
    },
  };
}

/** Names are made by us; one that leads elsewhere is a mistake of ours. */
function toPlainName(name: string): string {
  if (name === '' || name === '..' || name !== path.basename(name)) throw new Error(`Not the name of a file: ${name}`);
  return name;
}
