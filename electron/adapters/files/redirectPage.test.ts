import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { writeRedirectPage } from './redirectPage.ts';

const url = 'http://127.0.0.1:8080/#token=abc';
const own = `open-${process.pid}.html`;

describe('the page that sends a browser on', () => {
  it('leads to the address, can be read by its user alone, and goes when it is told to', () => {
    const folder = temporaryFolder();
    const page = writeRedirectPage(folder, url);
    expect(page?.file).toBe(path.join(folder, own));
    expect(readFileSync(page?.file ?? '', 'utf8')).toContain(`url=${url}"`);
    expect(statSync(page?.file ?? '').mode & 0o777).toBe(0o600);
    page?.remove();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes away those of hosts that were killed, and of nobody else', () => {
    const folder = temporaryFolder();
    const { pid: ended } = spawnSync(process.execPath, ['-e', '0']);
    const kept = [`open-${process.ppid}.html`, 'open-mine.html', 'runs.sqlite'];
    for (const name of [`open-${ended}.html`, ...kept]) writeFileSync(path.join(folder, name), 'x');
    writeRedirectPage(folder, url);
    expect(readdirSync(folder).toSorted()).toEqual([own, ...kept].toSorted());
  });

  it('is none where its folder can’t be made', () => {
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(writeRedirectPage(path.join(file, 'data'), url)).toBeUndefined();
  });
});
