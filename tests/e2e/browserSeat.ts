import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright';
import type { Browser } from 'playwright';
import type { TestContext } from 'vitest';
import { browserSwitches, findBrowser } from '../findBrowser.ts';
import { goToFolder, listenTo, nameInDialog, visitRoute } from './seat.ts';
import type { Seat } from './seat.ts';

const project = path.resolve(import.meta.dirname, '../..');

/** For `beforeEach`: skips where there is no browser. */
export function needBrowser({ skip }: TestContext): void {
  const missing = browserMissing();
  if (missing !== undefined) skip(missing);
}

/** Why there is no browser here; undefined where there is one. */
export function browserMissing(): string | undefined {
  const found = findBrowser();
  return 'missing' in found ? found.missing : undefined;
}

/** What a kubeconfig may name; nobody answers there, and nobody is asked. */
const kubeconfig = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'acme', cluster: { server: 'https://127.0.0.1:1', 'insecure-skip-tls-verify': true } }],
  users: [
    {
      name: 'dev',
      user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'kubelogin', args: ['get-token'] } },
    },
    { name: 'robot', user: { token: 'none' } },
  ],
  contexts: [
    { name: 'acme-prod', context: { cluster: 'acme', user: 'dev' } },
    { name: 'acme-robot', context: { cluster: 'acme', user: 'robot' } },
  ],
  'current-context': 'acme-prod',
};

/** A browser that the built browser host has let in. */
export async function takeBrowserSeat(environment: { readonly KUBECONFIG?: string } = {}): Promise<Seat> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-walk-')));
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-walk-home-')));
  writeFileSync(path.join(home, 'kubeconfig'), JSON.stringify(kubeconfig), { mode: 0o600 });
  const host = spawn(process.execPath, [path.join(project, 'dist/node/pdp.js'), 'serve', '--no-open'], {
    cwd: folder,
    env: { ...process.env, KUBECONFIG: path.join(home, 'kubeconfig'), ...environment, PDP_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = await Promise.race([
    once(createInterface(host.stdout), 'line') as Promise<[string]>,
    once(host, 'exit').then(([code]) => Promise.reject(new Error(`The host ended with ${code}.`))),
  ]);
  const browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  const complaints = listenTo(page);
  await page.goto(address);
  await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor();
  return {
    folder,
    page,
    complaints,
    visit: (route, plan) => visitRoute(page, route, plan),
    async chooseFiles(press, verb, files) {
      await press();
      const dialog = page.getByRole('dialog');
      await goToFolder(page, path.dirname(files[0] ?? folder));
      for (const file of files) {
        await dialog
          .getByRole('option', { name: path.basename(file), exact: true })
          .click({ modifiers: ['ControlOrMeta'] });
      }
      await dialog.getByRole('button', { name: verb }).click();
    },
    async nameNewPlan(press, file) {
      await press();
      await nameInDialog(page, file);
    },
    async takeFiles(press, names) {
      const [, ...downloads] = await Promise.all([
        press(),
        ...names.map((name) =>
          page.waitForEvent('download', { predicate: (download) => download.suggestedFilename() === name }),
        ),
      ]);
      const texts = await Promise.all(
        downloads.map(async (download) => [download.suggestedFilename(), readFileSync(await download.path(), 'utf8')]),
      );
      return Object.fromEntries(texts);
    },
    async readClipboard() {
      await context.grantPermissions(['clipboard-read']);
      return page.evaluate(() => navigator.clipboard.readText());
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
