import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Opens an address that lets in whoever comes first. Other users of the machine can read the arguments of a process, so the
 * browser is given a page that only this user can read, and the page sends it on. Returns how to take that page away.
 */
export function openInBrowser(url: string, folder: string, onFailure: () => void): () => void {
  const page = path.join(folder, `open-${process.pid}.html`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(page, toRedirect(url), { mode: 0o600 });
  } catch {
    // A data folder that can't be written to is told by what needs it; the printed address works without this page.
    onFailure();
    return () => {};
  }
  const [program, ...words] = opener(pathToFileURL(page).href);
  const child = spawn(program, words, { stdio: 'ignore', detached: true });
  child.on('error', onFailure);
  child.on('exit', (code) => {
    if (code !== 0) onFailure();
  });
  child.unref();
  return () => rmSync(page, { force: true });
}

function toRedirect(url: string): string {
  return `<!doctype html><meta http-equiv="refresh" content="0; url=${url}"><a href="${url}">PDP Workbench</a>\n`;
}

/** What opens an address in the user's own browser, by platform. */
function opener(address: string): readonly [string, ...string[]] {
  switch (process.platform) {
    case 'darwin':
      return ['open', address];
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler', address];
    default:
      return ['xdg-open', address];
  }
}
