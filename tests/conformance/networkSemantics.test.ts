/**
 * The statements of `network-semantics.md`, each a trap for whoever judges rules, against the tests: a test that holds one has its
 * id in brackets at the end of its title. The document lies beside the project and is not part of it.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const statements = path.join(root, '../shared/docs/network-semantics.md');

beforeEach(({ skip }) => {
  if (!existsSync(statements)) skip('network-semantics.md is not beside the project.');
});

/** `- K1. …` */
function readStatements(): ReadonlySet<string> {
  return new Set([...readFileSync(statements, 'utf8').matchAll(/^- ([A-Z]\d+)\. /gm)].map(([, id = '']) => id));
}

/** `'… [K1]'`, `'… [K1, K2]'`: titles, also those in the rows of a table, with the file of each. */
function readTitledIds(): ReadonlyMap<string, readonly string[]> {
  const titled = ['shared', 'tests'].flatMap((folder) =>
    globSync(`${folder}/**/*.test.ts`, { cwd: root }).flatMap((file) =>
      [...readFileSync(path.join(root, file), 'utf8').matchAll(/ \[([A-Z]\d+(?:, [A-Z]\d+)*)\]'[,)]/g)].flatMap(
        ([, ids = '']) => ids.split(', ').map((id) => ({ id, file })),
      ),
    ),
  );
  return new Map(
    [...Map.groupBy(titled, ({ id }) => id)].map(([id, some]) => [id, [...new Set(some.map(({ file }) => file))]]),
  );
}

describe('the statements of network-semantics.md', () => {
  it('are there', () => expect(readStatements().size).toBeGreaterThan(100));

  it('each have a test that is called by its id', () => {
    const tested = readTitledIds();
    expect([...readStatements()].filter((id) => !tested.has(id))).toEqual([]);
  });

  it('are all that tests are called by', () => {
    const known = readStatements();
    const stray = [...readTitledIds()].filter(([id]) => !known.has(id));
    expect(stray).toEqual([]);
  });
});
