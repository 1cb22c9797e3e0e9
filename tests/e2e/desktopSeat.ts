import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { launchElectron } from './launchElectron.ts';
import { listenTo, visitRoute } from './seat.ts';
import type { Seat } from './seat.ts';

/** The built desktop in a real Electron window. Only the system's own dialogs are answered by the test: nobody sees them. */
export async function takeDesktopSeat(): Promise<Seat> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-walk-')));
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-walk-home-')));
  const { app, page, close } = await launchElectron({ home });
  const complaints = listenTo(page);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900));
  await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor();

  /** What the next dialogs are answered with, and where a file that the page hands out is put without a dialog. */
  async function answerDialogs(paths: readonly string[]): Promise<void> {
    await app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...chosen] });
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen[0] ?? '' });
    }, paths);
  }

  return {
    folder,
    page,
    complaints,
    visit: (route, plan) => visitRoute(page, route, plan),
    async chooseFiles(press, _verb, files) {
      await answerDialogs(files);
      await press();
    },
    async nameNewPlan(press, file) {
      await answerDialogs([file]);
      await press();
    },
    async takeFiles(press, names) {
      const taken = mkdtempSync(path.join(folder, 'taken-'));
      await answerDialogs([taken]);
      await app.evaluate(({ session }, place) => {
        session.defaultSession.removeAllListeners('will-download');
        session.defaultSession.on('will-download', (_event, item) =>
          item.setSavePath(`${place}/${item.getFilename()}`),
        );
      }, taken);
      await press();
      const files = names.map((name) => [name, path.join(taken, name)] as const);
      await expect.poll(() => files.filter(([, file]) => !existsSync(file))).toEqual([]);
      return Object.fromEntries(files.map(([name, file]) => [name, readFileSync(file, 'utf8')])) as never;
    },
    readClipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    async close() {
      await close();
      for (const made of [folder, home]) rmSync(made, { recursive: true, force: true });
    },
  };
}
