import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';
import { isProgram } from './isProgram.ts';

/** Why there is none, for the test that is skipped then. */
export type BrowserSearch = { readonly executable: string } | { readonly missing: string };

/** Chromium's switches for a machine without a network and a user that is root. */
export const browserSwitches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A browser that is there: named by PDP_BROWSER, on the PATH, in the usual places, or Playwright's own. */
export function findBrowser(): BrowserSearch {
  const named = process.env['PDP_BROWSER'];
  const onPath = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, process.platform === 'win32' ? `${name}.exe` : name)));
  const candidates = [...(named === undefined ? [] : [named]), ...onPath, ...usualPlaces, chromium.executablePath()];
  const executable = candidates.find(isProgram);
  return executable === undefined
    ? { missing: 'no Chromium, Chrome or Edge was found or could be installed' }
    : { executable };
}

/** One attempt by each way that can work without asking: Playwright's download, then the system's packages for root. */
export function findOrInstallBrowser(): BrowserSearch {
  const found = findBrowser();
  if ('executable' in found) return found;
  const attempts: readonly (readonly [string, readonly string[]])[] = [
    [process.execPath, [path.resolve('node_modules/playwright/cli.js'), 'install', 'chromium-headless-shell']],
    ...(process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
      ? ([
          ['apt-get', ['update', '-q']],
          ['apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-liberation']],
        ] as const)
      : []),
  ];
  for (const [command, words] of attempts) {
    process.stdout.write(`No browser yet: ${[command, ...words].join(' ')}\n`);
    spawnSync(command, words, { stdio: 'ignore', timeout: 240_000 });
  }
  return findBrowser();
}
