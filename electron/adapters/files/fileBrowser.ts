import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Digest, FileBrowser } from '#electron/application/ports.ts';
import type { Folder } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Confinement } from './confinement.ts';
import { toFileFailure } from './fileFailure.ts';
import { holdFolder } from './holdFolder.ts';
import { defaultRuleLimits } from './ruleFiles.ts';
import { keepUploadsIn } from './uploads.ts';
import type { UploadLimits } from './uploads.ts';

export function fileBrowserIn(
  confinement: Confinement,
  digest: Digest,
  // What is more would not be read.
  limits: UploadLimits = defaultRuleLimits,
): FileBrowser {
  return {
    async list(asked) {
      const folder = confinement.toAbsolute(asked ?? confinement.start);
      const held = holdFolder(confinement, folder, 'admit');
      if (!held.ok) return held;
      try {
        const found = await readdir(held.value.place, { withFileTypes: true });
        const parent = path.dirname(folder);
        return succeed({
          folder,
          ...(parent !== folder && confinement.admit(parent).ok ? { parent } : {}),
          entries: toEntries(folder, found, confinement),
        });
      } catch (error) {
        return toFileFailure(error, folder);
      } finally {
        held.value.release();
      }
    },

    upload: keepUploadsIn(confinement, digest, limits),
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
