import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Digest, PlanFiles } from '#electron/application/ports.ts';
import { failure } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { openDataFolder } from '../system/dataFolder.ts';
import type { Confinement } from './confinement.ts';
import { decodeText } from './decodeText.ts';
import { toFileFailure } from './fileFailure.ts';
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
      const admitted = confinement.admit(path);
      if (!admitted.ok) return admitted;
      try {
        const found = statSync(admitted.value);
        if (found.isDirectory())
          return failure('bad-input', `${path} is a folder.`, { remedy: 'Name a plan file in it.' });
        if (!found.isFile()) return failure('bad-input', `${path} is no file that can be read.`);
        if (found.size > plansUpToBytes) {
          return failure(
            'bad-input',
            `${path} is too large for a plan: ${found.size} bytes, at most ${plansUpToBytes}.`,
            {
              remedy: 'Name a plan file, as `pdp init` writes it.',
            },
          );
        }
        const bytes = readFileSync(admitted.value);
        const text = decodeText(bytes, path, 'Name a plan file, as `pdp init` writes it.');
        if (!text.ok) return failure('bad-input', `${path} can't be read as text.`, { problems: [text.failure] });
        return succeed({ path, text: text.value, hash: digest(bytes), bytes: bytes.length });
      } catch (error) {
        return toFileFailure(error, path);
      }
    },

    write(path, text) {
      const admitted = confinement.admit(path);
      if (!admitted.ok) return admitted;
      try {
        if (confinement.isOwn(admitted.value)) {
          const opened = openDataFolder(confinement.dataFolder);
          if (!opened.ok) return opened;
        }
        mkdirSync(dirname(admitted.value), { recursive: true });
        writeWhole([{ file: admitted.value, content: text }]);
        return succeed({ hash: digest(text) });
      } catch (error) {
        return toFileFailure(error, path);
      }
    },
  };
}
