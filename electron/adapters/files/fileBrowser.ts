import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Digest, FileBrowser, NamedText } from '#electron/application/ports.ts';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { Folder } from '#shared/contract/views.ts';
import { canonicalise } from '#shared/history/canonicalise.ts';
import { succeed } from '#shared/kernel/result.ts';
import { openDataFolder } from '../system/dataFolder.ts';
import { uploadsFolder } from './confinement.ts';
import type { Confinement } from './confinement.ts';
import { toFileFailure } from './fileFailure.ts';

export function fileBrowserIn(confinement: Confinement, digest: Digest): FileBrowser {
  return {
    async list(asked) {
      const folder = confinement.toAbsolute(asked ?? confinement.start);
      const admitted = confinement.admit(folder);
      if (!admitted.ok) return admitted;
      try {
        const found = await readdir(admitted.value, { withFileTypes: true });
        const parent = path.dirname(folder);
        return succeed({
          folder,
          ...(parent !== folder && confinement.admit(parent).ok ? { parent } : {}),
          entries: toEntries(folder, found, confinement),
        });
      } catch (error) {
        return toFileFailure(error, folder);
      }
    },

    async upload(files) {
      const named = toSafeNames(files);
      if (!named.ok) return named;
      const dataFolder = openDataFolder(confinement.dataFolder);
      if (!dataFolder.ok) return dataFolder;
      const uploads = openDataFolder(path.join(dataFolder.value, uploadsFolder));
      if (!uploads.ok) return uploads;
      const folder = path.join(uploads.value, digest(canonicalise(named.value)));
      return existsSync(folder) ? succeed({ folder }) : keepUpload(folder, named.value);
    },
  };
}

/** Folders first, each in the order of their names. Left out: hidden entries, and links that lead outside or nowhere. */
function toEntries(
  folder: string,
  found: readonly { name: string; isDirectory(): boolean; isFile(): boolean; isSymbolicLink(): boolean }[],
  confinement: Confinement,
): Folder['entries'] {
  const entries = found
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => ({
      name: entry.name,
      path: path.join(folder, entry.name),
      kind: kindOf(entry, folder, confinement),
    }))
    .filter((entry): entry is Folder['entries'][number] => entry.kind !== undefined)
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  return [...entries.filter(({ kind }) => kind === 'folder'), ...entries.filter(({ kind }) => kind === 'file')];
}

function kindOf(
  entry: { readonly name: string; isDirectory(): boolean; isFile(): boolean; isSymbolicLink(): boolean },
  folder: string,
  confinement: Confinement,
): 'folder' | 'file' | undefined {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  if (!entry.isSymbolicLink()) return undefined;
  const admitted = confinement.admit(path.join(folder, entry.name));
  const behind = admitted.ok ? statSync(admitted.value, { throwIfNoEntry: false }) : undefined;
  if (behind?.isDirectory() === true) return 'folder';
  return behind?.isFile() === true ? 'file' : undefined;
}

/** Written beside its place and then moved there: a folder with this name holds all of its files. */
async function keepUpload(folder: string, files: readonly NamedText[]): Promise<Outcome<{ readonly folder: string }>> {
  const beside = path.join(path.dirname(folder), `.${randomUUID()}.tmp`);
  try {
    for (const { name, text } of files) {
      const file = path.join(beside, name);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, text, { flag: 'wx', mode: 0o600 });
    }
    await rename(beside, folder);
    return succeed({ folder });
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    // The same files, dropped twice at the same time: the other one was first.
    if (existsSync(folder)) return succeed({ folder });
    return toFileFailure(error, folder);
  }
}

/** The names under which dropped files are kept: never outside of their folder, and such as any platform can hold. */
function toSafeNames(files: readonly NamedText[]): Outcome<readonly NamedText[]> {
  const kept: NamedText[] = [];
  const taken = new Set<string>();
  for (const { name, text } of files) {
    const safe = toSafeName(name);
    if (safe === undefined) return failure('bad-input', `${JSON.stringify(name)} can't be the name of a dropped file.`);
    // A file system may take no difference of case for one.
    const plain = safe.toLowerCase();
    if (taken.has(plain)) {
      return failure('bad-input', `Two of the dropped files are called ${JSON.stringify(safe)}.`, {
        remedy: 'Drop them one after the other, or drop the folder that holds them.',
      });
    }
    taken.add(plain);
    kept.push({ name: safe, text });
  }
  return succeed(kept);
}

/** File systems take up to 255 bytes, and a temporary name may be longer than the name. */
const mostBytesOfName = 200;

/** Folders in a name stay folders. Undefined where a part would lead up or is empty. */
function toSafeName(name: string): string | undefined {
  const given = name.split(/[/\\]/);
  // Before anything looks for a pattern in it.
  if (given.some((part) => part.length > mostBytesOfName)) return undefined;
  const parts = given.map((part) => {
    const printable = part
      .toWellFormed()
      .replaceAll(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '_')
      .replace(/[. ]+$/, '');
    // Windows keeps these names for devices, whatever follows a dot.
    return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(printable) ? `_${printable}` : printable;
  });
  return parts.every((part) => part !== '' && Buffer.byteLength(part) <= mostBytesOfName) ? parts.join('/') : undefined;
}
