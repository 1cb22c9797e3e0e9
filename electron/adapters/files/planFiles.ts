import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Digest, PlanFiles } from '#electron/application/ports.ts';
import { failure } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { openDataFolder } from '../system/dataFolder.ts';
import { samplesIn } from './confinement.ts';
import type { Confinement } from './confinement.ts';
import { decodeText } from './decodeText.ts';
import { toFileFailure } from './fileFailure.ts';
import { toMebibytes } from './toMebibytes.ts';
import { makeAndHoldFolder, removeEmptyFolders } from './holdFolder.ts';
import { openRegularFile, readOpenFile } from './regularFile.ts';
import { writeWhole } from './writeWhole.ts';

/** A plan is written by people. What is larger is something else, and is refused before it is read. */
const plansUpToBytes = 4 * 1024 * 1024;

export function planFilesIn(confinement: Confinement, digest: Digest): PlanFiles {
  return {
    resolve(file) {
      const admitted = confinement.admit(file);
      return admitted.ok ? succeed(confinement.toAbsolute(file)) : admitted;
    },

    exists(path) {
      const admitted = confinement.admit(path);
      return admitted.ok && existsSync(admitted.value);
    },

    read(path) {
      const opened = openRegularFile(confinement, path, 'a plan file');
      if (!opened.ok) return opened;
      const file = opened.value;
      try {
        if (file.bytes > plansUpToBytes) {
          return failure(
            'bad-input',
            `${path} is too large for a plan: ${toMebibytes(file.bytes)}, at most ${toMebibytes(plansUpToBytes)}.`,
            { remedy: 'Name a plan file, as `pdp init` writes it.' },
          );
        }
        const bytes = readOpenFile(file);
        if (bytes === undefined) return failure('changed-on-disk', `${path} was changed while it was read.`);
        const text = decodeText(bytes, path, 'Name a plan file, as `pdp init` writes it.');
        if (!text.ok) return failure('bad-input', `${path} can't be read as text.`, { problems: [text.failure] });
        return succeed({ path, text: text.value, hash: digest(bytes), bytes: bytes.length });
      } catch (error) {
        return toFileFailure(error, path);
      } finally {
        file.close();
      }
    },

    write(path, text) {
      const admitted = confinement.admitWriting(path);
      if (!admitted.ok) return admitted;
      // Through a link to the plan, which stays: what is replaced is the file that it leads to.
      const made: string[] = [];
      const folder = makeAndHoldFolder(confinement, dirname(admitted.value), made);
      if (!folder.ok) return folder;
      try {
        writeWhole([{ file: join(folder.value.place, basename(admitted.value)), content: text }]);
        return succeed({ hash: digest(text) });
      } catch (error) {
        removeEmptyFolders(made);
        return toFileFailure(error, path);
      } finally {
        folder.value.release();
      }
    },

    writeSample(name, text) {
      const file = join(samplesIn(confinement.dataFolder), name);
      for (const folder of [confinement.dataFolder, dirname(file)]) {
        const opened = openDataFolder(folder);
        if (!opened.ok) return opened;
      }
      try {
        writeWhole([{ file, content: text }]);
        return succeed(file);
      } catch (error) {
        return toFileFailure(error, file);
      }
    },
  };
}
