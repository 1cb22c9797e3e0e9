import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';
import { browserSwitches, findBrowser } from '../findBrowser.ts';

const project = path.resolve(import.meta.dirname, '../..');

/** A user's seat: the built browser host on a data folder of its own, and a browser that it has let in. */
export interface Seat {
  /** For plans and rules; the host's own data lie elsewhere. */
  readonly folder: string;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained about: errors, warnings, and breaches of the security policy. */
  readonly complaints: readonly string[];
  /** Opens an address of the page, such as `/raci`, on the plan if one is given. */
  visit(route: string, plan?: string): Promise<void>;
  close(): Promise<void>;
}

/** Why there is no browser here; undefined where there is one. For `context.skip(reason)`. */
export function browserMissing(): string | undefined {
  const found = findBrowser();
  return 'missing' in found ? found.missing : undefined;
}

export async function takeSeat(options: BrowserContextOptions = {}): Promise<Seat> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-walk-')));
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-walk-home-')));
  const host = spawn(process.execPath, [path.join(project, 'dist/node/pdp.js'), 'serve', '--no-open'], {
    cwd: folder,
    env: { ...process.env, PDP_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = await Promise.race([
    once(createInterface(host.stdout), 'line') as Promise<[string]>,
    once(host, 'exit').then(([code]) => Promise.reject(new Error(`The host ended with ${code}.`))),
  ]);
  const browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = listen(page);
  await page.goto(address);
  await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor();
  const { origin } = new URL(address);
  return {
    folder,
    context,
    page,
    complaints,
    async visit(route, plan) {
      const query = plan === undefined ? '' : `${route.includes('?') ? '&' : '?'}plan=${encodeURIComponent(plan)}`;
      // By way of an empty page: an address that differs in its fragment only would not load the page anew.
      await page.goto('about:blank');
      await page.goto(`${origin}/#${route}${query}`);
      // Behind an open drawer in a small window the heading is there and not in sight.
      await page.locator('main h1').waitFor({ state: 'attached' });
    },
    async close() {
      await browser.close();
      const exit = once(host, 'exit');
      host.kill('SIGINT');
      await exit;
      for (const made of [folder, home]) rmSync(made, { recursive: true, force: true });
    },
  };
}

function launch(): Promise<Browser> {
  const found = findBrowser();
  if ('missing' in found) throw new Error(found.missing);
  return chromium.launch({ executablePath: found.executable, args: browserSwitches });
}

/** All but the entry page's own answer: without a session it is sent with status 401, which the browser logs. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || /status of 401/.test(message.text())) return;
    complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/** Opens the sample and saves a copy of it, rules and all, as a plan of one's own. */
export async function makePlan({ page, folder }: Seat, name = 'acme-prod.yaml'): Promise<string> {
  const plan = path.join(folder, name);
  await page.getByRole('button', { name: 'Open sample' }).click();
  await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Choices' }).click();
  await page.getByRole('button', { name: 'Save a copy' }).click();
  await page.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await page.getByRole('textbox', { name: 'Folder' }).press('Enter');
  await page.getByRole('textbox', { name: 'File name' }).fill(name);
  await page.getByRole('button', { name: 'Create plan' }).click();
  await page.getByRole('button', { name: `Plan ${path.parse(name).name}, switch` }).waitFor();
  return plan;
}

/** Runs an audit and waits for its record. */
export async function runAudit({ page }: Seat, sequence: number): Promise<void> {
  await page.keyboard.press('Control+r');
  await page.getByText(`Run ${sequence},`).first().waitFor();
}
