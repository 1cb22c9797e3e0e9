import { fail, succeed } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Catalog } from './catalog.ts';
import { catalogFileSchemas } from './catalogFiles.ts';
import type { CatalogFileName, CatalogFiles } from './catalogFiles.ts';
import { describePath } from './catalogProblem.ts';
import type { CatalogProblem } from './catalogProblem.ts';
import { expandCatalog } from './expandCatalog.ts';
import { findCatalogProblems } from './findCatalogProblems.ts';

export interface CatalogFailure {
  readonly kind: 'catalog-invalid';
  readonly problems: readonly CatalogProblem[];
}

export function describeCatalogFailure({ problems }: CatalogFailure): string {
  return problems
    .map(({ file, path, message }) => (path === '' ? `${file}: ${message}` : `${file}, ${path}: ${message}`))
    .join('\n');
}

const fileNames = Object.keys(catalogFileSchemas) as CatalogFileName[];

/**
 * Reads the catalogue from its files, each already parsed from YAML, and checks all of it: every file against its schema,
 * then what only shows across files. Everything that is wrong is reported at once.
 */
export function readCatalog(files: Readonly<Record<string, unknown>>): Result<Catalog, CatalogFailure> {
  const problems: CatalogProblem[] = [];
  for (const file of Object.keys(files)) {
    if (!Object.hasOwn(catalogFileSchemas, file)) {
      problems.push({ file, path: '', message: `Not a file of the catalogue, which has ${fileNames.join(', ')}.` });
    }
  }
  for (const file of fileNames) {
    if (!Object.hasOwn(files, file)) {
      problems.push({ file, path: '', message: 'The file is missing.' });
      continue;
    }
    const { error } = catalogFileSchemas[file].safeParse(files[file]);
    for (const { path, message } of error?.issues ?? []) {
      problems.push({ file, path: describePath(files[file], path), message });
    }
  }
  if (problems.length > 0) return fail({ kind: 'catalog-invalid', problems });

  const catalog = expandCatalog(files as CatalogFiles);
  const acrossFiles = findCatalogProblems(catalog);
  return acrossFiles.length > 0 ? fail({ kind: 'catalog-invalid', problems: acrossFiles }) : succeed(catalog);
}
