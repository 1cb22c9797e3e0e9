import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import type { DesktopBridge } from '#shared/contract/desktopBridge.ts';
import { electronMissing, launchElectron } from '../launchElectron.ts';
import type { LaunchedElectron } from '../launchElectron.ts';

declare global {
  interface Window {
    readonly pdpHost?: DesktopBridge;
  }
}

describe('the system’s dialogs', () => {
  let desktop: LaunchedElectron | undefined;

  beforeEach(({ skip }) => {
    const missing = electronMissing();
    if (missing !== undefined) skip(missing);
  });
  afterEach(async () => {
    await desktop?.close();
    desktop = undefined;
  });

  it('begin in the folder of the plan that is open, and where the system likes without one', async () => {
    desktop = await launchElectron({ home: temporaryFolder() });
    const { app, page } = desktop;
    await app.evaluate(({ dialog }) => {
      const asked: (string | undefined)[] = [];
      Reflect.set(globalThis, 'asked', asked);
      dialog.showOpenDialog = (...words: unknown[]) => {
        asked.push((words.at(-1) as { readonly defaultPath?: string }).defaultPath);
        return Promise.resolve({ canceled: true, filePaths: [] });
      };
      dialog.showSaveDialog = (...words: unknown[]) => {
        asked.push((words.at(-1) as { readonly defaultPath?: string }).defaultPath);
        return Promise.resolve({ canceled: true, filePath: '' });
      };
    });
    const plan = path.join(temporaryFolder(), 'acme', 'plan.yaml');
    await page.evaluate(async (open) => {
      await window.pdpHost?.choose('rule-files', open);
      await window.pdpHost?.choose('report-folder', open);
      await window.pdpHost?.choose('new-plan', open);
      await window.pdpHost?.choose('plan');
      await window.pdpHost?.choose('new-plan');
    }, plan);
    const folder = path.dirname(plan);
    expect(await app.evaluate(() => Reflect.get(globalThis, 'asked') as unknown)).toEqual([
      folder,
      folder,
      path.join(folder, 'plan.yaml'),
      undefined,
      'plan.yaml',
    ]);
  });
});
