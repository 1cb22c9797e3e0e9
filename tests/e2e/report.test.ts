import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { buildReport } from '#shared/report/buildReport.ts';
import type { ReportInput } from '#shared/report/reportInput.ts';
import { barePlan, exampleReportInput } from '#shared/report/testing/exampleReport.ts';
import { hostileTexts } from '#shared/report/testing/hostileText.ts';
import { toHtml } from '#shared/report/writers/toHtml.ts';
import { browserSwitches, findBrowser } from '../findBrowser.ts';

const fixture = path.resolve(import.meta.dirname, '../fixtures/report/acme-prod');
const read = (file: string): string => readFileSync(path.join(fixture, file), 'utf8');
const rules = {
  'rules/policies.yaml': read('rules/policies.yaml'),
  'rules/nsg.json': read('rules/nsg.json'),
};
const inputOf = (plan: string, files: Readonly<Record<string, string>>): ReportInput =>
  exampleReportInput(
    { plan, rules: files },
    { catalog: embeddedCatalog, digest: (text) => createHash('sha256').update(text).digest('hex') },
  );
const full = inputOf(read('plan.yaml'), rules);
const bare = inputOf(barePlan, {});
/** Of all clouds AWS has the most layers, and so the narrowest columns. */
const narrow = inputOf(barePlan.replace('cloud: azure', 'cloud: aws'), {});
const reports = [
  ['a run with every outcome', full],
  ['a run of nothing', bare],
  ['a run of nothing on AWS', narrow],
] as const;

/** The paper that readers have, in points, and what is left of it within the margins, in CSS pixels. */
const papers = {
  A4: { points: [595, 842], portrait: [680, 1009] },
  Letter: { points: [612, 792], portrait: [702, 942] },
} as const;

/** Cover, summary and connections: what is set apart from the sections that follow each other. */
const papersOfTheirOwn = 3;

const found = findBrowser();
let browser: Browser | undefined;

beforeAll(async () => {
  if ('executable' in found)
    browser = await chromium.launch({ executablePath: found.executable, args: browserSwitches });
});
afterAll(() => browser?.close());
beforeEach(({ skip }) => {
  if ('missing' in found) skip(found.missing);
});

/** Opens a report as its reader does: as a file. */
async function open(
  input: ReportInput,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly asked: readonly string[]; readonly said: readonly string[] }> {
  const file = path.join(temporaryFolder(), 'report.html');
  writeFileSync(file, toHtml(buildReport(input)));
  const context = await browser?.newContext(options);
  if (context === undefined) throw new Error('No browser was started.');
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => said.push(message.text()));
  page.on('dialog', (dialog) => void dialog.dismiss());
  await page.goto(pathToFileURL(file).href);
  return { page, asked, said };
}

