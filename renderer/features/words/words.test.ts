import { describe, expect, it } from 'vitest';
import { findFaultOfLastDay } from './days.ts';
import { connectionTitle, describePorts, describeRange, describeTransport } from './connections.ts';
import { count, listed } from './counts.ts';
import { formatDay, formatDuration, formatInstant, formatRecent } from './dates.ts';
import { baseName, folderOf, describeReading, formatBytes, liesUnder, shortenMiddle } from './files.ts';
import { applicable, decided, describeCoverage, wordsOfFinding } from './outcomes.ts';
import { shortOwner } from './owners.ts';

const local = (year: number, month: number, day: number, hour: number, minute: number): string =>
  new Date(year, month - 1, day, hour, minute).toISOString();

describe('whether a file lies under a path', () => {
  it.each([
    ['rules/nsg.json', 'rules/nsg.json', true],
    ['rules/nsg.json', './rules', true],
    ['rules/nsg.json', '/plans/rules', true],
    ['/plans/rules/nsg.json', 'rules/', true],
    ['rules-old/nsg.json', 'rules', false],
    ['/elsewhere/nsg.json', 'rules', false],
  ])('%s under %s: %s', (file, path, expected) => {
    expect(liesUnder(file, path, '/plans')).toBe(expected);
  });

  it('knows the paths of Windows', () => {
    expect(liesUnder('rules\\nsg.json', 'C:\\plans\\rules', 'C:\\plans')).toBe(true);
    expect(liesUnder('C:\\uploads\\a.yaml', 'C:/uploads', 'D:\\plans')).toBe(true);
  });
});

describe('the title of a connection', () => {
  it('leads from the side that opens it', () => {
    const row = { component: 'Container registry', endpoint: 'Public registry' };
    expect(connectionTitle({ ...row, direction: 'outbound' })).toBe('Container registry to Public registry');
    expect(connectionTitle({ ...row, direction: 'inbound' })).toBe('Public registry to Container registry');
  });
});

describe('a day that is typed', () => {
  it.each([
    ['2026-11-21', undefined],
    ['2027-02-28', undefined],
    ['2028-02-29', undefined],
    ['2026-11-20', '2026-11-20 is over: it would count for nothing.'],
    ['2027-02-29', 'Enter a day of the calendar, such as 2027-01-31.'],
    ['2027-13-01', 'Enter a day of the calendar, such as 2027-01-31.'],
    ['31.01.2027', 'Enter a day of the calendar, such as 2027-01-31.'],
    ['', 'Enter a day of the calendar, such as 2027-01-31.'],
  ])('%j on 2026-11-21: %s', (day, fault) => {
    expect(findFaultOfLastDay(day, '2026-11-21')).toBe(fault);
  });
});

