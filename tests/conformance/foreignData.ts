import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import type { RuleFile } from '#shared/network/source/ruleFile.ts';

/** Real rules with right answers that lie beside the project, or where PDP_FOREIGN_DATA says; read in place, never copied. */
export const foreignData = path.resolve(
  process.env['PDP_FOREIGN_DATA'] ?? path.join(import.meta.dirname, '../../../shared/data'),
);
export const isForeignDataPresent = existsSync(foreignData);

export function listFolders(folder: string): readonly string[] {
  return isForeignDataPresent
    ? readdirSync(path.join(foreignData, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];
}

/** Paths of the files of a folder, as they are named here. */
export function listFiles(folder: string): readonly string[] {
  return isForeignDataPresent
    ? readdirSync(path.join(foreignData, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => path.join(folder, name))
        .toSorted()
    : [];
}

/** None where the data is missing, as of the two above: suites that are skipped still list what they would read. */
export function readForeignFiles(folder: string): readonly RuleFile[] {
  if (!isForeignDataPresent) return [];
  const root = path.join(foreignData, folder);
  const names = statSync(root).isFile() ? [''] : readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
  return names
    .map((name) => path.join(root, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => {
      const content = readFileSync(file);
      return {
        file: path.relative(foreignData, file),
        text: content.toString('utf8'),
        bytes: content.length,
        hash: createHash('sha256').update(content).digest('hex'),
      };
    });
}
