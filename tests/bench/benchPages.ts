import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright';
import { browserMissing, takeBrowserSeat } from '../e2e/browserSeat.ts';
import { dropFiles, makePlan } from '../e2e/seat.ts';
import type { Seat } from '../e2e/seat.ts';
import { generateCloudRules } from './generateCloudRules.ts';
import { generateCluster } from './generateCluster.ts';

/** What a user does on the pages, with little and with much. */
export interface PageStep {
  readonly what: string;
  /** Of the longest task of the page's own thread, in milliseconds of processor time: others on the machine add nothing to it. */
  readonly longestMs: number;
  /** The same with the sample alone. */
  readonly ofSampleMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ph: string;
  /** Microseconds of processor time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The same steps with the sample and with huge rules, as the browser itself traces them; undefined where there is none. */
export async function measurePages(): Promise<readonly PageStep[] | undefined> {
  if (browserMissing() !== undefined) return undefined;
  const nsg = generateCloudRules(100_000).find(({ file }) => file.includes('network-security-group'));
  if (nsg === undefined) throw new Error('No network security group is generated.');
  const small = await measureLeast({
    'rules.json': generateCloudRules(10).find(({ file }) => file === nsg.file)?.text ?? '',
    'pods.yaml': generateCluster({ workloads: 20, policies: 10, namespaces: 2, podsOfEach: 2 }),
  });
  const huge = await measureLeast({
    'rules.json': nsg.text,
    'pods.yaml': generateCluster({ workloads: 2000, policies: 200, namespaces: 100, podsOfEach: 10 }),
  });
  return huge.map(([what, longestMs], index) => ({ what, longestMs, ofSampleMs: small[index]?.[1] ?? Number.NaN }));
}

type Step = readonly [what: string, longestMs: number];

const rounds = 2;

/** Of each step the fastest round: what else runs on the machine can only add to it. */
async function measureLeast(files: Readonly<Record<string, string>>): Promise<readonly Step[]> {
  let least = await measureSteps(files);
  for (let round = 1; round < rounds; round += 1) {
    const again = await measureSteps(files);
    least = least.map(([what, ms], index) => [what, Math.min(ms, again[index]?.[1] ?? ms)]);
  }
  return least;
}

async function measureSteps(files: Readonly<Record<string, string>>): Promise<readonly Step[]> {
  const seat = await takeBrowserSeat();
  const { page } = seat;
  const steps: Step[] = [];
  const measure = async (what: string, act: () => Promise<void>): Promise<void> => {
    steps.push([what, await measureLongestTask(page, act)]);
  };
  try {
    const plan = await makePlan(seat);
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(seat.folder, name);
      writeFileSync(file, text);
      await seat.visit('/connections', plan);
      await measure(`${name} dropped`, () => dropAndJudge(seat, file));
    }
    await seat.visit('/connections', plan);
    await page.locator('tr[data-row]').first().waitFor();
    await measure('a row opened', async () => {
      await page.locator('tr[data-row="apim-enforcer--event-hub"]').click();
      await page.locator('[data-drawer] pre').first().waitFor();
    });
    await seat.visit('/evidence', plan);
    await page.getByText('rules.json').first().click();
    await measure('its text shown, and scrolled through', async () => {
      await page.getByRole('button', { name: 'Show text' }).click();
      await page.locator('main pre code').first().waitFor();
      await page.mouse.move(700, 600);
      for (let turn = 0; turn < 50; turn += 1) await page.mouse.wheel(0, 2000);
      await page.locator('main pre code').first().waitFor();
    });
    await measure('words found in it', async () => {
      await page.getByRole('searchbox', { name: 'Find in this file' }).fill('rule-9');
      await page.getByText(/1 of [\d,]+ places/).waitFor();
    });
    return steps;
  } finally {
    await seat.close();
  }
}

async function dropAndJudge({ page }: Seat, file: string): Promise<void> {
  await dropFiles(page, [file]);
  await page.getByText('1 file added').waitFor({ timeout: 120_000 });
}

/** As the browser traces it, in milliseconds of processor time. */
async function measureLongestTask(page: Page, act: () => Promise<void>): Promise<number> {
  const browser = page.context().browser() as Browser;
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] });
  let events: readonly TraceEvent[] = [];
  try {
    await act();
  } finally {
    events = (JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }).traceEvents;
  }
  const threads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && threads.has(`${pid} ${tid}`),
  );
  if (tasks.length === 0) throw new Error('The browser traced no task of the page.');
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1000));
}
