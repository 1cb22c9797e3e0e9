import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../electron/adapters/testing/temporaryFolder.ts';
import { describeElectronFailure, electronVersion, findElectron, getElectron } from './electronBinary.ts';
import type { DownloadProgress } from './electronBinary.ts';
import { storedZip } from './testing/storedZip.ts';

const project = path.resolve(import.meta.dirname, '..');
const program = '#!/bin/sh\necho electron\n';
const version = electronVersion();
const archive = storedZip({ electron: program, version });
const archiveName = `electron-v${version}-${process.platform}-${process.arch}.zip`;

/** Electron's npm package as it is after `npm install`: a launcher and an installer, whose checksums fit our archive. */
function makePackage(): string {
  const folder = temporaryFolder();
  for (const file of ['package.json', 'install.js']) {
    copyFileSync(path.join(project, 'node_modules/electron', file), path.join(folder, file));
  }
  const checksum = createHash('sha256').update(archive).digest('hex');
  writeFileSync(path.join(folder, 'checksums.json'), JSON.stringify({ [archiveName]: checksum }));
  mkdirSync(path.join(folder, 'node_modules'));
  for (const name of ['@electron', '@electron-internal']) {
    symlinkSync(path.join(project, 'node_modules', name), path.join(folder, 'node_modules', name));
  }
  return folder;
}

describe.skipIf(process.platform !== 'linux')('getElectron', () => {
  const servers: Server[] = [];

  afterEach(() => {
    vi.unstubAllEnvs();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function download(answer: RequestListener, silentMs: number) {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    vi.stubEnv('ELECTRON_MIRROR', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined);
    vi.stubEnv('electron_config_cache', temporaryFolder());
    const progress: DownloadProgress[] = [];
    const packageFolder = makePackage();
    const result = await getElectron({ silentMs, packageFolder, onProgress: (step) => progress.push(step) });
    return { result, progress, packageFolder };
  }

  it('gets the program, says how far it is, and finds it afterwards', async () => {
    const { result, progress, packageFolder } = await download((request, response) => {
      const isKnown = request.url === `/v${version}/${archiveName}`;
      response.writeHead(isKnown ? 200 : 404, { 'content-length': isKnown ? archive.length : 0 });
      response.end(isKnown ? archive : undefined);
    }, 5_000);
    const file = path.join(packageFolder, 'dist/electron');
    expect(result).toEqual({ ok: true, value: file });
    expect(readFileSync(file, 'utf8')).toBe(program);
    expect(progress.at(-1)).toEqual({ transferredBytes: archive.length, totalBytes: archive.length });
    expect(findElectron(packageFolder)).toBe(file);
  });

  it('gives up on a server that answers nothing', async () => {
    const { result, progress, packageFolder } = await download(() => {}, 200);
    expect(result).toEqual({ ok: false, failure: { kind: 'silent', silentMs: 200 } });
    expect(progress).toEqual([]);
    expect(findElectron(packageFolder)).toBeUndefined();
  });

  it('gives up on a server that falls silent in the middle', async () => {
    const { result, progress } = await download((_request, response) => {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 10));
    }, 200);
    expect(result).toEqual({ ok: false, failure: { kind: 'silent', silentMs: 200 } });
    expect(progress).toEqual([{ transferredBytes: 10, totalBytes: archive.length }]);
  });

  it('waits for a slow server as long as something comes', async () => {
    const { result } = await download(async (_request, response) => {
      response.writeHead(200, { 'content-length': archive.length });
      const step = Math.ceil(archive.length / 8);
      for (let sent = 0; sent < archive.length; sent += step) {
        response.write(archive.subarray(sent, sent + step));
        await wait(100);
      }
      response.end();
    }, 400);
    expect(result).toMatchObject({ ok: true });
  });

  it('refuses what is not the program that the package wants', async () => {
    const { result, packageFolder } = await download((_request, response) => {
      response.end(storedZip({ electron: '#!/bin/sh\necho another\n', version }));
    }, 5_000);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'download-failed' } });
    expect(findElectron(packageFolder)).toBeUndefined();
  });

  it('says what a server answered instead', async () => {
    const { result } = await download((_request, response) => {
      response.writeHead(403).end();
    }, 5_000);
    expect(result).toEqual({
      ok: false,
      failure: { kind: 'download-failed', cause: expect.stringContaining('Response code 403') },
    });
  });
});

describe('findElectron', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.skipIf(process.platform !== 'linux')('takes the folder that it is given, and no other version of its own', () => {
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined);
    const folder = makePackage();
    mkdirSync(path.join(folder, 'dist'));
    writeFileSync(path.join(folder, 'dist/electron'), program);
    writeFileSync(path.join(folder, 'dist/version'), '1.0.0');
    expect(findElectron(folder)).toBeUndefined();
    writeFileSync(path.join(folder, 'dist/version'), `v${version}\n`);
    expect(findElectron(folder)).toBe(path.join(folder, 'dist/electron'));
    writeFileSync(path.join(folder, 'dist/version'), '1.0.0');
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', path.join(folder, 'dist'));
    expect(findElectron(folder)).toBe(path.join(folder, 'dist/electron'));
  });
});

describe('describeElectronFailure', () => {
  it.each([
    [{ kind: 'silent', silentMs: 20_000 } as const, "Electron's download sent nothing for 20 s"],
    [{ kind: 'download-failed', cause: 'ECONNREFUSED' } as const, 'Electron could not be downloaded (ECONNREFUSED)'],
    [{ kind: 'unpacking-failed' } as const, "Electron's download could not be unpacked"],
  ])('says %o in one line', (electronFailure, sentence) => {
    expect(describeElectronFailure(electronFailure)).toBe(sentence);
  });
});
