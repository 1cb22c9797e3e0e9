import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { noncePlaceholder } from '#shared/contract/contentSecurityPolicy.ts';
import { appOrigin, makeAppFiles } from './appFiles.ts';

function makeFolder(): string {
  const parent = temporaryFolder();
  const folder = path.join(parent, 'renderer');
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), `<script nonce="${noncePlaceholder}"></script>`);
  writeFileSync(path.join(folder, 'assets/page.js'), 'start()');
  writeFileSync(path.join(parent, 'secret.txt'), 'secret');
  symlinkSync(path.join(parent, 'secret.txt'), path.join(folder, 'assets/link.txt'));
  return folder;
}

describe('makeAppFiles', () => {
  let answer: ReturnType<typeof makeAppFiles>;
  beforeEach(() => {
    answer = makeAppFiles(makeFolder());
  });

  it('serves the page at the root, with the nonce of its policy', () => {
    const { status, headers, body } = answer('GET', `${appOrigin}/`);
    const nonce = /nonce="([^"]+)"/.exec(String(body))?.[1];
    expect(status).toBe(200);
    expect(nonce).not.toBe(noncePlaceholder);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain(`script-src 'self' 'nonce-${nonce}'`);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('serves a file below the folder by its kind, whatever the query', () => {
    const { status, headers, body } = answer('GET', `${appOrigin}/assets/page.js?v=1`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(new TextDecoder().decode(body as Uint8Array)).toBe('start()');
  });

  it.each([
    ['what is not there', '/none.js'],
    ['a folder', '/assets'],
    ['a file beside the folder', '/../secret.txt'],
    ['the same behind encoded slashes', '/..%2fsecret.txt'],
    ['the same with backslashes', '/..%5csecret.txt'],
    ['a link that leads out of the folder', '/assets/link.txt'],
    ['an object of the language', '/__proto__'],
  ])('refuses %s', (_name, place) => {
    expect(answer('GET', `${appOrigin}${place}`)).toMatchObject({
      status: 404,
      body: expect.not.stringContaining('secret'),
    });
  });

  it('refuses another host of the scheme', () => {
    expect(answer('GET', 'app://elsewhere/index.html').status).toBe(404);
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('refuses %s', (method) => {
    expect(answer(method, `${appOrigin}/`).status).toBe(405);
  });
});
