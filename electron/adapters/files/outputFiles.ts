import path from 'node:path';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Confinement } from './confinement.ts';
import { toFileFailure } from './fileFailure.ts';
import { holdFolder } from './holdFolder.ts';
import { writeWhole } from './writeWhole.ts';

/** Writes one result to the file that the user named; the absolute path of it. */
export function outputFilesIn(
  confinement: Confinement,
): (file: string, content: string | Uint8Array) => Outcome<string> {
  return (file, content) => {
    const admitted = confinement.admitWriting(file);
    if (!admitted.ok) return admitted;
    const folder = holdFolder(confinement, path.dirname(admitted.value), 'admitWriting');
    if (!folder.ok) return folder;
    try {
      writeWhole([{ file: path.join(folder.value.place, path.basename(admitted.value)), content }]);
      return succeed(confinement.toAbsolute(file));
    } catch (error) {
      return toFileFailure(error, confinement.toAbsolute(file));
    } finally {
      folder.value.release();
    }
  };
}
