import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { contentSecurityPolicy, noncePlaceholder } from '#shared/contract/contentSecurityPolicy.ts';

/** The origin of the desktop's page: a scheme of our own, so that neither `file:` nor a port of the machine is involved. */
export const appScheme = 'app';
export const appOrigin = 'app://workbench';

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

export interface AppAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/**
 * Answers requests for the page out of one folder. The folder is listed once and only what the list names is served: there is
 * no path of the request's to join, so none can lead out of it.
 */
export function makeAppFiles(rendererFolder: string): (method: string, url: string) => AppAnswer {
  const files = listFiles(rendererFolder, '/');

  return function answer(method, url) {
    if (method !== 'GET') return refuse(405, 'Only GET is answered.');
    const { protocol, host, pathname } = new URL(url);
    if (`${protocol}//${host}` !== appOrigin) return refuse(404, 'There is nothing at this address.');
    const file = files.get(pathname === '/' ? '/index.html' : pathname);
    if (file === undefined) return refuse(404, 'There is no such file.');
    return path.extname(file) === '.html' ? answerPage(file) : answerAsset(file);
  };
}

/** Every file below a folder, by its path in a URL. */
function listFiles(folder: string, prefix: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return [...listFiles(file, `${prefix}${entry.name}/`)];
      return entry.isFile() ? [[`${prefix}${entry.name}`, file] as const] : [];
    }),
  );
}

function answerPage(file: string): AppAnswer {
  const nonce = randomBytes(18).toString('base64');
  return {
    status: 200,
    headers: {
      ...headersFor(file),
      'content-security-policy': contentSecurityPolicy(nonce),
      'cache-control': 'no-store',
    },
    body: readFileSync(file, 'utf8').replaceAll(noncePlaceholder, nonce),
  };
}

function answerAsset(file: string): AppAnswer {
  return { status: 200, headers: headersFor(file), body: new Uint8Array(readFileSync(file)) };
}

function headersFor(file: string): Record<string, string> {
  return {
    'content-type': mediaTypes[path.extname(file)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

function refuse(status: number, sentence: string): AppAnswer {
  return { status, headers: { ...headersFor('refusal.txt'), 'content-type': 'text/plain' }, body: sentence };
}
