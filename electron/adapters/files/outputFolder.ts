import { closeSync, constants, lstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { OutputFolder } from '#electron/application/ports.ts';
import { failure } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Confinement } from './confinement.ts';
import { toFileFailure } from './fileFailure.ts';
import { makeAndHoldFolder, removeEmptyFolders } from './holdFolder.ts';
import { writeWhole } from './writeWhole.ts';

/** Files have fixed names, which somebody’s own files may have: what is there is replaced only where `mayReplace` says so. */
export function outputFolderIn(confinement: Confinement): OutputFolder {
  return {
    async write(folder, files, mayReplace) {
      const made: string[] = [];
      const held = makeAndHoldFolder(confinement, folder, made);
      if (!held.ok) {
        removeEmptyFolders(made);
        return held;
      }
      try {
        const { place } = held.value;
        const inTheWay = files.filter(({ name }) => {
          const file = path.join(place, toPlainName(name));
          return isThere(file) && !mayReplace(readBeginning(file));
        });
        if (inTheWay.length > 0) {
          const paths = inTheWay.map(({ name }) => path.join(confinement.toAbsolute(folder), name));
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

/** Of a file its first bytes, as text; of a folder or a link nothing, since neither is written by us. */
function readBeginning(file: string): string {
  if (!lstatSync(file).isFile()) return '';
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const bytes = Buffer.alloc(bytesToTell);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

const bytesToTell = 2048;

/** Names are made by us; one that leads elsewhere is a mistake of ours. */
function toPlainName(name: string): string {
  if (name === '' || name === '..' || name !== path.basename(name)) throw new Error(`Not the name of a file: ${name}`);
  return name;
}
