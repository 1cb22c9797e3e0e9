import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning } from '../system/isRunning.ts';

/** A page that sends a browser on, for as long as the host that it leads to runs. */
export interface RedirectPage {
  readonly file: string;
  remove(): void;
}

/**
 * Writes a page that only this user can read and that leads to `url`: other users of the machine can read the arguments of a
 * process, and the address lets in whoever comes first. Pages of hosts that were killed go first; their addresses let nobody
 * in any more. Undefined where the folder can't be written to.
 */
export function writeRedirectPage(folder: string, url: string): RedirectPage | undefined {
  const file = path.join(folder, `open-${process.pid}.html`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    removeStalePages(folder);
    writeFileSync(file, toRedirect(url), { mode: 0o600 });
  } catch {
    return undefined;
  }
  return { file, remove: () => rmSync(file, { force: true }) };
}

function removeStalePages(folder: string): void {
  for (const name of readdirSync(folder)) {
    const processId = /^open-(?<id>\d+)\.html$/.exec(name)?.groups?.['id'];
    if (processId !== undefined && !isRunning(Number(processId))) rmSync(path.join(folder, name), { force: true });
  }
}

function toRedirect(url: string): string {
  return `<!doctype html><meta http-equiv="refresh" content="0; url=${url}"><a href="${url}">PDP Workbench</a>\n`;
}
