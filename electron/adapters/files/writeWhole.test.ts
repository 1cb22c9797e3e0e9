import {
  chmodSync,
  chownSync,
  lchownSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { writeWhole } from './writeWhole.ts';

describe.skipIf(process.platform === 'win32')('a file that is replaced', () => {
  it.each([
    [0o640, 0o640],
    [0o6750, 0o750],
    [0o1600, 0o600],
  ])('with permissions %o has %o afterwards', (before, after) => {
    const file = path.join(temporaryFolder(), 'plan.yaml');
    writeFileSync(file, 'old');
    chmodSync(file, before);
    writeWhole([{ file, content: 'new' }]);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o7777).toBe(after);
  });
});

describe.skipIf(process.getuid?.() !== 0)('in a folder that everybody writes to', () => {
  it('no file of somebody else is replaced, whose owner would come to own ours', () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o1777);
    const file = path.join(folder, 'report.html');
    writeFileSync(file, 'theirs');
    chmodSync(file, 0o666);
    chownSync(file, 65_534, 65_534);
    expect(() => writeWhole([{ file, content: 'ours' }])).toThrow('belongs to somebody else');
    expect(readFileSync(file, 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toStrictEqual(['report.html']);
  });

  it('a link of somebody else is replaced, and neither followed nor asked for its permissions', () => {
    const folder = temporaryFolder();
    const theirs = path.join(temporaryFolder(), 'theirs');
    writeFileSync(theirs, 'theirs');
    chmodSync(theirs, 0o666);
    const file = path.join(folder, 'report.html');
    symlinkSync(theirs, file);
    lchownSync(file, 65_534, 65_534);
    const umask = process.umask(0o022);
    writeWhole([{ file, content: 'ours' }]);
    process.umask(umask);
    expect(readFileSync(theirs, 'utf8')).toBe('theirs');
    expect(readFileSync(file, 'utf8')).toBe('ours');
    expect(statSync(file)).toMatchObject({ uid: 0, mode: 0o100644 });
  });
});
