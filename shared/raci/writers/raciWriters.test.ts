import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { compareRaci } from '../compareRaci.ts';
import { deriveRaci } from '../raci.ts';
import { toRaciCsv } from './raciCsv.ts';
import { toRaciMarkdown } from './raciMarkdown.ts';

const owners = {
  'remote-access': { responsible: { who: '=HYPERLINK("http://a")' } },
  'dns-management': { responsible: { who: 'net "core" team, <b>|EU|</b>' }, accountable: { who: 'Ann_B*' } },
};
const raci = deriveRaci(embeddedCatalog, {
  edition: 'integration-platform',
  model: 'self-managed',
  tier: 'standard',
  owners,
});
const comparison = compareRaci(
  raci,
  deriveRaci(embeddedCatalog, { edition: 'integration-platform', model: 'customer-subscription', tier: 'standard' }),
);

/** RFC 4180, read by its grammar. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.match(/(?:"(?:[^"]|"")*"|[^"\r\n])*\r\n/g) ?? []) {
    const cells = line.slice(0, -2).match(/(?:^|,)(?:"(?:[^"]|"")*"|[^",]*)/g) ?? [];
    rows.push(
      cells.map((cell) =>
        cell
          .replace(/^,/, '')
          .replace(/^"([^]*)"$/, '$1')
          .replaceAll('""', '"'),
      ),
    );
  }
  return rows;
}

describe('toRaciCsv', () => {
  it('has a head and a row for each task, all of one length', () => {
    const rows = readCsv(toRaciCsv(raci));
    expect(rows).toHaveLength(17);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([11]));
    expect(rows[0]).toEqual([
      'Id',
      'Task',
      'Scope',
      'Description',
      'Responsible',
      'Accountable',
      'Consulted',
      'Informed',
      'Owner',
      'Lead',
      'Source',
    ]);
    expect(rows[5]?.slice(4, 8)).toEqual(['Customer', 'Customer', 'WSO2', 'WSO2 (if required)']);
  });

  it('says nobody in a word, since a dash would begin a formula', () => {
    expect(readCsv(toRaciCsv(raci))[2]?.[7]).toBe('Nobody');
  });

  it('keeps spreadsheets from taking a name for a formula', () => {
    expect(readCsv(toRaciCsv(raci))[2]?.[8]).toBe(`'=HYPERLINK("http://a")`);
    expect(toRaciCsv(raci)).not.toMatch(/(?:^|[,\n"])[=+@-]/);
  });

  it('quotes what needs it', () => {
    expect(readCsv(toRaciCsv(raci))[8]?.[8]).toBe('net "core" team, <b>|EU|</b>');
  });

  it('has the other model’s cells and the effect beside', () => {
    const rows = readCsv(toRaciCsv(raci, comparison));
    expect(rows[0]?.slice(8, 13)).toEqual([
      'Responsible: WSO2 fully managed, customer subscription',
      'Accountable: WSO2 fully managed, customer subscription',
      'Consulted: WSO2 fully managed, customer subscription',
      'Informed: WSO2 fully managed, customer subscription',
      'In your plan',
    ]);
    expect(rows[4]?.slice(8, 13)).toEqual([
      'WSO2/Customer',
      'WSO2/Customer',
      'Customer',
      'Customer',
      'Yours, not shared',
    ]);
  });
});

describe('toRaciMarkdown', () => {
  const markdown = toRaciMarkdown(raci, comparison);
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));

  it('is a heading, the sentence and a table of sixteen rows with as many cells as the head', () => {
    expect(markdown).toMatch(/^# Responsibilities: .*Customer self-managed.*, standard tier\n/);
    expect(markdown).toContain(
      'Customer self-managed gives you **6 tasks that WSO2 would do** and **3 that would be shared**.',
    );
    expect(rows).toHaveLength(18);
    const cells = rows.map((row) => row.replaceAll(String.raw`\|`, '').split('|').length);
    expect(new Set(cells).size).toBe(1);
  });

  it.each([
    ['a lone carriage return', 'Ann\r# Bob', String.raw`Ann \# Bob`],
    ['a line break of Unicode', 'Ann\u2028> Bob', 'Ann &gt; Bob'],
    ['what a terminal would obey', 'Ann\u001B[2J\u202E', String.raw`Ann\[2J`],
  ])('lets %s begin nothing', (_, who, shown) => {
    const named = deriveRaci(embeddedCatalog, {
      edition: 'integration-platform',
      model: 'self-managed',
      tier: 'standard',
      owners: { 'remote-access': { responsible: { who } } },
    });
    expect(toRaciMarkdown(named)).toContain(`| ${shown} |`);
  });

  it('shows what a name holds and lets it do nothing', () => {
    const row = rows.find((line) => line.includes('DNS management')) ?? '';
    expect(row).toContain(String.raw`net "core" team, &lt;b&gt;\|EU\|&lt;/b&gt;<br>Ann\_B\* leads`);
  });
});