describe('dates', () => {
  it('are written in the reader’s own zone, without leading zeros in the day', () => {
    expect(formatInstant(local(2026, 11, 2, 6, 5))).toBe('2 Nov 2026, 06:05');
    expect(formatRecent(local(2026, 9, 20, 16, 42))).toBe('20 Sep, 16:42');
  });

  it('without a time have no zone to be moved by', () => {
    expect(formatDay('2027-01-31')).toBe('31 Jan 2027');
  });

  it.each([
    [0, '0 s'],
    [9_999, '9 s'],
    [60_000, '1 min 00 s'],
    [125_000, '2 min 05 s'],
  ])('%d ms are %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});

describe('counts', () => {
  it.each([
    [0, '0 tasks'],
    [1, '1 task'],
    [16, '16 tasks'],
  ])('%d', (number, words) => {
    expect(count(number, 'task')).toBe(words);
  });

  it('takes a plural of its own', () => {
    expect(count(90, 'entry', 'entries')).toBe('90 entries');
  });

  it.each([
    [[], ''],
    [['Azure'], 'Azure'],
    [['Azure', 'AWS', 'GCP'], 'Azure, AWS and GCP'],
  ])('lists %j as "%s"', (words, text) => {
    expect(listed(words)).toBe(text);
  });
});

describe('files', () => {
  it.each([
    ['/home/a/plan.yaml', 'plan.yaml', '/home/a'],
    [String.raw`C:\plans\plan.yaml`, 'plan.yaml', String.raw`C:\plans`],
    ['C:\\plan.yaml', 'plan.yaml', 'C:\\'],
    ['c:/plan.yaml', 'plan.yaml', 'c:/'],
    ['plan.yaml', 'plan.yaml', ''],
    ['/plan.yaml', 'plan.yaml', '/'],
  ])('%s is %s in %s', (path, name, folder) => {
    expect(baseName(path)).toBe(name);
    expect(folderOf(path)).toBe(folder);
  });

  it('shortens in the middle, to just the length that was asked for', () => {
    const shortened = shortenMiddle('/home/architect/customers/acme/plans/acme-prod.yaml', 24);
    expect(shortened).toHaveLength(24);
    expect(shortened).toMatch(/^\/home.*….*prod\.yaml$/);
    expect(shortenMiddle('short', 24)).toBe('short');
  });

  it.each([
    [512, '512 bytes'],
    [5_100, '5.1 kB'],
    [14_200, '14 kB'],
    [200_000_000, '200 MB'],
  ])('%d bytes are %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });
});

describe('traffic', () => {
  it('names a port once, with every protocol that uses it', () => {
    expect(describePorts({ TCP: ['53'], UDP: ['53'] })).toBe('53/tcp, udp');
    expect(describePorts({ TCP: ['443', '1000-2000'] })).toBe('443/tcp, 1000–2000/tcp');
  });

  it('writes a range with a dash, and one address as one', () => {
    expect(describeRange('203.0.113.24-203.0.113.31')).toBe('203.0.113.24–203.0.113.31');
    expect(describeRange('203.0.113.24-203.0.113.24')).toBe('203.0.113.24');
  });

  it('falls back to the row’s ports while its destinations are not known', () => {
    expect(describeTransport({ ports: ['443'], destinations: [] })).toBe('443');
  });
});

describe('outcomes', () => {
  const waiver = { reason: 'planned', owner: 'net-team', expires: '2027-01-01' };

  it('counts a waived failure as waived and an unknown with a waiver as unknown', () => {
    expect(wordsOfFinding({ outcome: 'fail', waiver }).word).toBe('Waived');
    expect(wordsOfFinding({ outcome: 'unknown', waiver }).word).toBe('Unknown');
  });

  it('never counts what is unknown as decided, nor what does not apply as applicable', () => {
    const coverage = { pass: 22, fail: 5, unknown: 4, notApplicable: 2, waived: 1 };
    expect(decided(coverage)).toBe(28);
    expect(applicable(coverage)).toBe(32);
    expect(describeCoverage(coverage)).toBe('22 pass, 5 fail, 1 waived, 4 unknown, 2 not applicable');
  });
});

describe('owners', () => {
  it('are shortened where all share one domain, and only there', () => {
    expect(shortOwner('net@acme.example', ['net@acme.example', 'iam@acme.example'])).toBe('net');
    expect(shortOwner('net@acme.example', ['net@acme.example', 'iam@other.example'])).toBe('net@acme.example');
    expect(shortOwner('the network team', ['net@acme.example'])).toBe('the network team');
  });
});

describe('what is said of files that were read', () => {
  const inPlace = (length: number) => Array.from({ length }, (_, index) => `rules/${index}.json`);
  const kept = `/data/uploads/12-00000000-0000-4000-8000-000000000000/${'a'.repeat(64)}`;
  const dropped = (length: number) => Array.from({ length }, (_, index) => `${kept}/${index}.json`);
  it.each([
    [[], '0 files read where they lie'],
    [inPlace(1), '1 file read where it lies'],
    [inPlace(4), '4 files read where they lie'],
    [dropped(1), '1 file read as it was dropped'],
    [dropped(2), '2 files read as they were dropped'],
    [[...inPlace(4), ...dropped(1)], '4 files read where they lie, 1 as it was dropped'],
    [[...inPlace(1), ...dropped(2)], '1 file read where it lies, 2 as they were dropped'],
  ])('tells those that were dropped apart: %#', (files, said) => {
    expect(describeReading(files)).toBe(said);
  });
});
