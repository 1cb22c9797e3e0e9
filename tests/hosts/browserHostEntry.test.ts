import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { os } from '@orpc/server';
import { chromium } from 'playwright';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { startBrowserHost } from '#electron/hosts/browser/browserHost.ts';
import { pageKeyHeader, pageKeyItem } from '#shared/contract/browserSession.ts';
import { noncePlaceholder } from '#shared/contract/contentSecurityPolicy.ts';
import { browserSwitches, findBrowser } from '../findBrowser.ts';

const search = findBrowser();
const missing = 'missing' in search ? search.missing : undefined;

/** A page that asks the engine as the real one does, and shows what came. */
const page = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><link rel="icon" href="data:," /><title>The page</title></head>
  <body>
    <p id="answer"></p>
    <script type="module" nonce="${noncePlaceholder}" src="/page.js"></script>
    <script>document.title = 'a script without the nonce has run';</script>
  </body>
</html>`;
const script = `
  const answer = await fetch('/rpc/greet', {
    method: 'POST',
    headers: { 'content-type': 'application/json', '${pageKeyHeader}': localStorage.getItem('${pageKeyItem}') },
    body: '{}',
  });
  document.querySelector('#answer').textContent = (await answer.json()).json;
`;

async function startHost(): Promise<string> {
  const rendererFolder = path.join(temporaryFolder(), 'renderer');
  mkdirSync(rendererFolder);
  writeFileSync(path.join(rendererFolder, 'index.html'), page);
  writeFileSync(path.join(rendererFolder, 'page.js'), script);
  const router = { greet: os.handler(() => 'let in') };
  const started = await startBrowserHost({ router, port: 0, rendererFolder, report: () => undefined });
  if (!started.ok) throw new Error(started.failure.message);
  onTestFinished(() => started.value.close());
  return started.value.url;
}

describe.skipIf(missing !== undefined)(
  `the entry page in a browser${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser | undefined;

    beforeAll(async () => {
      if ('executable' in search) {
        browser = await chromium.launch({ executablePath: search.executable, args: browserSwitches });
      }
    });
    afterAll(() => browser?.close());

    async function openPage(): Promise<Page> {
      const context = await browser?.newContext();
      if (context === undefined) throw new Error('No browser was started.');
      onTestFinished(() => context.close());
      return context.newPage();
    }

    it('swaps the token, takes it out of the address, and goes on to the page, which may ask the engine', async () => {
      const url = await startHost();
      const tab = await openPage();
      const requested: string[] = [];
      tab.on('request', (request) => requested.push(request.url()));
      await tab.goto(url);
      await expect.poll(() => tab.textContent('#answer').catch(() => '')).toBe('let in');
      expect(tab.url()).toBe(`${new URL(url).origin}/`);
      expect(await tab.title()).toBe('The page');
      expect(await tab.evaluate(() => document.cookie)).toBe('');
      expect(requested.every((address) => address.startsWith(new URL(url).origin))).toBe(true);
      await tab.goBack();
      expect(tab.url()).not.toContain('token');
    });

    it('keeps the session over a reload and in another tab', async () => {
      const url = await startHost();
      const tab = await openPage();
      await tab.goto(url);
      await expect.poll(() => tab.textContent('#answer').catch(() => '')).toBe('let in');
      await tab.reload();
      await expect.poll(() => tab.textContent('#answer')).toBe('let in');
      const other = await tab.context().newPage();
      await other.goto(new URL(url).origin);
      await expect.poll(() => other.textContent('#answer')).toBe('let in');
    });

    it('says how to get in to a browser without the token, and to one that comes second', async () => {
      const url = await startHost();
      const without = await openPage();
      expect((await without.goto(new URL(url).origin))?.status()).toBe(401);
      await expect.poll(() => without.textContent('main')).toContain('pdp serve');

      const first = await openPage();
      await first.goto(url);
      await expect.poll(() => first.textContent('#answer').catch(() => '')).toBe('let in');
      const second = await openPage();
      await second.goto(url);
      await expect.poll(() => second.textContent('main')).toContain('was used already');
      expect(await second.isVisible('main')).toBe(true);
    });

    it('can’t be framed, read or made to act by a page from elsewhere, even in the browser that was let in', async () => {
      const url = await startHost();
      const { origin } = new URL(url);
      const tab = await openPage();
      await tab.goto(url);
      await expect.poll(() => tab.textContent('#answer').catch(() => '')).toBe('let in');
      const pageKey = await tab.evaluate((item) => localStorage.getItem(item), pageKeyItem);

      // Another port of the same address: the browser counts it as the same site and sends the cookie along.
      const elsewhere = createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end(`<iframe src="${origin}/"></iframe>`);
      });
      await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void elsewhere.close());
      const foreign = await tab.context().newPage();
      await foreign.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
      const frame = foreign.frames().find((candidate) => candidate !== foreign.mainFrame());
      expect(await frame?.textContent('#answer', { timeout: 500 }).catch(() => 'not shown')).toBe('not shown');
      const attempt = await foreign.evaluate(
        async ({ target, header, key }) =>
          fetch(`${target}/rpc/greet`, {
            method: 'POST',
            credentials: 'include',
            headers: { [header]: key },
            body: '{}',
          }).then(
            () => 'answered',
            () => 'refused',
          ),
        { target: origin, header: pageKeyHeader, key: pageKey ?? '' },
      );
      expect(attempt).toBe('refused');
    });
  },
);
