import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { contentSecurityPolicy, noncePlaceholder } from '#shared/contract/contentSecurityPolicy.ts';

/** A file of the built page, as a host sends it. */
export interface PageAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** What every answer carries, whatever it holds. */
export const defensiveHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

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

/**
 * The files of the built page by the path of their URL. The folder is listed once and only what the list names is served:
 * no path of a request is ever joined to another, so none can lead out. Links are not followed.
 */
export function makePageFiles(rendererFolder: string): (urlPath: string) => PageAnswer | undefined {
  const files = listFiles(rendererFolder, '/');

  return (urlPath) => {
    const file = files.get(urlPath === '/' ? '/index.html' : urlPath);
    if (file === undefined) return undefined;
    return path.extname(file) === '.html' ? toPage(readFileSync(file, 'utf8')) : toAsset(file);
  };
}

function listFiles(folder: string, prefix: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return [...listFiles(file, `${prefix}${entry.name}/`)];
      return entry.isFile() ? [[`${prefix}${entry.name}`, file] as const] : [];
    }),
  );
}

/** A page under the policy that its own nonce is part of: never kept, since the nonce is good for one answer. */
export function toPage(html: string): PageAnswer {
  const nonce = randomBytes(18).toString('base64');
  return {
    headers: {
      ...defensiveHeaders,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(nonce),
      'cache-control': 'no-store',
    },
    body: html.replaceAll(noncePlaceholder, nonce),
  };
}

function toAsset(file: string): PageAnswer {
  return {
    headers: {
      ...defensiveHeaders,
      'content-type': mediaTypes[path.extname(file)] ?? 'application/octet-stream',
      // The build puts a hash of the content into such a name: what it names never changes.
      'cache-control': /-[\w-]{8}\.\w+$/.test(file) ? 'private, max-age=31536000, immutable' : 'no-cache',
    },
    body: new Uint8Array(readFileSync(file)),
  };
}
