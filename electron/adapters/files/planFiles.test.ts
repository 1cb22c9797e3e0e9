import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../system/sha256.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { withoutPrivileges } from '../testing/withoutPrivileges.ts';
import { confineTo } from './confinement.ts';
import { planFilesIn } from './planFiles.ts';

function place(): {
  readonly folder: string;
  readonly dataFolder: string;
  readonly files: ReturnType<typeof planFilesIn>;
} {
  const folder = temporaryFolder();
  const dataFolder = path.join(temporaryFolder(), 'data');
  return { folder, dataFolder, files: planFilesIn(confineTo({ dataFolder }), sha256) };
}

describe('planFilesIn', () => {
  it('reads what it wrote, under the hash that it returned', () => {
    const { folder, files } = place();
    const file = path.join(folder, 'plan.yaml');
    const written = files.write(file, 'edition: choreo # ü\n');
    expect(written).toStrictEqual({ ok: true, value: { hash: sha256('edition: choreo # ü\n') } });
    expect(files.read(file)).toStrictEqual({
      ok: true,
      value: { path: file, text: 'edition: choreo # ü\n', hash: sha256(readFileSync(file)), bytes: 21 },
    });
    expect(files.exists(file)).toBe(true);
    expect(readdirSync(folder)).toStrictEqual(['plan.yaml']);
  });

  it('makes the folders of a new plan', () => {
    const { folder, files } = place();
    const file = path.join(folder, 'azure', 'rules', 'nsg.json');
    expect(files.write(file, '[]').ok).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('[]');
  });

  it('closes the data folder to others when it puts the first file there', () => {
    const { dataFolder, files } = place();
    expect(files.writeSample('azure/plan.yaml', 'a: 1')).toStrictEqual({
      ok: true,
      value: path.join(dataFolder, 'samples', 'azure', 'plan.yaml'),
    });
    expect(statSync(dataFolder).mode & 0o777).toBe(0o700);
  });

  it('keeps the permissions of the file that it replaces', () => {
    const { folder, files } = place();
    const file = path.join(folder, 'plan.yaml');
    writeFileSync(file, 'old');
    chmodSync(file, 0o640);
    expect(files.write(file, 'new').ok).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('writes through a link to the plan, and leaves the link', () => {
    const { folder, files } = place();
    mkdirSync(path.join(folder, 'git'));
    const real = path.join(folder, 'git', 'plan.yaml');
    const link = path.join(folder, 'plan.yaml');
    writeFileSync(real, 'old');
    symlinkSync(real, link);
    expect(files.write(link, 'new').ok).toBe(true);
    expect(readFileSync(real, 'utf8')).toBe('new');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(files.read(link)).toMatchObject({ value: { path: link, text: 'new' } });
  });

  it('leaves the plan whole, and nothing beside it, when it can’t be written', async () => {
    const { folder, files } = place();
    const file = path.join(folder, 'plan.yaml');
    writeFileSync(file, 'old');
    chmodSync(file, 0o644);
    chmodSync(folder, 0o555);
    const written = await withoutPrivileges(() => files.write(file, 'new'));
    expect(written).toMatchObject({ ok: false, failure: { kind: 'forbidden' } });
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toStrictEqual(['plan.yaml']);
  });

  it('does not move a new file over one that may only be read', async () => {
    const { folder, files } = place();
    const file = path.join(folder, 'plan.yaml');
    writeFileSync(file, 'old');
    chmodSync(file, 0o444);
    chmodSync(folder, 0o777);
    const written = await withoutPrivileges(() => files.write(file, 'new'));
    expect(written).toMatchObject({ ok: false, failure: { kind: 'forbidden' } });
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toStrictEqual(['plan.yaml']);
  });

  it.each([
    ['a folder', 'is a folder', (file: string) => mkdirSync(file)],
    [
      'what is much too large, before reading it',
      'too large for a plan',
      (file: string) => {
        writeFileSync(file, '');
        truncateSync(file, 200 * 1024 * 1024);
      },
    ],
    ['a file that is not UTF-8', "can't be read as text", (file: string) => writeFileSync(file, Buffer.from([0xff]))],
  ])('refuses %s as bad input', (_what, message, make) => {
    const { folder, files } = place();
    const file = path.join(folder, 'plan.yaml');
    make(file);
    expect(files.read(file)).toMatchObject({
      ok: false,
      failure: { kind: 'bad-input', message: expect.stringContaining(message) },
    });
  });

  it.skipIf(process.platform === 'win32')('reads no pipe, no device, and nothing that the system makes up', () => {
    const { folder, files } = place();
    const pipe = path.join(folder, 'pipe.yaml');
    execFileSync('mkfifo', [pipe]);
    const link = path.join(folder, 'plan.yaml');
    symlinkSync('/dev/zero', link);
    const strange: readonly (readonly [string, string])[] = [
      [pipe, 'is a pipe'],
      [link, 'is a device'],
      ...(process.platform === 'linux' ? [['/proc/kmsg', 'is made up by the system'] as const] : []),
    ];
    for (const [file, what] of strange) {
      expect(files.read(file)).toMatchObject({
        failure: { kind: 'bad-input', message: `${file} ${what}: only files on a disk are read.` },
      });
    }
  });

  it('changes no sample and no upload, by whatever name', () => {
    const { folder, dataFolder, files } = place();
    expect(files.writeSample('azure/plan.yaml', 'a: 1').ok).toBe(true);
    symlinkSync(path.join(dataFolder, 'samples'), path.join(folder, 'mine'));
    for (const file of [
      path.join(dataFolder, 'samples', 'azure', 'plan.yaml'),
      path.join(folder, 'mine', 'azure', 'plan.yaml'),
      path.join(folder, 'mine', 'new', 'plan.yaml'),
      path.join(dataFolder, 'uploads', 'plan.yaml'),
      path.join(dataFolder, 'history.sqlite'),
    ]) {
      expect(files.write(file, 'changed')).toMatchObject({ failure: { kind: 'forbidden' } });
    }
    expect(readdirSync(dataFolder, { recursive: true }).toSorted()).toStrictEqual(
      ['samples', 'samples/azure', 'samples/azure/plan.yaml'].map((name) => path.normalize(name)),
    );
    expect(readFileSync(path.join(dataFolder, 'samples/azure/plan.yaml'), 'utf8')).toBe('a: 1');
  });

  it('writes over no folder', () => {
    const { folder, files } = place();
    expect(files.write(folder, 'new')).toMatchObject({ ok: false, failure: { kind: 'bad-input' } });
  });

  it('says that a plan is not there', () => {
    const { folder, files } = place();
    const file = path.join(folder, 'plan.yaml');
    expect(files.read(file)).toMatchObject({ failure: { kind: 'not-found', message: `${file} is not there.` } });
    expect(files.exists(file)).toBe(false);
  });

  it('neither reads, writes, finds nor resolves outside of the root', () => {
    const folder = temporaryFolder();
    const file = path.join(temporaryFolder(), 'plan.yaml');
    writeFileSync(file, 'outside');
    const files = planFilesIn(confineTo({ root: folder, dataFolder: path.join(folder, 'data') }), sha256);
    symlinkSync(file, path.join(folder, 'plan.yaml'));
    for (const way of [file, 'plan.yaml']) {
      expect(files.read(way)).toMatchObject({ failure: { kind: 'forbidden' } });
      expect(files.write(way, 'changed')).toMatchObject({ failure: { kind: 'forbidden' } });
      expect(files.resolve(way)).toMatchObject({ failure: { kind: 'forbidden' } });
      expect(files.exists(way)).toBe(false);
    }
    expect(readFileSync(file, 'utf8')).toBe('outside');
    expect(files.resolve('mine.yaml')).toStrictEqual({ ok: true, value: path.join(folder, 'mine.yaml') });
  });
});
