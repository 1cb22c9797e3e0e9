/**
 * The catalogue against the source documents themselves: every party cell and every row of the connectivity tables is read
 * from the documents' own text. The documents lie beside the project and are not part of it.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { managementModelIds } from '#shared/catalog/catalog.ts';
import type { EditionId, ManagementModelId, RequiredConnection, ResponsibilityCell } from '#shared/catalog/catalog.ts';

const folder = path.join(import.meta.dirname, '../../../shared/seeds');

beforeEach(({ skip }) => {
  if (!existsSync(folder)) skip('The source documents are not beside the project.');
});

function readDocument(number: string): string {
  const name = readdirSync(folder).find((candidate) => candidate.startsWith(number));
  if (name === undefined) throw new Error(`There is no document ${number}.`);
  return readFileSync(path.join(folder, name), 'utf8');
}

const modelHeadings: Record<ManagementModelId, string> = {
  'wso2-subscription': 'WSO2 fully managed (infrastructure and PDP in WSO2 subscription)',
  'customer-subscription': 'WSO2 fully managed (infrastructure and PDP in customer subscription)',
  'self-managed': 'Customer self-managed (WSO2 provides installation script and updates)',
};

/** The text under a model's heading, up to the next heading. */
function sectionOf(document: string, model: ManagementModelId): string {
  const starts = managementModelIds.map((id) => document.indexOf(`\n${modelHeadings[id]}`));
  const index = managementModelIds.indexOf(model);
  const start = starts[index] ?? -1;
  if (start === -1) throw new Error(`The document has no heading "${modelHeadings[model]}".`);
  return document.slice(start, starts[index + 1]);
}

interface Row {
  readonly label: string;
  /** Responsible, accountable, consulted, informed. */
  readonly cells: readonly string[];
}

/** Document 001 is a Markdown table. The workload rows lack the description, so that their columns are shifted by one. */
function rowsOfMarkdown(section: string): readonly Row[] {
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Task |'))
    .map((line) => {
      const [label = '', ...rest] = line
        .slice(1)
        .split('|')
        .map((cell) => cell.trim());
      const filled = rest.filter((cell) => cell !== '');
      return { label, cells: filled.slice(-4) };
    });
}

/** Documents 003 and 004 have a cell a line, six a row, some of them over several lines; 003 also begins each row with a bar. */
function rowsOfLines(section: string): readonly Row[] {
  const table = section.slice(section.search(/^\|? ?Task \|$/m)).replaceAll(/^\| (?=\S)/gm, '');
  const cells = table.split('|').map((cell) => cell.trim());
  const rows: Row[] = [];
  for (let first = 6; first + 6 <= cells.length; first += 6) {
    rows.push({ label: cells[first] ?? '', cells: cells.slice(first + 2, first + 6) });
  }
  return rows;
}

function toCell(written: string): ResponsibilityCell {
  const condition = /\s*\(if required\)$/i;
  const parties = written.replace(condition, '');
  return {
    parties: /^[-—]$/.test(parties) ? [] : (parties.split('/') as ResponsibilityCell['parties']),
    ifRequired: condition.test(written),
  };
}

const documents: readonly [number: string, edition: EditionId, read: (section: string) => readonly Row[]][] = [
  ['001', 'integration-platform', rowsOfMarkdown],
  ['003', 'developer-platform', rowsOfLines],
  ['004', 'choreo', rowsOfLines],
];

describe.each(documents)('document %s, %s', (number, edition, read) => {
  it.each(managementModelIds)('has the same parties in all 16 rows and 4 columns of %s', (model) => {
    const rows = read(sectionOf(readDocument(number), model));
    expect(rows).toHaveLength(16);
    const inCatalog = embeddedCatalog.tasks.map(({ cells }, index) => {
      const { responsible, accountable, consulted, informed } = cells[model];
      return { label: rows[index]?.label, cells: [responsible, accountable, consulted, informed] };
    });
    expect(inCatalog).toEqual(rows.map(({ label, cells }) => ({ label, cells: cells.map(toCell) })));
  });

  it('has each task at the place that its source names', () => {
    const words = (text: string) => text.toLowerCase().replaceAll('/', ' and ').split(/\s+/);
    const labels = read(sectionOf(readDocument(number), 'self-managed')).map(({ label }) => words(label));
    const titles = embeddedCatalog.tasks.map(({ title }) => words(title[edition]));
    expect(titles).toHaveLength(16);
    for (const [index, title] of titles.entries()) expect(labels[index]).toEqual(expect.arrayContaining(title));
  });
});

