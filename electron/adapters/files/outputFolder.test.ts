import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { withoutPrivileges } from '../testing/withoutPrivileges.ts';
import { confineTo } from './confinement.ts';
import { outputFolderIn } from './outputFolder.ts';

const files = [
  { name: 'report.html', text: '<p>new</p>' },
  { name: 'report.json', text: '{"new":true}' },
];

function place(): { readonly folder: string; readonly reports: ReturnType<typeof outputFolderIn> } {
  const folder = temporaryFolder();
  return { folder, reports: outputFolderIn(confineTo({ dataFolder: path.join(folder, 'data') })) };
}

describe('outputFolderIn', () => {
  it('makes the folder and returns the paths of what it wrote', async () => {
    const { folder, reports } = place();
    const target = path.join(folder, 'reports', 'today');
    const paths = [path.join(target, 'report.html'), path.join(target, 'report.json')];
    expect(await reports.write(target, files, () => true)).toStrictEqual({ ok: true, value: paths });
    expect(paths.map((file) => readFileSync(file, 'utf8'))).toStrictEqual(files.map(({ text }) => text));
    expect(readdirSync(target)).toHaveLength(2);
  });

  it('puts a newer report in the place of an older one and leaves what else is there', async () => {
    const { folder, reports } = place();
    writeFileSync(path.join(folder, 'report.html'), 'old');
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    expect((await reports.write(folder, files, () => true)).ok).toBe(true);
    expect(readFileSync(path.join(folder, 'report.html'), 'utf8')).toBe('<p>new</p>');
    expect(readdirSync(folder).toSorted()).toStrictEqual(['notes.txt', 'report.html', 'report.json']);
  });

  it('replaces what it is told is its own by how it begins, and nothing where another file is there', async () => {
    const { folder, reports } = place();
    writeFileSync(path.join(folder, 'report.html'), '<p>ours</p>');
    writeFileSync(path.join(folder, 'report.json'), `${' '.repeat(5000)}ours`);
    const isOurs = (beginning: string) => beginning.includes('ours');
    expect(await reports.write(folder, files, isOurs)).toMatchObject({
      failure: { kind: 'already-exists', message: `${path.join(folder, 'report.json')} is there already.` },
    });
    expect(readFileSync(path.join(folder, 'report.html'), 'utf8')).toBe('<p>ours</p>');
    writeFileSync(path.join(folder, 'report.json'), 'ours');
    expect((await reports.write(folder, files, isOurs)).ok).toBe(true);
    expect(readFileSync(path.join(folder, 'report.json'), 'utf8')).toBe('{"new":true}');
  });

  it('writes nothing when one of the files can’t be written', async () => {
    const { folder, reports } = place();
    writeFileSync(path.join(folder, 'report.html'), 'old');
    mkdirSync(path.join(folder, 'report.json'));
    expect(await reports.write(folder, files, () => true)).toMatchObject({ ok: false, failure: { kind: 'bad-input' } });
    expect(readFileSync(path.join(folder, 'report.html'), 'utf8')).toBe('old');
    expect(readdirSync(folder).toSorted()).toStrictEqual(['report.html', 'report.json']);
  });

  it('leaves no folder behind when it fails', async () => {
    const { folder, reports } = place();
    chmodSync(folder, 0o555);
    const target = path.join(folder, 'reports');
    expect(await withoutPrivileges(() => reports.write(target, files, () => true))).toMatchObject({
      failure: { kind: 'forbidden' },
    });
    expect(readdirSync(folder)).toStrictEqual([]);
  });

  it('replaces a link by a file instead of writing through it', async () => {
    const { folder, reports } = place();
    const elsewhere = path.join(temporaryFolder(), 'precious');
    writeFileSync(elsewhere, 'precious');
    symlinkSync(elsewhere, path.join(folder, 'report.html'));
    expect((await reports.write(folder, files, () => true)).ok).toBe(true);
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
  });

  it('never joins a name that leads elsewhere', async () => {
    const { folder, reports } = place();
    await expect(reports.write(folder, [{ name: '../report.html', text: '' }], () => true)).rejects.toThrow(
      'Not the name of a file',
    );
  });
});