describe.each(reports)('the report of %s, in a browser', (_, input) => {
  it.each([
    ['', 'light', 1280, undefined, 15],
    [' in the dark, which changes colours', 'dark', 1280, ['color-contrast', 'link-in-text-block'], 0],
    [' on a narrow screen, which changes places', 'light', 420, ['scrollable-region-focusable', 'target-size'], 0],
  ] as const)('has nothing that keeps people out%s', async (_where, colorScheme, width, asked, leastPasses) => {
    const { page } = await open(input, { colorScheme, viewport: { width, height: 900 } });
    const axe = new AxeBuilder({ page });
    const { violations, passes } = await (asked === undefined ? axe : axe.withRules([...asked])).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`),
    ).toEqual([]);
    expect(passes.length).toBeGreaterThan(leastPasses);
  });

  it('asks for nothing but itself, and has nothing to complain of', async () => {
    const { page, asked, said } = await open(input);
    expect(asked).toEqual([page.url()]);
    expect(said).toEqual([]);
  });

  it('fits a narrow window: only tables scroll', async () => {
    const { page } = await open(input, { viewport: { width: 360, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });

  it('is white paper in the dark as well, and in print', async () => {
    const { page } = await open(input, { colorScheme: 'dark' });
    const paper = () =>
      page
        .locator('.sheet')
        .first()
        .evaluate((sheet) => getComputedStyle(sheet).backgroundColor);
    const around = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect([await paper(), await around()]).toEqual(['rgb(255, 255, 255)', 'rgb(12, 14, 18)']);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect([await paper(), await around()]).toEqual(['rgb(255, 255, 255)', 'rgb(255, 255, 255)']);
  });

  it.each(['A4', 'Letter'] as const)(
    'prints on %s, tagged, with landscape pages where tables are wide, and none in vain',
    async (format) => {
      const { page } = await open(input);
      const pdf = (await page.pdf({ format, preferCSSPageSize: true, tagged: true, outline: true })).toString('latin1');
      const sizes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(
        ([, width, height]) => `${Math.floor(Number(width))}x${Math.floor(Number(height))}`,
      );
      const [short, long] = papers[format].points;
      expect(new Set(sizes)).toEqual(new Set([`${short}x${long}`, `${long}x${short}`]));
      // Standing sections follow each other, so that hardly more pages are needed than their text fills.
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: papers[format].portrait[0], height: 900 });
      const heights = await page
        .locator('.sheet')
        .evaluateAll((sheets) => sheets.map((sheet) => sheet.getBoundingClientRect().height));
      const leastPages = heights.reduce((sum, height) => sum + Math.ceil(height / papers[format].portrait[1]), 0);
      expect(sizes.length).toBeGreaterThan(papersOfTheirOwn);
      expect(sizes.length).toBeLessThanOrEqual(leastPages * 1.1);
      expect(pdf).toMatch(/\/Marked true/);
      expect(pdf).toMatch(/\/Outlines/);
    },
  );

  it.each(['A4', 'Letter'] as const)('has a cover and a summary of one page each, on %s', async (format) => {
    const { page } = await open(input);
    await page.emulateMedia({ media: 'print' });
    const [width, height] = papers[format].portrait;
    for (const [id, across, down] of [
      ['#cover', width, height],
      ['#summary', height, width],
    ] as const) {
      await page.setViewportSize({ width: across, height: 900 });
      const needed = await page.locator(id).evaluate((sheet) => sheet.getBoundingClientRect().height);
      expect([id, needed <= down]).toEqual([id, true]);
    }
  });

  it.each(['A4', 'Letter'] as const)(
    'lets nothing run over the edge of the paper or of its cell, on %s',
    async (format) => {
      const { page } = await open(input);
      await page.emulateMedia({ media: 'print' });
      const [portrait, landscape] = papers[format].portrait;
      for (const [width, sections] of [
        [portrait, '.sheet:not(.landscape)'],
        [landscape, '.sheet.landscape'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        const { over, looked } = await page.locator(sections).evaluateAll((sheets) => {
          const edge = (around: Element) => around.getBoundingClientRect().right + 0.5;
          const within = (around: Element) =>
            [...around.querySelectorAll('*:not(.hidden):not(.hidden *):not(svg *)')].map((element) => ({
              around,
              element,
            }));
          const cells = sheets.flatMap((sheet) => [...sheet.querySelectorAll('td, th, dd, figure')]);
          const pairs = [...sheets, ...cells].flatMap(within);
          return {
            looked: pairs.length,
            over: [
              ...pairs
                .filter(({ around, element }) => element.getBoundingClientRect().right > edge(around))
                .map(({ around, element }) => {
                  const where = around.closest('table')?.caption?.textContent ?? `#${around.id}`;
                  return `${where}: ${around.tagName}: ${element.outerHTML.slice(0, 120)}`;
                }),
              // A text without an element of its own.
              ...cells
                .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
                .map((cell) => cell.outerHTML.slice(0, 120)),
            ],
          };
        });
        expect(over).toEqual([]);
        expect(looked).toBeGreaterThan(100);
      }
    },
  );
});

describe('the report of the sample', () => {
  const sample = path.resolve('resources/samples/azure-standard');
  const textOf = (file: string): string => readFileSync(path.join(sample, file), 'utf8');
  const files = [
    ...['namespaces', 'network-policies', 'workloads'].map((name) => `kubernetes/${name}.yaml`),
    'nsg.json',
  ];
  const input = inputOf(
    textOf('plan.yaml'),
    Object.fromEntries(files.map((file) => [`rules/${file}`, textOf(`rules/${file}`)])),
  );
  /** Twenty with the fonts that it names; a machine without them takes wider ones. */
  const mostPages = 24;

  it.each(['A4', 'Letter'] as const)('is read in one go: it keeps to some twenty pages of %s', async (format) => {
    const { page } = await open(input);
    const pdf = (await page.pdf({ format, preferCSSPageSize: true })).toString('latin1');
    const pages = [...pdf.matchAll(/\/MediaBox /g)].length;
    expect(pages).toBeGreaterThan(10);
    expect(pages).toBeLessThanOrEqual(mostPages);
  });
});

describe('a report that holds hostile names', () => {
  /** A plan can hold no half characters: it is refused as text. */
  const writable = hostileTexts.filter((text) => text.isWellFormed());

  it.each(writable)('%j runs nothing and loads nothing', async (text) => {
    const plan = `${barePlan.replace('{name: bare}', () => `{name: ${JSON.stringify(text)}, description: ${JSON.stringify(text)}}`)}owners: {network-management: {responsible: {who: ${JSON.stringify(text)}}}}
attestations: [{control: sast, statement: ${JSON.stringify(text)}, evidence: ${JSON.stringify(text)}, by: ${JSON.stringify(text)}, on: 2026-11-01}]
waivers: [{requirement: connection.dns, reason: ${JSON.stringify(text)}, owner: ${JSON.stringify(text)}, expires: 2027-01-01}]
`;
    const { page, asked, said } = await open(inputOf(plan, {}));
    await page.evaluate(() => Reflect.set(window, 'hostile', () => Reflect.set(window, 'reached', true)));
    await page.mouse.move(400, 300);
    await page.pdf({ preferCSSPageSize: true });
    expect(await page.evaluate(() => Reflect.has(window, 'reached'))).toBe(false);
    expect(await page.locator('h1').innerText()).toMatch(/hostile/);
    expect(await page.locator('script, img, iframe').count()).toBe(0);
    expect(asked).toEqual([page.url()]);
    expect(said).toEqual([]);
  });
});
