import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import type { SnapshotFiles } from '#electron/application/ports.ts';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Confinement } from './confinement.ts';
import { toFileFailure } from './fileFailure.ts';
import { outputFilesIn } from './outputFiles.ts';
import { openRegularFile, readOpenFileInChunks } from './regularFile.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Far more than a cluster of 20,000 pods takes; a file that unfolds to more was made to. */
const mostBytes = 512 * 1024 * 1024;

/** Snapshots of clusters, which are carried about compressed. */
export function snapshotFilesIn(confinement: Confinement): SnapshotFiles {
  const writeFile = outputFilesIn(confinement);
  return {
    async read(file, signal): Promise<Outcome<string>> {
      const opened = openRegularFile(confinement, file, 'a snapshot');
      if (!opened.ok) return opened;
      const name = confinement.toAbsolute(file);
      try {
        const content = opened.value.bytes > mostBytes ? undefined : await readOpenFileInChunks(opened.value, signal);
        if (signal?.aborted === true) return failure('cancelled', 'Cancelled. Nothing was written.');
        if (content === undefined)
          return failure('bad-input', `${name} is far too large, or changed while it was read.`);
        return succeed((await decompress(content, { maxOutputLength: mostBytes })).toString('utf8'));
      } catch {
        return failure('bad-input', `${name} is no snapshot of a cluster, or is damaged: it does not unfold.`, {
          remedy: 'Name a file that `pdp snapshot` has written.',
        });
      } finally {
        opened.value.close();
      }
    },

    async readGathered(folder, signal): Promise<Outcome<ReadonlyMap<string, string>>> {
      const admitted = confinement.admit(folder);
      if (!admitted.ok) return admitted;
      const gathered = new Map<string, string>();
      try {
        let bytes = 0;
        for (const name of readdirSync(admitted.value).toSorted()) {
          const opened = openRegularFile(confinement, path.join(admitted.value, name), 'a gathered folder');
          if (!opened.ok) return opened;
          try {
            bytes += opened.value.bytes;
            const content = bytes > mostBytes ? undefined : await readOpenFileInChunks(opened.value, signal);
            if (signal?.aborted === true) return failure('cancelled', 'Cancelled. Nothing was written.');
            if (content === undefined)
              return failure('bad-input', `${folder} holds far too much, or changes while it is read.`);
            gathered.set(name, content.toString('utf8'));
          } finally {
            opened.value.close();
          }
        }
        return succeed(gathered);
      } catch (error) {
        return toFileFailure(error, confinement.toAbsolute(folder));
      }
    },

    async write(file, text) {
      return writeFile(file, await compress(text, { level: constants.Z_BEST_SPEED }));
    },
  };
}
