import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { browserSwitches, findBrowser } from '../findBrowser.ts';

const project = path.resolve(import.meta.dirname, '../..');
const address = /^http:\/\/127\.0\.0\.1:\d+\/#token=\S+$/;

interface Started {
  /** The first line of standard output; undefined when it ended without one. */
  readonly firstLine: () => Promise<string | undefined>;
  readonly said: () => string;
  readonly exitCode: () => Promise<number | null>;
}

describe('npm start', () => {
  const endings: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    await Promise.all(endings.splice(0).map((end) => end()));
  });

  /** Starts it as `npm start` does, without a display and without an Electron unless the test gives one. */
  function start(words: readonly string[], given: Readonly<Record<string, string>> = {}): Started {
    const environment: Record<string, string | undefined> = { ...process.env, PDP_HOME: temporaryFolder() };
    for (const name of ['DISPLAY', 'WAYLAND_DISPLAY', 'ELECTRON_OVERRIDE_DIST_PATH']) delete environment[name];
    const child = spawn(process.execPath, [path.join(project, 'scripts/start.ts'), ...words], {
      env: { ...environment, ...given },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const line = once(createInterface(child.stdout), 'line') as Promise<[string]>;
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString();
    });
    endings.push(() => {
      child.kill('SIGINT');
      return exit;
    });
    return {
      firstLine: () => Promise.race([line.then(([text]) => text), exit.then(() => undefined)]),
      said: () => said,
      exitCode: async () => (await exit)[0],
    };
  }

  /** A program in Electron's place, which notes how it was started and ends as it is told. */
  function makeElectron(script: string): { readonly folder: string; readonly notes: string } {
    const folder = temporaryFolder();
    const notes = path.join(folder, 'notes');
    writeFileSync(path.join(folder, 'electron'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${notes}'\n${script}\n`);
    chmodSync(path.join(folder, 'electron'), 0o755);
    return { folder, notes };
  }

  it('opens the browser host when it is asked to, and prints one line with its address', async () => {
    const started = start(['--browser', '--no-open']);
    const line = await started.firstLine();
    expect(line).toMatch(address);
    expect(started.said()).toBe('');
    const page = await fetch(new URL(line ?? '').origin);
    expect(await page.text()).toContain('PDP Workbench');
  });

  it('listens on the port that it is given', async () => {
    const port = await findFreePort();
    const started = start(['--browser', '--no-open', '--port', String(port)]);
    expect(await started.firstLine()).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/#token=`));
  });

  it.skipIf(process.platform !== 'linux')(
    'opens the browser host at once where there is no display, and says so',
    async () => {
      const started = start(['--no-open']);
      expect(await started.firstLine()).toMatch(address);
      expect(started.said()).toBe('There is no display: PDP Workbench opens in the browser instead.\n');
    },
  );

  it('refuses what it does not know', async () => {
    const started = start(['--broswer']);
    expect(await started.exitCode()).toBe(2);
    expect(started.said()).toMatch(/Unknown option '--broswer'[^]*--browser/);
    expect(await started.firstLine()).toBeUndefined();
  });

  it('shows the sample first', async ({ skip }) => {
    const browser = findBrowser();
    if ('missing' in browser) return skip(browser.missing);
    const line = await start(['--browser', '--no-open']).firstLine();
    const chrome = await chromium.launch({ executablePath: browser.executable, args: browserSwitches });
    try {
      const page = await chrome.newPage();
      await page.goto(line ?? '');
      await expect.poll(() => decodeURIComponent(page.url())).toMatch(/azure-standard\/plan\.yaml/);
    } finally {
      await chrome.close();
    }
  });

  describe.skipIf(process.platform !== 'linux')('with a display', () => {
    const display = { DISPLAY: ':4096' };

    it('opens the desktop on the sample, and ends with it', async () => {
      const { folder, notes } = makeElectron('exit 0');
      const started = start(['--no-sandbox'], { ...display, ELECTRON_OVERRIDE_DIST_PATH: folder });
      expect(await started.exitCode()).toBe(0);
      expect(readFileSync(notes, 'utf8')).toBe(`--no-sandbox\n${project}\n--sample\nazure-standard\n`);
      expect(started.said()).toBe('');
    });

    it('opens the browser host when the desktop does not start', async () => {
      const { folder } = makeElectron('exit 127');
      const started = start(['--no-sandbox', '--no-open'], { ...display, ELECTRON_OVERRIDE_DIST_PATH: folder });
      expect(await started.firstLine()).toMatch(address);
      expect(started.said()).toBe('The desktop ended with 127: PDP Workbench opens in the browser instead.\n');
    });

    it('makes Electron no plain Node, whatever terminal it is started from', async () => {
      const { folder } = makeElectron('exit ${ELECTRON_RUN_AS_NODE:-0}');
      const surroundings = { ...display, ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_RUN_AS_NODE: '1' };
      expect(await start(['--no-sandbox'], surroundings).exitCode()).toBe(0);
    });

    it('says when there is no Electron in the folder that it is given, and looks nowhere else', async () => {
      const folder = path.join(temporaryFolder(), 'none');
      const started = start(['--no-sandbox', '--no-open'], { ...display, ELECTRON_OVERRIDE_DIST_PATH: folder });
      expect(await started.firstLine()).toMatch(address);
      expect(started.said()).toMatch(
        /^There is no Electron in .*none .*: PDP Workbench opens in the browser instead\.\n$/,
      );
    });

    it('refuses an Electron that is older than the program is written for', async () => {
      const { folder, notes } = makeElectron('exit 0');
      writeFileSync(path.join(folder, 'version'), '22.3.25');
      const started = start(['--no-sandbox', '--no-open'], { ...display, ELECTRON_OVERRIDE_DIST_PATH: folder });
      expect(await started.firstLine()).toMatch(address);
      expect(started.said()).toMatch(
        /^Electron is 22\.3\.25 here, and \S+ is needed: .* opens in the browser instead\.\n$/,
      );
      expect(existsSync(notes)).toBe(false);
    });

    it('tries once to get Electron, gives up when nothing comes, and says so in one line', async ({ skip }) => {
      if (existsSync(path.join(project, 'node_modules/electron/dist'))) skip('Electron is already here');
      const asked: unknown[] = [];
      const server = createHttpServer((request) => asked.push(request.url));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      endings.push(async () => server.closeAllConnections());
      endings.push(async () => server.close());
      const cache = path.join(temporaryFolder(), 'cache');
      mkdirSync(cache);
      const started = start(['--no-sandbox', '--no-open'], {
        ...display,
        ELECTRON_MIRROR: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        electron_config_cache: cache,
        PDP_DOWNLOAD_SILENT_MS: '500',
      });
      expect(await started.firstLine()).toMatch(address);
      expect(asked).toEqual([expect.stringMatching(/^\/v\d.*\.zip$/)]);
      expect(started.said().split('\n')).toEqual([
        expect.stringMatching(/^Electron \S+ is not here yet: getting it once\.$/),
        "Electron's download sent nothing for 0.5 s: PDP Workbench opens in the browser instead.",
        '',
      ]);
    });

    it('says that root has no sandbox', async ({ skip }) => {
      if (process.getuid?.() !== 0) skip('this is not root');
      const { folder } = makeElectron('exit 0');
      const started = start(['--no-open'], { ...display, ELECTRON_OVERRIDE_DIST_PATH: folder });
      expect(await started.firstLine()).toMatch(address);
      expect(started.said()).toMatch(
        /^Chromium's sandbox does not work for root.*: PDP Workbench opens in the browser/,
      );
    });
  });
});

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
