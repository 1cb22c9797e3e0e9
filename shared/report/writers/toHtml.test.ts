// @vitest-environment jsdom
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { buildReport } from '../buildReport.ts';
import type { Report } from '../report.ts';
import { barePlan, exampleReportInput } from '../testing/exampleReport.ts';
import { hostileTexts } from '../testing/hostileText.ts';
import { standingWords } from '../words.ts';
import { toHtml } from './toHtml.ts';
import { toJson } from './toJson.ts';

const fixture = path.resolve(import.meta.dirname, '../../../tests/fixtures/report/acme-prod');
const read = (file: string): string => readFileSync(path.join(fixture, file), 'utf8');
const options = {
  catalog: embeddedCatalog,
  digest: (text: string): string => createHash('sha256').update(text).digest('hex'),
};
const full = buildReport(
  exampleReportInput(
    {
      plan: read('plan.yaml'),
      rules: { 'rules/policies.yaml': read('rules/policies.yaml'), 'rules/nsg.json': read('rules/nsg.json') },
    },
    options,
  ),
);
const bare = buildReport(exampleReportInput({ plan: barePlan, rules: {} }, options));
const parse = (html: string): Document => new DOMParser().parseFromString(html, 'text/html');

describe.each([
  ['a run with every outcome', full],
  ['a run of nothing', bare],
])('the HTML report of %s', (_, report) => {
  const html = toHtml(report);
  const page = parse(html);
  const texts = (selector: string): readonly string[] =>
    [...page.querySelectorAll(selector)].map((element) => (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim());

  it('has the ids of the JSON report, each as the one place of its finding', () => {
    const { findings } = JSON.parse(toJson(report)) as Report;
    const ids = findings.flatMap((group) => group.findings.map(({ id }) => id));
    const places = [...page.querySelectorAll('[id^="finding-"]')].map(({ id }) => id.replace('finding-', ''));
    expect(places.toSorted()).toEqual(ids.toSorted());
  });

  it('has the counts of the JSON report', () => {
    const { coverage } = (JSON.parse(toJson(report)) as Report).summary;
    const total = Object.values(coverage).reduce<number>((sum, count) => sum + (count ?? 0), 0);
    const { pass, fail, unknown, waived, notApplicable } = coverage;
    const row = [...page.querySelectorAll('#summary tr.total td')].map(({ textContent }) => Number(textContent));
    expect(row).toEqual([pass, fail, unknown, waived, notApplicable, total]);
    const told = {
      ...Object.fromEntries(
        (['fail', 'unknown', 'waived'] as const).map((standing) => [
          standing,
          texts('tr[id^="finding-"] > th .mark').filter((word) => word === standingWords[standing]).length,
        ]),
      ),
      unknownTogether: page.querySelectorAll('[id^="cause-"] li[id^="finding-"]').length,
      settled: page.querySelectorAll('.settled li[id^="finding-"]').length,
    } as Record<'fail' | 'unknown' | 'waived' | 'unknownTogether' | 'settled', number>;
    expect({ ...told, unknown: told.unknown + told.unknownTogether }).toEqual({
      fail,
      unknown,
      waived,
      unknownTogether: told.unknownTogether,
      settled: pass + notApplicable,
    });
    expect(told.unknownTogether).toBeGreaterThan(40);
  });

  it('numbers its sections, in the contents and at their heads alike', () => {
    const contents = texts('.contents a');
    expect(contents.slice(0, 2)).toEqual(['1 Management summary', '2 Plan']);
    expect(contents.slice(-2)).toEqual(['A Evidence of what is settled', 'B Rules that decide, quoted']);
    expect(texts('.running span:last-child')).toEqual(contents);
    expect(texts('h2[id$="-title"]:not(#contents-title)').slice(1)).toEqual(contents.slice(1));
  });

  it('tells once what many checks wait for, and of each of them no more than what it is about', () => {
    expect(report.causes.map(({ id }) => id)).toEqual(expect.arrayContaining(['cluster', 'attestation', 'owners']));
    for (const { id, title, findings } of report.causes) {
      expect(texts(`#cause-${id} h3`)).toEqual([title]);
      expect(page.querySelectorAll(`#cause-${id} li`)).toHaveLength(findings.length);
      for (const finding of findings) {
        expect(page.getElementById(`finding-${finding}`)?.closest('div')?.id).toBe(`cause-${id}`);
      }
    }
    expect(texts('main').join().split('No cluster was looked at: ').length - 1).toBe(2);
  });

  it('tells what is settled in a line, with its evidence once: at its row, or in an appendix', () => {
    const rows = [...report.connections.rows, ...report.connections.preconditions];
    const settled = report.findings
      .flatMap((group) => group.findings)
      .filter(({ standing }) => ['pass', 'notApplicable'].includes(standing));
    expect(settled.length).toBeGreaterThan(0);
    for (const { id, evidence } of settled) {
      const row = rows.find(({ finding }) => finding === id);
      const place = row === undefined ? `evidence-${id}` : `connection-${row.id}`;
      expect(page.querySelector(`[id="finding-${id}"] a`)?.getAttribute('href')).toBe(`#${place}`);
      expect(page.getElementById(`evidence-${id}`)?.querySelectorAll('.evidence li').length).toBe(
        row === undefined ? evidence.length : undefined,
      );
    }
    const allowed = report.connections.rows.filter(({ verdict }) => verdict === 'allowed');
    for (const { id } of allowed) expect(page.getElementById(`connection-${id}`)?.tagName).toBe('TR');
  });

  it('sets what is to be typed as code, and leaves no backtick behind', () => {
    expect(texts('#chain code').join()).toContain('pdp history verify');
    expect(texts('main').join()).not.toContain('`');
  });

  it('names each key that the plan leaves out once, with what it bears on', () => {
    const keys = texts('#missing code');
    expect(keys.toSorted()).toEqual(report.tested.missing.map(({ key }) => key).toSorted());
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('names the instant at which it was judged to the minute, with its zone', () => {
    expect(page.getElementById('method')?.textContent).toContain('judged as of 21 Nov 2026, 09:00 UTC');
  });

  it('says the result first', () => {
    expect(texts('.result')).toEqual([report.summary.headline]);
    expect(texts('#summary h2')).toEqual([report.summary.headline]);
  });

  it('has no percentage and no promise', () => {
    const words = page.querySelector('main')?.textContent ?? '';
    expect(words.length).toBeGreaterThan(5000);
    expect(words).not.toMatch(/\d\s?%|\bcompliant\b|\bsecure\b|\bhealthy\b|\bscore\b|passed!/i);
  });

  it('is one file without a script that loads nothing from anywhere', () => {
    expect(
      page.querySelectorAll('script, link, img, iframe, object, embed, base, form, video, audio, foreignObject'),
    ).toHaveLength(0);
    const attributes = [...page.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
    expect(
      attributes.filter(({ name }) => /^on|^style$|^src|^action$|^formaction$|^xlink:href$|^background$/.test(name)),
    ).toEqual([]);
    expect(attributes.filter(({ name, value }) => name === 'href' && !value.startsWith('#'))).toEqual([]);
    expect(html.match(/url\((?!#)|@import|@font-face/g)).toBeNull();
    expect(page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content')).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'/,
    );
  });

  it('leads every link to a place that is there', () => {
    const links = [...page.querySelectorAll('a, use')].map((link) => link.getAttribute('href')?.slice(1) ?? '');
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((id) => page.getElementById(id) === null)).toEqual([]);
  });

  it('has every id once', () => {
    const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('has a caption and heads with a scope in every table', () => {
    const tables = [...page.querySelectorAll('table')];
    expect(tables.length).toBeGreaterThan(8);
    for (const table of tables) {
      expect(table.querySelector('caption')?.textContent).toMatch(/\w/);
      expect(table.querySelectorAll('thead th:not([scope="col"]), tbody th:not([scope="row"])')).toHaveLength(0);
      expect(table.querySelectorAll('thead th[scope="col"]').length).toBe(table.querySelectorAll('col').length);
    }
  });

  it('goes down its headings step by step', () => {
    const levels = [...page.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName.slice(1)));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it('prints a section with a table of more than six columns lying, and every other one standing', () => {
    const wide = [...page.querySelectorAll('section')]
      .filter((section) =>
        [...section.querySelectorAll('table')].some((table) => table.querySelectorAll('col').length > 6),
      )
      .map(({ id }) => id);
    const lying = [...html.matchAll(/@page (\w+) \{ size: landscape/g)].map(([, id]) => id);
    expect(wide).not.toEqual([]);
    expect(lying).toEqual(wide);
  });

  it('is small enough to be sent', () => {
    expect(html.length).toBeLessThan(600_000);
  });
});

/** What a value of the plan’s or of a file’s may be, and what is ours: ids, enumerations, dates and hashes stay. */
function withTexts(report: Report, replace: (text: string) => string): Report {
  const ours =
    /^(?:[a-z][a-z0-9-]*|TCP|UDP|WSO2|Customer|Report|pdp-workbench\/v1|[0-9a-f-]{36,64}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?|)$/;
  const change = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => change(item, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part, name)]));
    }
    return typeof value === 'string' && (key === 'name' || !ours.test(value)) ? replace(value) : value;
  };
  return change(report, '') as Report;
}

/** The elements and the names of their attributes, in order: what a text must not be able to change. */
function skeletonOf(html: string): string {
  return [...parse(html).querySelectorAll('*')]
    .map(({ tagName, attributes }) => `${tagName}[${[...attributes].map(({ name }) => name).join()}]`)
    .join('\n');
}

describe('a hostile text', () => {
  const harmless = skeletonOf(toHtml(withTexts(full, () => 'harmless')));

  it.each(hostileTexts)('%j changes no element and no attribute, wherever it stands', (text) => {
    const html = toHtml(withTexts(full, () => text));
    expect(skeletonOf(html)).toBe(harmless);
    expect(html.split('</style>')).toHaveLength(2);
    expect(parse(html).querySelector('h1')?.textContent).toContain('hostile');
  });

  it.each(hostileTexts)('%j leaves no control character behind', (text) => {
    const controls = toHtml(withTexts(full, () => text)).match(
      /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uD800-\uDFFF]/gu,
    );
    expect(new Set(controls)).toEqual(new Set(['\n']));
  });

  it('is hostile where nothing is escaped, or these tests would see nothing', () => {
    const [script] = hostileTexts;
    expect(skeletonOf(`<p>${script}</p>`)).toContain('SCRIPT');
  });
});
