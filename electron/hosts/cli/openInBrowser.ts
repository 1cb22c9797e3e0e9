import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/** Opens a page of this machine in the user's own browser. */
export function openInBrowser(page: string, onFailure: () => void): void {
  const [program, ...words] = opener(pathToFileURL(page).href);
  const child = spawn(program, words, { stdio: 'ignore', detached: true });
  child.on('error', onFailure);
  child.on('exit', (code) => {
    if (code !== 0) onFailure();
  });
  child.unref();
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
