import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../system/sha256.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { confineTo } from './confinement.ts';
import { fileBrowserIn } from './fileBrowser.ts';

function place(): {
  readonly root: string;
  readonly dataFolder: string;
  readonly browser: ReturnType<typeof fileBrowserIn>;
} {
  const root = temporaryFolder();
  const dataFolder = path.join(temporaryFolder(), 'data');
  return { root, dataFolder, browser: fileBrowserIn(confineTo({ root, dataFolder }), sha256) };
}

describe('fileBrowserIn', () => {
  it('lists folders before files, without hidden entries and links that lead outside or nowhere', async () => {
    const { root, browser } = place();
    mkdirSync(path.join(root, 'rules'));
    mkdirSync(path.join(root, '.git'));
    for (const name of ['b.yaml', 'a.yaml']) writeFileSync(path.join(root, name), '');
    symlinkSync(path.join(root, 'rules'), path.join(root, 'linked'));
    symlinkSync('/etc', path.join(root, 'way-out'));
    symlinkSync('nowhere', path.join(root, 'dangling'));
    expect(await browser.list(undefined)).toStrictEqual({
      ok: true,
      value: {
        folder: root,
        entries: [
          { name: 'linked', path: path.join(root, 'linked'), kind: 'folder' },
          { name: 'rules', path: path.join(root, 'rules'), kind: 'folder' },
          { name: 'a.yaml', path: path.join(root, 'a.yaml'), kind: 'file' },
          { name: 'b.yaml', path: path.join(root, 'b.yaml'), kind: 'file' },
        ],
      },
    });
    expect(await browser.list(path.join(root, 'rules'))).toMatchObject({ value: { parent: root, entries: [] } });
    expect(await browser.list(path.join(root, '..'))).toMatchObject({ failure: { kind: 'forbidden' } });
    expect(await browser.list(path.join(root, 'a.yaml'))).toMatchObject({ failure: { kind: 'bad-input' } });
  });

  it('keeps dropped files for their owner alone, in a folder named after what they hold', async () => {
    const { dataFolder, browser } = place();
    const files = [
      { name: 'policies.yaml', content: new Blob(['a']) },
      { name: 'azure/nsg.json', content: new Blob(['[]']) },
    ];
    const first = await browser.upload(files);
    if (!first.ok) throw new Error(first.failure.message);
    const { folder } = first.value;
    expect(path.dirname(folder)).toBe(path.join(dataFolder, 'uploads', 'session'));
    expect(readFileSync(path.join(folder, 'azure/nsg.json'), 'utf8')).toBe('[]');
    expect(statSync(path.join(folder, 'policies.yaml')).mode & 0o777).toBe(0o600);
    for (const above of [dataFolder, path.join(dataFolder, 'uploads'), path.dirname(folder), folder]) {
      expect(statSync(above).mode & 0o777).toBe(0o700);
    }
    expect(await browser.upload(files)).toStrictEqual(first);
    expect(await browser.upload([{ name: 'policies.yaml', content: new Blob(['b']) }])).not.toStrictEqual(first);
    expect(readdirSync(path.dirname(folder))).toHaveLength(2);
  });

  it.each([
    '..',
    '../../.ssh/authorized_keys',
    'rules/../../a.yaml',
    '..\\..\\a.yaml',
    '/etc/passwd',
    'a//b.yaml',
    '',
    'x'.repeat(201),
  ])('refuses the name %j and keeps nothing', async (name) => {
    const { dataFolder, browser } = place();
    expect(await browser.upload([{ name, content: new Blob(['x']) }])).toMatchObject({
      ok: false,
      failure: { kind: 'bad-input' },
    });
    expect(statSync(dataFolder, { throwIfNoEntry: false })).toBeUndefined();
  });

  it.each([
    ['line\nbreak\u001b[31m.yaml', 'line_break_[31m.yaml'],
    ['right\u202eto-left.yaml', 'right_to-left.yaml'],
    ['C:\\rules\\nsg.json', 'C_/rules/nsg.json'],
    ['con.yaml', '_con.yaml'],
    ['half \ud800.yaml', 'half \ufffd.yaml'],
    ['a?.yaml. .', 'a_.yaml'],
  ])('keeps %j as %j', async (name, kept) => {
    const { browser } = place();
    const upload = await browser.upload([{ name, content: new Blob(['x']) }]);
    if (!upload.ok) throw new Error(upload.failure.message);
    expect(readdirSync(upload.value.folder, { recursive: true })).toContain(kept);
  });

  it('refuses a name of any length in a moment', async () => {
    const { browser } = place();
    const before = process.threadCpuUsage();
    const upload = await browser.upload([{ name: `${'. '.repeat(100_000)}a`, content: new Blob(['x']) }]);
    expect(upload).toMatchObject({ ok: false, failure: { kind: 'bad-input' } });
    // Of the processor: what a busy machine does beside it does not count.
    expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(1_000);
  });

  it('refuses two files of one name', async () => {
    const { browser } = place();
    const files = [
      { name: 'a.yaml', content: new Blob(['1']) },
      { name: 'A.yaml', content: new Blob(['2']) },
    ];
    expect(await browser.upload(files)).toMatchObject({ failure: { kind: 'bad-input' } });
  });

  it('gives two drops of the same files at once the same folder', async () => {
    const { browser } = place();
    const files = Array.from({ length: 20 }, (_, index) => ({
      name: `${index}.yaml`,
      content: new Blob(['x'.repeat(10_000)]),
    }));
    const [first, second] = await Promise.all([browser.upload(files), browser.upload(files)]);
    expect(first.ok).toBe(true);
    expect(second).toStrictEqual(first);
  });
});
