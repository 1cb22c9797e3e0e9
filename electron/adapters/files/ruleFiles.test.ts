import { appendFileSync, chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RuleFileSet } from '#electron/application/ports.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { sha256 } from '../system/sha256.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { withoutPrivileges } from '../testing/withoutPrivileges.ts';
import { confineTo } from './confinement.ts';
import { ruleFilesIn } from './ruleFiles.ts';
import type { RuleFileLimits } from './ruleFiles.ts';

/** Writes files by their names; a name that ends in a slash is a folder. */
function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

function read(paths: readonly string[], signal?: AbortSignal, limits?: RuleFileLimits): Promise<Outcome<RuleFileSet>> {
  return ruleFilesIn(confineTo({ dataFolder: '/not-there' }), sha256, limits).read(paths, signal);
}

async function readSet(paths: readonly string[], limits?: RuleFileLimits): Promise<RuleFileSet> {
  const set = await read(paths, undefined, limits);
  if (!set.ok) throw new Error(set.failure.message);
  return set.value;
}

describe('ruleFilesIn', () => {
  it('reads files of folders of any depth in the order of their names, and named ones in the order given', async () => {
    const folder = folderWith({ 'b.yaml': 'b', 'a/z.yaml': 'z', 'a/B.yaml': 'B', 'c/1/2/3.json': '3' });
    const other = folderWith({ 'x.yaml': 'x' });
    const { files, problems } = await readSet([path.join(other, 'x.yaml'), folder]);
    expect(files.map((file) => path.relative(folder, file.path))).toStrictEqual([
      path.relative(folder, path.join(other, 'x.yaml')),
      'a/B.yaml',
      'a/z.yaml',
      'b.yaml',
      'c/1/2/3.json',
    ]);
    expect(files[1]).toStrictEqual({ path: path.join(folder, 'a/B.yaml'), text: 'B', hash: sha256('B'), bytes: 1 });
    expect(problems).toStrictEqual([]);
  });

  it('measures what may be read: of an archive, or a file in one, as much as is read at most', async () => {
    const folder = folderWith({ 'rules/a.yaml': 'abc', 'rules/b/c.yaml': 'de', 'packed/rules.zip': 'PK' });
    const limits = { bytesPerFile: 100, files: 10, bytes: 1000 };
    const rules = ruleFilesIn(confineTo({ dataFolder: '/not-there' }), sha256, limits);
    const archive = path.join(folder, 'packed/rules.zip');
    expect(await rules.measure([path.join(folder, 'rules'), path.join(folder, 'missing.yaml')])).toBe(5);
    for (const named of [path.join(folder, 'packed'), archive, `${archive}!/nsg.json`]) {
      expect(await rules.measure([named])).toBe(1000);
    }
  });

  it('gives the same answer each time, however long each file takes', async () => {
    const folder = folderWith(
      Object.fromEntries(
        Array.from({ length: 100 }, (_, index) => [`${index}.yaml`, 'x'.repeat((index * 7919) % 50_000)]),
      ),
    );
    expect(await readSet([folder])).toStrictEqual(await readSet([folder]));
  });

  it('leaves out hidden folders and installed packages, and says so', async () => {
    const folder = folderWith({ 'a.yaml': 'a', '.git/config': 'x', 'node_modules/m/p.yaml': 'x', 'sub/.env': 'x' });
    const { files, problems } = await readSet([folder]);
    expect(files.map((file) => file.text)).toStrictEqual(['a']);
    expect(problems.map(({ file, severity }) => [path.relative(folder, file), severity])).toStrictEqual([
      ['.git', 'warning'],
      ['node_modules', 'warning'],
      ['sub/.env', 'warning'],
    ]);
  });

  it('reads a hidden file that is named by itself', async () => {
    const folder = folderWith({ '.hidden.yaml': 'a' });
    expect((await readSet([path.join(folder, '.hidden.yaml')])).files).toHaveLength(1);
  });

  it('reads a file once, however many ways lead to it', async () => {
    const folder = folderWith({ 'a/rules.yaml': 'a' });
    symlinkSync(path.join(folder, 'a'), path.join(folder, 'b'));
    symlinkSync(path.join(folder, 'a/rules.yaml'), path.join(folder, 'c.yaml'));
    const { files, problems } = await readSet([folder, path.join(folder, 'a/rules.yaml')]);
    expect(files.map((file) => file.path)).toStrictEqual([path.join(folder, 'a/rules.yaml')]);
    expect(problems).toStrictEqual([]);
  });

  it('finds links that lead in a circle, names them, and reads the rest', async () => {
    const folder = folderWith({ 'sub/a.yaml': 'a' });
    symlinkSync('..', path.join(folder, 'sub', 'up'));
    symlinkSync('self', path.join(folder, 'self'));
    symlinkSync('nowhere', path.join(folder, 'dangling'));
    const { files, problems } = await readSet([folder]);
    expect(files).toHaveLength(1);
    expect(
      problems.map(({ file, message, severity }) => [path.relative(folder, file), message, severity]),
    ).toStrictEqual([
      ['dangling', expect.stringContaining('something that is not there'), 'error'],
      ['self', expect.stringContaining('leads back to itself'), 'error'],
      ['sub/up', 'This symbolic link leads back to a folder above it.', 'error'],
    ]);
  });

  it('refuses a 200 MB file by its size, without reading it, and reads the others', async () => {
    const folder = folderWith({ 'a.yaml': 'a', 'large.json': '' });
    truncateSync(path.join(folder, 'large.json'), 200_000_000);
    const before = process.memoryUsage().rss;
    const { files, problems } = await readSet([folder]);
    expect(files).toHaveLength(1);
    expect(problems).toStrictEqual([
      {
        file: path.join(folder, 'large.json'),
        line: 1,
        message: 'This file is too large to be read: 190.7 MiB, at most 64.0 MiB.',
        remedy: 'Split it, or name only the files that hold rules.',
        severity: 'error',
      },
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it.each([
    ['in number', { bytesPerFile: 100, files: 2, bytes: 1_000 }, 'more to read than 2 files'],
    ['in bytes', { bytesPerFile: 700_000, files: 10, bytes: 1_048_576 }, 'more to read than 1.0 MiB'],
  ])('refuses too many files %s: a part of them would be judged as if it were all', async (_what, limits, message) => {
    const folder = folderWith({ a: '', b: '', c: '' });
    for (const name of ['a', 'b']) truncateSync(path.join(folder, name), limits.bytesPerFile);
    expect(await read([folder], undefined, limits)).toMatchObject({
      ok: false,
      failure: { kind: 'bad-input', message: expect.stringContaining(message) },
    });
  });

  it('names what is not text and what may not be read, and reads the rest', async () => {
    const folder = folderWith({
      'a.yaml': 'a',
      'latin.yaml': Buffer.from([0x61, 0x0a, 0xfc]),
      'locked.yaml': 'x',
      'shut/b.yaml': 'b',
    });
    chmodSync(folder, 0o755);
    chmodSync(path.join(folder, 'locked.yaml'), 0);
    chmodSync(path.join(folder, 'shut'), 0);
    const set = await withoutPrivileges(() => read([folder]));
    chmodSync(path.join(folder, 'shut'), 0o700);
    if (!set.ok) throw new Error(set.failure.message);
    expect(set.value.files.map((file) => file.text)).toStrictEqual(['a']);
    const problems = set.value.problems.map(({ file, line, message, remedy }) => ({
      name: path.relative(folder, file),
      line,
      message,
      remedy,
    }));
    expect(problems.toSorted((one, other) => one.name.localeCompare(other.name))).toStrictEqual([
      { name: 'latin.yaml', line: 2, message: 'This is not UTF-8: byte 2 is 0xfc.', remedy: 'Save it as UTF-8.' },
      {
        name: 'locked.yaml',
        line: 1,
        message: expect.stringContaining('may not be opened'),
        remedy: expect.stringContaining('permission'),
      },
      {
        name: 'shut',
        line: 1,
        message: expect.stringContaining('may not be opened'),
        remedy: expect.stringContaining('permission'),
      },
    ]);
  });

  it('names a pipe instead of waiting for it', async () => {
    const folder = folderWith({ 'a.yaml': 'a' });
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    expect((await readSet([folder])).problems).toMatchObject([
      { message: 'This is a pipe: only files on a disk are read.', severity: 'error' },
    ]);
  });

  it.each([
    ['a path that is not there', (folder: string) => path.join(folder, 'nothing'), 'not-found', 'is not there'],
    ['an empty folder', (folder: string) => folder, 'bad-input', 'holds no rule file'],
  ])('fails for %s', async (_what, toPath, kind, message) => {
    const folder = temporaryFolder();
    expect(await read([toPath(folder)])).toMatchObject({
      ok: false,
      failure: { kind, message: expect.stringContaining(message) },
    });
  });

  it('fails for a folder that may not be opened, with what to do', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0);
    expect(await withoutPrivileges(() => read([folder]))).toMatchObject({
      failure: { kind: 'forbidden', remedy: expect.stringContaining('permission') },
    });
  });

  it('fails where nothing of it could be read, with every reason', async () => {
    const folder = folderWith({ 'picture.png': Buffer.from([0x89, 0, 1]) });
    expect(await read([folder])).toMatchObject({
      failure: { kind: 'bad-input', problems: [{ message: expect.stringContaining('not text') }] },
    });
  });

  it('stops when it is cancelled', async () => {
    const folder = folderWith(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.yaml`, 'x'])));
    const abort = new AbortController();
    const reading = read([folder], abort.signal);
    setTimeout(() => abort.abort(), 2);
    expect(await reading).toMatchObject({ failure: { kind: 'cancelled' } });
    expect(await read([folder], AbortSignal.abort())).toMatchObject({ failure: { kind: 'cancelled' } });
  });

  it.skipIf(process.platform !== 'linux').each(['/proc/kmsg', '/proc/self/environ', '/dev/zero', '/dev/null'])(
    'reads nothing of %s, waits for nothing, and names it',
    async (file) => {
      expect(await read([file])).toMatchObject({
        ok: false,
        failure: { kind: 'bad-input', problems: [{ file, message: expect.stringContaining('only files on a disk') }] },
      });
    },
  );

  it('says of a file that changes while it is read that it did', async () => {
    const folder = folderWith({ 'a.yaml': 'a: 1', 'b.yaml': 'b' });
    const confinement = confineTo({ dataFolder: '/not-there' });
    const grows = {
      ...confinement,
      admitOpened: (real: string, descriptor: number) => {
        const admitted = confinement.admitOpened(real, descriptor);
        if (path.basename(real) === 'a.yaml') appendFileSync(real, 'x');
        return admitted;
      },
    };
    const set = await ruleFilesIn(grows, sha256).read([folder]);
    if (!set.ok) throw new Error(set.failure.message);
    expect(set.value.files.map(({ text }) => text)).toStrictEqual(['b']);
    expect(set.value.problems).toMatchObject([{ message: 'It was changed while it was read.', severity: 'error' }]);
  });

  it('does not follow a link out of the root', async () => {
    const outside = folderWith({ 'secret.yaml': 'secret' });
    const root = folderWith({ 'a.yaml': 'a' });
    symlinkSync(outside, path.join(root, 'way-out'));
    const rules = ruleFilesIn(confineTo({ root, dataFolder: path.join(root, 'data') }), sha256);
    const set = await rules.read(['.']);
    if (!set.ok) throw new Error(set.failure.message);
    expect(set.value.files.map((file) => file.text)).toStrictEqual(['a']);
    expect(set.value.problems).toMatchObject([
      { file: path.join(root, 'way-out'), message: expect.stringContaining('outside') },
    ]);
    expect(await rules.read([outside])).toMatchObject({ failure: { kind: 'forbidden' } });
  });
});
