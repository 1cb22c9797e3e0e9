import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright';

/** A user in front of the pages, whatever host shows them, on a data folder of its own. What hosts do differently is here. */
export interface Seat {
  /** For plans and rules; the host's own data lie elsewhere. */
  readonly folder: string;
  readonly page: Page;
  /** What the page complained about: errors, warnings, and breaches of the security policy. */
  readonly complaints: readonly string[];
  /** Opens an address of the page, such as `/raci`, on the plan if one is given. */
  visit(route: string, plan?: string): Promise<void>;
  /** Presses what asks for files, and gives these in answer: in our own dialog in a browser, in the system's on the desktop. */
  chooseFiles(press: () => Promise<void>, verb: string, files: readonly string[]): Promise<void>;
  /** Presses what asks where a new plan is to be kept, and names the file in answer. */
  nameNewPlan(press: () => Promise<void>, file: string): Promise<void>;
  /** Presses what hands out files of these names, and returns their texts: downloads, or files in a folder that was chosen. */
  takeFiles<Name extends string>(press: () => Promise<void>, names: readonly Name[]): Promise<Record<Name, string>>;
  readClipboard(): Promise<string>;
  close(): Promise<void>;
}

/** Loads the page anew at an address, as if it had been typed. */
export async function visitRoute(page: Page, route: string, plan: string | undefined): Promise<void> {
  const query = plan === undefined ? '' : `${route.includes('?') ? '&' : '?'}plan=${encodeURIComponent(plan)}`;
  // An address that differs in its fragment only would not load the page anew by itself.
  await page.evaluate((fragment) => history.replaceState(null, '', fragment), `#${route}${query}`);
  await page.reload();
  // Behind an open drawer in a small window the heading is there and not in sight.
  await page.locator('main h1').waitFor({ state: 'attached' });
}

/** Complaints of the page from now on. */
export function listenTo(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The entry page's own answer: without a session it is sent with status 401, which the browser logs.
    if (!['error', 'warning'].includes(message.type()) || /status of 401/.test(message.text())) return;
    complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/**
 * What is read out to who can't see the page, from now on and in order; empty where it was taken away again. It stands for a
 * few seconds only, so it is written down as it comes.
 */
export async function hearSaid(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const region = document.querySelector('#root > [aria-live=polite].sr-only');
    if (region === null) throw new Error('Nothing is there that is read out.');
    const said: string[] = [];
    Reflect.set(globalThis, 'said', said);
    new MutationObserver(() => said.push(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  return () => page.evaluate(() => Reflect.get(globalThis, 'said') as string[]);
}

/** Far more than a busy machine needs: what is not there by then does not come, and it is said which part it was. */
const longestAnswerMs = 10_000;
const mostDrags = 500;

/**
 * Drops files of the disk on the window, as a file manager does: what is held over a window tells it so again and again, and is
 * let go once the window has shown that it takes it. One event alone may come while the window is busy and be passed over.
 */
export async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const drag = async (type: 'dragEnter' | 'dragOver' | 'drop') => {
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    const sent = session.send('Input.dispatchDragEvent', { type, x: 700, y: 450, data });
    const answer = await Promise.race([sent, pause(longestAnswerMs, 'none', { ref: false })]);
    if (answer === 'none') throw new Error(`The browser did not answer ${type}.`);
  };
  const taken = page.getByText('Drop a plan, rule files or a snapshot', { exact: true });
  await drag('dragEnter');
  for (let times = 0; !(await taken.isVisible()); times++) {
    if (times === mostDrags) throw new Error('What is held over the window is not taken.');
    await drag('dragOver');
  }
  await drag('drop');
  await taken.waitFor({ state: 'detached' });
  await session.detach();
}

/** Goes to a folder in our own dialog. */
export async function goToFolder(page: Page, folder: string): Promise<void> {
  const field = page.getByRole('dialog').getByRole('textbox', { name: 'Folder' });
  await field.fill(folder);
  const typed = await field.inputValue();
  if (typed !== folder) throw new Error(`The dialog is at ${typed}, and not at ${folder}.`);
  await field.press('Enter');
}

/** Names a file in our own dialog. */
export async function nameInDialog(page: Page, file: string): Promise<void> {
  const { dir, base } = path.parse(file);
  await goToFolder(page, dir);
  await page.getByRole('textbox', { name: 'File name' }).fill(base);
  await page.getByRole('button', { name: 'Create plan' }).click();
}

/** Opens the sample and saves a copy of it, rules and all, as a plan of one's own. */
export async function makePlan({ page, folder }: Seat, name = 'acme-prod.yaml'): Promise<string> {
  const plan = path.join(folder, name);
  await page.getByRole('button', { name: 'Open sample' }).click();
  await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Choices' }).click();
  await page.getByRole('button', { name: 'Save a copy' }).click();
  await nameInDialog(page, plan);
  await page.getByRole('button', { name: `Plan ${path.parse(name).name}, switch` }).waitFor();
  if (!existsSync(plan)) throw new Error(`The plan was not put where it was named: ${plan}`);
  return plan;
}

/** Runs an audit and waits for its record. */
export async function runAudit({ page }: Seat, sequence: number): Promise<void> {
  await page.keyboard.press('Control+r');
  await page.getByText(`Run ${sequence},`).first().waitFor();
}
