import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import type { DesktopBridge, DesktopCommand } from '#shared/contract/desktopBridge.ts';
import { launchElectron, needElectron } from '../launchElectron.ts';
import type { LaunchedElectron, LaunchOptions } from '../launchElectron.ts';

declare global {
  interface Window {
    readonly pdpHost?: DesktopBridge;
  }
}

describe('the desktop window', () => {
  let open: LaunchedElectron | undefined;

  beforeEach(needElectron);
  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  async function launch(options: Partial<LaunchOptions> = {}): Promise<LaunchedElectron> {
    open = await launchElectron({ home: temporaryFolder(), ...options });
    return open;
  }

  /** Commands as the page's own script hears them, the first ones included. */
  async function hearCommands(page: Page): Promise<() => Promise<readonly DesktopCommand[]>> {
    await page.evaluate(() => {
      const heard: DesktopCommand[] = [];
      Reflect.set(window, 'heard', heard);
      window.pdpHost?.onCommand((command) => heard.push(command));
    });
    return () => page.evaluate(() => Reflect.get(window, 'heard') as DesktopCommand[]);
  }

  async function clickMenu({ app }: LaunchedElectron, label: string): Promise<void> {
    await app.evaluate(({ Menu }, name) => {
      const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
      const item = items.find((candidate) => candidate.label === name);
      if (item === undefined) throw new Error(`No "${name}" among ${items.map((other) => other.label).join(', ')}`);
      item.click();
    }, label);
  }

  it('opens on the page of the program', async () => {
    const { page } = await launch();
    expect(page.url()).toMatch(/^app:\/\/workbench\//);
    expect(await page.title()).toBe('PDP Workbench');
    expect(await page.evaluate(() => window.isSecureContext)).toBe(true);
  });

  it('opens the plan that its command line names', async () => {
    const { page } = await launch({ args: ['plans/acme-prod.yaml'] });
    await expect.poll(() => decodeURIComponent(page.url())).toContain(`plan=${path.resolve('plans/acme-prod.yaml')}`);
  });

  it('opens the sample that its command line names, and the page has nothing to complain about', async () => {
    const { page } = await launch({ args: ['--sample', 'azure-standard'] });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await expect.poll(() => decodeURIComponent(page.url())).toMatch(/plan=.*azure-standard\/plan\.yaml/);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('stays one program: a second start hands over its plan and ends', async () => {
    const { app, page, startAgain } = await launch();
    const heard = await hearCommands(page);
    const second = startAgain(['other.yaml']);
    const [code] = (await once(second, 'exit')) as [number];
    expect(code).toBe(0);
    await expect.poll(heard).toEqual([{ kind: 'open-plan', file: path.resolve('other.yaml') }]);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it.each([
    ['Open plan…', 'open-plan'],
    ['New plan…', 'create-plan'],
  ])('lets a plan be chosen by the menu: %s', async (label, kind) => {
    const file = path.join(temporaryFolder(), 'chosen.yaml');
    const desktop = await launch();
    await desktop.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    }, file);
    const heard = await hearCommands(desktop.page);
    await clickMenu(desktop, label);
    await expect.poll(heard).toEqual([{ kind, file }]);
  });

  it('leaves the keys to the page that the page uses itself', async () => {
    const { app } = await launch();
    const taken = await app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? [])
        .flatMap((item) => item.submenu?.items ?? [])
        .map((item) => item.role?.toLowerCase() ?? item.label),
    );
    expect(taken).toContain('copy');
    expect(taken).not.toContain('reload');
    expect(taken).not.toContain('forcereload');
  });

  it.each([
    ['reloads it', 0],
    ['ends the program', 1],
  ])('asks when its page has stopped working, and %s', async (_name, response) => {
    const { app } = await launch();
    const ended = app.waitForEvent('close');
    await app.evaluate(({ BrowserWindow, dialog }, answer) => {
      dialog.showMessageBox = (...values: unknown[]) => {
        Reflect.set(globalThis, 'asked', values.at(-1));
        return Promise.resolve({ response: answer, checkboxChecked: false });
      };
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    }, response);
    if (response === 1) {
      await ended;
      return;
    }
    const readPage = () =>
      app.evaluate(({ BrowserWindow }) => ({
        asked: Reflect.get(globalThis, 'asked') as unknown,
        isCrashed: BrowserWindow.getAllWindows()[0]?.webContents.isCrashed(),
        isLoading: BrowserWindow.getAllWindows()[0]?.webContents.isLoading(),
      }));
    await expect.poll(readPage).toEqual({
      asked: expect.objectContaining({ message: 'The page has stopped working', buttons: ['Reload', 'Quit'] }),
      isCrashed: false,
      isLoading: false,
    });
    const hasBridge = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('typeof pdpHost'),
    );
    expect(hasBridge).toBe('object');
  });

  describe('file dialogs', () => {
    it('opens the dialog of the choice and returns its paths', async () => {
      const { app, page } = await launch();
      await app.evaluate(({ dialog }) => {
        const asked: unknown[] = [];
        Reflect.set(globalThis, 'asked', asked);
        dialog.showOpenDialog = (...values: unknown[]) => {
          asked.push(values.at(-1));
          return Promise.resolve({ canceled: false, filePaths: ['/rules/a.json', '/rules/b.yaml'] });
        };
      });
      expect(await page.evaluate(() => window.pdpHost?.choose('rule-files'))).toEqual([
        '/rules/a.json',
        '/rules/b.yaml',
      ]);
      expect(await app.evaluate(() => Reflect.get(globalThis, 'asked') as unknown)).toEqual([
        expect.objectContaining({ properties: ['openFile', 'multiSelections'] }),
      ]);
    });

    it('returns nothing when it is cancelled, or asked for what there is not', async () => {
      const { app, page } = await launch();
      await app.evaluate(({ dialog }) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
        dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' });
      });
      const answers = await page.evaluate(async () => ({
        open: await window.pdpHost?.choose('report-folder'),
        save: await window.pdpHost?.choose('new-plan'),
        unknown: await window.pdpHost?.choose('toString' as 'plan'),
      }));
      expect(answers).toEqual({ open: [], save: [], unknown: [] });
    });

    it('knows where a file lies that was given to the page', async () => {
      const { page } = await launch();
      const file = path.join(temporaryFolder(), 'nsg.json');
      writeFileSync(file, '[]');
      await page.evaluate(() => {
        const field = document.createElement('input');
        field.type = 'file';
        field.id = 'given';
        document.body.append(field);
      });
      await page.locator('#given').setInputFiles(file);
      const paths = await page.evaluate(() => {
        const given = document.querySelector<HTMLInputElement>('#given')?.files?.[0];
        return [given, new File(['[]'], 'made.json')].map((one) => one && window.pdpHost?.pathOf(one));
      });
      expect(paths).toEqual([file, '']);
    });
  });

  describe('its place', () => {
    it('comes back where it was closed', async () => {
      const home = temporaryFolder();
      const bounds = { x: 40, y: 50, width: 1100, height: 800 };
      const first = await launch({ home });
      await first.app.evaluate(({ BrowserWindow }, place) => {
        BrowserWindow.getAllWindows()[0]?.setBounds(place);
      }, bounds);
      // The display places and sizes a window in steps of its own.
      const placed = () => first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
      await expect.poll(placed, { timeout: 10_000 }).toEqual(bounds);
      await first.close();
      expect(JSON.parse(readFileSync(path.join(home, 'desktop/window.json'), 'utf8'))).toEqual({
        bounds,
        maximized: false,
      });

      const { app } = await launch({ home });
      expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(bounds);
    });

    it('opens on the screen when the place it had is on none', async () => {
      const home = temporaryFolder();
      const first = await launch({ home });
      await first.close();
      const file = path.join(home, 'desktop/window.json');
      writeFileSync(
        file,
        JSON.stringify({ bounds: { x: 9_000, y: 9_000, width: 1100, height: 800 }, maximized: false }),
      );
      const { app } = await launch({ home });
      const visible = await app.evaluate(({ BrowserWindow, screen }) => {
        const bounds = BrowserWindow.getAllWindows()[0]?.getBounds();
        const area = screen.getPrimaryDisplay().workArea;
        return bounds !== undefined && bounds.x < area.x + area.width && bounds.y < area.y + area.height;
      });
      expect(visible).toBe(true);
    });
  });
});
