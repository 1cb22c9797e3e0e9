import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { codeOf } from './fileFailure.ts';

/**
 * Puts the files in their places, all of them or none: each is written and synced beside its place before the first is
 * moved there, and what was moved is moved back when a later one fails. A file that is replaced passes its permissions on,
 * but for the bits that would let it run as its owner.
 * Throws what the file system throws.
 */
export function writeWhole(files: readonly { readonly file: string; readonly content: string | Uint8Array }[]): void {
  const written: string[] = [];
  const placed: { readonly file: string; readonly aside: string | undefined }[] = [];
  try {
    const moves = files.map(({ file, content }) => {
      const temporary = besideOf(file);
      written.push(temporary);
      const replaced = statReplaceable(file);
      writeSynced(temporary, content, replaced);
      return { file, temporary, replaced };
    });
    for (const { file, temporary, replaced } of moves) {
      // With one file alone, the rename itself is all or nothing.
      const aside = replaced === undefined || moves.length === 1 ? undefined : besideOf(file);
      if (aside !== undefined) renameSync(file, aside);
      placed.push({ file, aside });
      renameSync(temporary, file);
    }
  } catch (error) {
    for (const temporary of written) rmSync(temporary, { force: true });
    if (files.length > 1) for (const { file, aside } of placed.toReversed()) putBack(file, aside);
    throw error;
  }
  for (const { aside } of placed) if (aside !== undefined) rmSync(aside, { force: true });
  for (const folder of new Set(files.map(({ file }) => path.dirname(file)))) syncFolder(folder);
}

function besideOf(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file).slice(0, 100)}.${randomUUID()}.tmp`);
}

/**
 * What stands in the place of the file. Moving over it would succeed even where it may not be written: that is asked first. A
 * link is replaced as it is, and says nothing of permissions. Another user's file in a folder that everybody writes to may have
 * been put there to get hold of what we write: it is left alone, by root too.
 */
function statReplaceable(file: string): Stats | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.isSymbolicLink()) return undefined;
  if (found.isDirectory()) throw withCode('EISDIR', `${file} is a folder.`);
  if (!found.isFile()) throw withCode('ENXIO', `${file} is no file.`);
  if (found.uid !== process.geteuid?.() && isOpenToAll(statSync(path.dirname(file)))) {
    throw withCode('EPERM', `${file} belongs to somebody else.`);
  }
  // Asked as who we act as now, which `access` does not.
  closeSync(openSync(file, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0)));
  return found;
}

function isOpenToAll({ mode }: Stats): boolean {
  const [sticky, writableByOthers] = [0o1000, 0o002];
  return (mode & sticky) !== 0 && (mode & writableByOthers) !== 0;
}

function withCode(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function writeSynced(temporary: string, content: string | Uint8Array, replaced: Stats | undefined): void {
  const descriptor = openSync(temporary, 'wx', 0o666);
  try {
    if (replaced !== undefined) {
      keepOwner(descriptor, replaced);
      fchmodSync(descriptor, replaced.mode & 0o777);
    }
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Only root can give a file away; anybody else becomes the owner of what they write, as with most editors. */
function keepOwner(descriptor: number, { uid, gid }: Stats): void {
  try {
    fchownSync(descriptor, uid, gid);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw error;
  }
}

function putBack(file: string, aside: string | undefined): void {
  if (aside === undefined) rmSync(file, { force: true });
  else renameSync(aside, file);
}

/** Makes the new names last as well. Windows opens no folders, and needs none synced. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
