import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectToEngine } from '#shared/contract/desktopBridge.ts';
import type { DesktopBridge } from '#shared/contract/desktopBridge.ts';
import { suiteFolder } from '../../hosts/suiteFolder.ts';
import { electronMissing, launchElectron, needElectron } from '../launchElectron.ts';
import type { LaunchedElectron } from '../launchElectron.ts';
import { startRecordingServer } from './recordingServer.ts';
import type { RecordingServer } from './recordingServer.ts';

declare global {
  interface Window {
    readonly pdpHost?: DesktopBridge;
  }
}

/** What a step of a page came to, told to the test. */
type Attempt = { readonly came: string } | { readonly error: string };

describe('the shell defends the page', () => {
  const home = suiteFolder();
  let desktop: LaunchedElectron;
  let outside: RecordingServer;

  beforeAll(async () => {
    outside = await startRecordingServer();
    if (electronMissing() === undefined) desktop = await launchElectron({ home });
  });
  afterAll(async () => {
    await desktop?.close();
    await outside.close();
  });
  beforeEach(needElectron);

  /** A window that the program would never open: its preload script on a page of someone else. */
  async function openForeignPage(url: string, { webviewTag = false } = {}) {
    const opened = desktop.app.waitForEvent('window');
    const made = desktop.app.evaluate(
      async ({ app, BrowserWindow }, { address, embeds }) => {
        const window = new BrowserWindow({
          show: false,
          webPreferences: {
            preload: `${app.getAppPath()}/dist/preload/preload.cjs`,
            sandbox: true,
            contextIsolation: true,
            webviewTag: embeds,
          },
        });
        await window.loadURL(address);
      },
      { address: url, embeds: webviewTag },
    );
    const page = await opened;
    await made;
    return page;
  }

  it('runs the page in a sandbox of its own, without Node.js', async () => {
    const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      // Electron has it, its types do not.
      return contents === undefined
        ? undefined
        : (Reflect.get(contents, 'getLastWebPreferences') as () => object).call(contents);
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    });
    const names = await desktop.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
        (name) => name in globalThis,
      ),
    );
    expect(names).toEqual([]);
  });

  it('gives the page the bridge of the contract, and nothing more', async () => {
    const bridge = await desktop.page.evaluate(() =>
      Object.fromEntries(Object.entries(window.pdpHost ?? {}).map(([name, value]) => [name, typeof value])),
    );
    expect(bridge).toEqual({
      kind: 'string',
      platform: 'string',
      choose: 'function',
      pathOf: 'function',
      onEngineState: 'function',
      restartEngine: 'function',
      onCommand: 'function',
    });
  });

  describe('content security policy', () => {
    it('sends the page with a policy and a nonce of its own each time', async () => {
      const readPolicy = (): Promise<{ readonly policy: string; readonly nonce: string | undefined }> =>
        desktop.page.evaluate(async () => {
          const answer = await fetch('/');
          const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
          return {
            policy: answer.headers.get('content-security-policy') ?? '',
            nonce: page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce,
          };
        });
      const first = await readPolicy();
      const second = await readPolicy();
      expect(first.nonce).toMatch(/^[\w+/]{24}$/);
      expect(second.nonce).not.toBe(first.nonce);
      expect(first.policy).toContain(`'nonce-${first.nonce}'`);
      expect(first.policy).not.toContain('unsafe');
    });

    it.each([
      [
        'a script in the markup',
        'script-src-elem',
        () => {
          const script = document.createElement('script');
          script.textContent = 'globalThis.attacked = true';
          document.body.append(script);
        },
      ],
      [
        'a handler in an attribute',
        'script-src-attr',
        () => {
          const button = document.createElement('button');
          button.setAttribute('onclick', 'globalThis.attacked = true');
          document.body.append(button);
          button.click();
          button.remove();
        },
      ],
      [
        'code made from text',
        'script-src',
        () => {
          new Function('globalThis.attacked = true')();
        },
      ],
      [
        'a style in the markup',
        'style-src-elem',
        () => {
          const style = document.createElement('style');
          style.textContent = 'body { display: none }';
          document.head.append(style);
        },
      ],
      [
        'a request to the network',
        'connect-src',
        () => {
          void fetch('http://127.0.0.1:9/').catch(() => undefined);
        },
      ],
      [
        'a picture from the network',
        'img-src',
        () => {
          new Image().src = 'http://127.0.0.1:9/picture.png';
        },
      ],
      [
        'a frame from the network',
        'frame-src',
        () => {
          const frame = document.createElement('iframe');
          frame.src = 'http://127.0.0.1:9/';
          document.body.append(frame);
        },
      ],
      [
        'a form',
        'form-action',
        () => {
          const form = document.createElement('form');
          form.action = 'http://127.0.0.1:9/';
          document.body.append(form);
          form.submit();
        },
      ],
    ])('blocks %s', async (_name, directive, attack) => {
      const violated = await desktop.page.evaluate(
        (source) =>
          new Promise<string>((resolve) => {
            document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
              once: true,
            });
            setTimeout(() => resolve('nothing'), 3_000);
            // What the debugger runs itself goes round the policy; what a timer runs does not.
            const run = new Function(`(${source})()`);
            setTimeout(() => run());
          }),
        attack.toString(),
      );
      expect(violated).toBe(directive);
      expect(await desktop.page.evaluate(() => 'attacked' in globalThis)).toBe(false);
    });
  });

  it.each([
    ['a parent folder', '/../package.json'],
    ['a parent folder, encoded', '/%2e%2e/%2e%2e/package.json'],
    ['a parent folder behind an encoded slash', '/..%2f..%2fpackage.json'],
    ['a parent folder, encoded twice', '/%252e%252e%252fpackage.json'],
    ['a parent folder with backslashes', '/..%5c..%5cpackage.json'],
    ['another file of the build', '/../desktop/main.cjs'],
    ['a folder', '/assets/'],
    ['an absolute path', '//etc/passwd'],
  ])('refuses %s in an app:// address', async (_name, path) => {
    const status = await desktop.page.evaluate(async (address) => {
      const answer = await fetch(address);
      return answer.status;
    }, `app://workbench${path}`);
    expect(status).toBe(404);
  });

  it('serves the page itself', async () => {
    expect(await desktop.page.evaluate(async () => (await fetch('/index.html')).status)).toBe(200);
  });

  it('keeps the page where it is', async () => {
    const before = desktop.page.url();
    for (const target of [
      `${outside.address}/navigated`,
      'file:///etc/passwd',
      'data:text/html,hello',
      'app://workbench/assets/',
    ]) {
      await desktop.page.evaluate((address) => {
        const link = document.createElement('a');
        link.href = address;
        document.body.append(link);
        setTimeout(() => link.click());
      }, target);
      await desktop.page.waitForTimeout(150);
      expect(
        await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL()),
      ).toBe(before);
    }
    expect(outside.asked).toEqual([]);
    await desktop.page.reload();
  });

  it('opens no other window', async () => {
    const opened = await desktop.page.evaluate((address) => window.open(address) === null, `${outside.address}/opened`);
    expect(opened).toBe(true);
    expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    expect(outside.asked).toEqual([]);
  });

  it('embeds no other page', async () => {
    const page = await openForeignPage('data:text/html,<title>foreign</title>', { webviewTag: true });
    await page.evaluate((address) => {
      const view = document.createElement('webview');
      view.setAttribute('src', address);
      document.body.append(view);
    }, `${outside.address}/embedded`);
    await page.waitForTimeout(300);
    const kinds = await desktop.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => contents.getType()),
    );
    await page.close();
    expect(kinds).not.toContain('webview');
    expect(outside.asked).toEqual([]);
  });

  it('reaches no network even from a page without a policy', async () => {
    const page = await openForeignPage('data:text/html,<title>foreign</title>');
    const attempt = await page.evaluate(
      (address): Promise<Attempt> =>
        fetch(address).then(
          async (answer) => ({ came: await answer.text() }),
          (error: unknown) => ({ error: String(error) }),
        ),
      `${outside.address}/asked`,
    );
    await page.close();
    expect(attempt).toEqual({ error: 'TypeError: Failed to fetch' });
    expect(outside.asked).toEqual([]);
    // The server was there to be reached.
    expect((await fetch(`${outside.address}/from-the-test`)).status).toBe(200);
    expect(outside.asked).toEqual(['/from-the-test']);
  });

  describe('permissions', () => {
    it.each(['geolocation', 'notifications', 'midi', 'camera', 'microphone', 'clipboard-read'])(
      'denies %s',
      async (name) => {
        const state = await desktop.page.evaluate(
          async (permission) => (await navigator.permissions.query({ name: permission as PermissionName })).state,
          name,
        );
        expect(state).toBe('denied');
      },
    );

    it('denies them when asked outright', async () => {
      const answers = await desktop.page.evaluate(async () => ({
        notification: await Notification.requestPermission(),
        camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => 'granted',
          (error: unknown) => (error instanceof DOMException ? error.name : String(error)),
        ),
        location: await new Promise((resolve) => {
          navigator.geolocation.getCurrentPosition(
            () => resolve('granted'),
            (error) => resolve(error.code === GeolocationPositionError.PERMISSION_DENIED ? 'denied' : error.message),
          );
        }),
        reading: await navigator.clipboard.readText().then(
          () => 'granted',
          (error: unknown) => (error instanceof DOMException ? error.name : String(error)),
        ),
      }));
      expect(answers).toEqual({
        notification: 'denied',
        camera: expect.stringMatching(/^Not(Allowed|Found)Error$/),
        location: 'denied',
        reading: 'NotAllowedError',
      });
    });

    it('lets the page write what the user copies', async () => {
      const state = await desktop.page.evaluate(
        async () => (await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })).state,
      );
      expect(state).toBe('granted');
    });
  });

  describe('foreign senders', () => {
    /** Whether the engine answers a port that this page posted. */
    const enginePing = (connect: string): Promise<boolean> =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => resolve(true));
        port1.start();
        window.postMessage(connect, '*', [port2]);
        port1.postMessage(JSON.stringify({ i: '0', p: { u: '/system/information', b: {} } }));
        setTimeout(() => resolve(false), 1_500);
      });

    it('answers the page itself', async () => {
      expect(await desktop.page.evaluate(enginePing, connectToEngine)).toBe(true);
    });

    it('gives another page no dialog and no engine', async () => {
      await desktop.app.evaluate(({ dialog }) => {
        Reflect.set(globalThis, 'dialogsShown', 0);
        dialog.showOpenDialog = () => {
          Reflect.set(globalThis, 'dialogsShown', 1);
          return Promise.resolve({ canceled: false, filePaths: ['/etc/passwd'] });
        };
      });
      const page = await openForeignPage('data:text/html,<title>foreign</title>');
      const choice = await page.evaluate(() =>
        window.pdpHost?.choose('plan').then(
          (paths): Attempt => ({ came: paths.join() }),
          (error: unknown): Attempt => ({ error: String(error) }),
        ),
      );
      const engineAnswered = await page.evaluate(enginePing, connectToEngine);
      await page.close();
      expect(choice).toEqual({ error: expect.stringContaining('Only the page of the workbench is answered.') });
      expect(await desktop.app.evaluate(() => Reflect.get(globalThis, 'dialogsShown') as number)).toBe(0);
      expect(engineAnswered).toBe(false);
    });

    it('gives a frame inside of the page no engine', async () => {
      await desktop.page.evaluate(() => {
        const frame = document.createElement('iframe');
        frame.srcdoc = '<title>inner</title>';
        document.body.append(frame);
      });
      await expect.poll(() => desktop.page.frames().length).toBe(2);
      const answered = await desktop.page.frames()[1]?.evaluate((connect) => {
        const { port1, port2 } = new MessageChannel();
        const answer = new Promise<boolean>((resolve) => {
          port1.addEventListener('message', () => resolve(true));
          setTimeout(() => resolve(false), 1_500);
        });
        port1.start();
        window.parent.postMessage(connect, '*', [port2]);
        port1.postMessage(JSON.stringify({ i: '0', p: { u: '/system/information', b: {} } }));
        return answer;
      }, connectToEngine);
      expect(answered).toBe(false);
      await desktop.page.evaluate(() => document.querySelector('iframe')?.remove());
    });
  });
});