const scopeNotes: Record<RequiredConnection['scope'], string> = {
  internet: '',
  'control-plane': '',
  'vpc-internal': ' (VPC internal)',
  'cluster-internal': ' (cluster internal)',
};

function directionOf({ direction, scope }: RequiredConnection): string {
  return `${direction === 'inbound' ? 'Inbound' : 'Outbound'}${scopeNotes[scope]}`;
}

describe('document 000, integration-platform', () => {
  it('has the same twelve rows, its columns run together', () => {
    const lines = readDocument('000').split('\n');
    const first = lines.findIndex((line) => line.startsWith('Data plane component')) + 1;
    const rows = embeddedCatalog.connections.map(
      (row) =>
        `${row.component}${row.endpoint['integration-platform'] ?? row.endpoint.default}${directionOf(row)}${row.protocols.join(', ')}`,
    );
    expect(rows).toHaveLength(12);
    expect(lines.slice(first, first + 12)).toEqual(rows);
  });

  it('lists the same components and infrastructure, in the same order', () => {
    const points = readDocument('000')
      .split('\n')
      .filter((line) => line.trim().startsWith('•'))
      .map((line) => line.replace('•', '').trim());
    expect(points).toHaveLength(9);
    expect(embeddedCatalog.infrastructure.map(({ title }) => title)).toEqual([
      expect.stringMatching(/upstream-compatible/),
      expect.stringMatching(/^Container registry/),
      'Key vault (secret store)',
      'Logging service or log storage',
    ]);
    const names = embeddedCatalog.components.map(({ title }) => title['integration-platform'] ?? title.default);
    const significant = (text: string) => text.toLowerCase().match(/[a-z0-9]{3,}/g) ?? [];
    for (const [index, name] of names.entries()) {
      expect(significant(points[index + 4] ?? '')).toEqual(expect.arrayContaining(significant(name)));
    }
  });
});

describe('document 002, devant', () => {
  it('has the same twelve rows; a blank first cell means the component of the row above', () => {
    const lines = readDocument('002').split('\n');
    const first = lines.indexOf('---|---|---|---|') + 1;
    let above = '';
    const rows = lines.slice(first, first + 12).map((line) => {
      const cells = line.split('|').map((cell) => cell.trim());
      while (cells.at(-1) === '') cells.pop();
      if (cells.length === 4) above = cells.shift() ?? '';
      return [above, ...cells];
    });
    const plain = (text: string) =>
      text
        .toLowerCase()
        .replaceAll(/\((cp|control plane)\)/g, '')
        .replace(/^devant /, '')
        .replaceAll(/[^a-z0-9]/g, '');
    const expected = embeddedCatalog.connections.map((row) => [
      plain(row.component),
      plain(row.endpoint.devant ?? row.endpoint.default),
      directionOf(row),
      row.protocols.join(', '),
    ]);
    expect(expected).toHaveLength(12);
    expect(
      rows.map(([component = '', endpoint = '', ...others]) => [plain(component), plain(endpoint), ...others]),
    ).toEqual(expected);
  });
});

describe('the documents’ sentences', () => {
  it('are not copied: no eight words in a row are the same, but for titles and headings that are cited', () => {
    const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const runsOf = (words: readonly string[]) =>
      words.slice(0, -7).map((_, index) => words.slice(index, index + 8).join(' '));
    const theirs = new Set(
      readdirSync(folder).flatMap((name) => runsOf(wordsOf(readFileSync(path.join(folder, name), 'utf8')))),
    );
    expect(theirs.size).toBeGreaterThan(1000);

    const { documents: _, ...entries } = embeddedCatalog;
    const ours: string[] = [];
    JSON.stringify(entries, (key, value: unknown) => {
      if (typeof value === 'string' && key !== 'heading') ours.push(value);
      return value;
    });
    expect(ours.length).toBeGreaterThan(500);
    expect(ours.filter((text) => runsOf(wordsOf(text)).some((run) => theirs.has(run)))).toEqual([]);
  });
});
