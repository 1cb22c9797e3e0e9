import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleFilesIn } from '../ruleFiles.ts';
import { confineTo } from '../confinement.ts';
import { sha256 } from '../../system/sha256.ts';
import { temporaryFolder } from '../../testing/temporaryFolder.ts';
import { unpackArchive } from './unpackArchive.ts';
import type { UnpackedArchive } from './unpackArchive.ts';

const limits = { files: 100, bytesPerFile: 1_000_000, bytes: 5_000_000 };

/** Entries of Unix programs, written by hand: stored, so that their bytes are to be seen. */
function zipOf(
  entries: readonly { name: string; content?: string; mode?: number; flags?: number; method?: number; says?: number }[],
): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content = '', mode = 0o100644, flags = 0, method = 0, says } of entries) {
    const [bytes, data] = [Buffer.from(name), Buffer.from(content)];
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(bytes.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt8(3, 5);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc32(data), 16);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(says ?? data.length, 24);
    entry.writeUInt16LE(bytes.length, 28);
    entry.writeUInt32LE((mode << 16) >>> 0, 38);
    entry.writeUInt32LE(at, 42);
    locals.push(local, bytes, data);
    directory.push(entry, bytes);
    at += 30 + bytes.length + data.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, list, end]);
}

async function unpack(name: string, bytes: Buffer, own = limits): Promise<UnpackedArchive> {
  const unpacked = await unpackArchive(name, bytes, own, undefined);
  if (unpacked === undefined || !unpacked.ok) throw new Error(unpacked?.failure.message ?? 'given up');
  return unpacked.value;
}

const texts = ({ files }: UnpackedArchive): readonly string[] =>
  files.map(({ name, bytes }) => `${name}: ${bytes.toString()}`);

const packed = mkdtempSync(path.join(tmpdir(), 'pdp-archives-'));
afterAll(() => rmSync(packed, { recursive: true }));

const long = `${'deep/'.repeat(30)}policy.yaml`;
const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const missing = ['tar', 'python3'].filter((program) => !isThere(program));

/** What other programs make of a packed with a file, one with a long name and a link. */
function packWithOthers(): void {
  mkdirSync(path.join(packed, 'rules', path.dirname(long)), { recursive: true });
  writeFileSync(path.join(packed, 'rules', 'a.yaml'), 'a: 1\n'.repeat(500));
  writeFileSync(path.join(packed, 'rules', long), 'b');
  symlinkSync('/etc/passwd', path.join(packed, 'rules', 'link.yaml'));
  const words = {
    'gnu.tar': ['-c', '--format=gnu'],
    'pax.tar': ['-c', '--format=pax'],
    'pax.tgz': ['-cz', '--format=pax'],
  };
  for (const [name, options] of Object.entries(words))
    execFileSync('tar', [...options, '-f', name, 'rules'], { cwd: packed });
  const script = `import zipfile
with zipfile.ZipFile('made.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    for name in ['rules/a.yaml', 'rules/${long}']: z.write(name)`;
  execFileSync('python3', ['-c', script], { cwd: packed });
}

describe.skipIf(missing.length > 0)(
  `an archive of other programs (needs tar and python3, missing: ${missing.join() || 'none'})`,
  () => {
    beforeAll(packWithOthers);

    it.each(['gnu.tar', 'pax.tar', 'pax.tgz', 'made.zip'])('is read: %s', async (name) => {
      const unpacked = await unpack(name, readFileSync(path.join(packed, name)));
      expect(texts(unpacked)).toStrictEqual([
        `${name}!/rules/a.yaml: ${'a: 1\n'.repeat(500)}`,
        `${name}!/rules/${long}: b`,
      ]);
    });

    it('has links that are not followed, aloud', async () => {
      const { problems } = await unpack('gnu.tar', readFileSync(path.join(packed, 'gnu.tar')));
      expect(problems).toMatchObject([
        { file: 'gnu.tar!/rules/link.yaml', severity: 'warning', message: expect.stringContaining('symbolic link') },
      ]);
    });

    it.each(['made.zip', 'gnu.tar', 'pax.tgz'])(
      'never makes the reader throw, whatever becomes of its bytes: %s',
      async (name) => {
        const made = readFileSync(path.join(packed, name)).subarray(0, 6000);
        const changes = fc.array(fc.tuple(fc.nat(6000), fc.nat(255)), { maxLength: 8 });
        await fc.assert(
          fc.asyncProperty(changes, async (some) => {
            const bytes = Buffer.from(made);
            for (const [at, value] of some) if (at < bytes.length) bytes[at] = value;
            expect(await unpackArchive(name, bytes, limits, undefined)).toBeDefined();
          }),
        );
      },
    );

    it('is refused where another one stands behind its end', async () => {
      const bytes = readFileSync(path.join(packed, 'gnu.tar'));
      const unpacked = await unpackArchive('gnu.tar', Buffer.concat([bytes, bytes]), limits, undefined);
      expect(unpacked).toMatchObject({ ok: false, failure: { message: expect.stringContaining('behind its end') } });
    });

    it('has entries of kinds that are not known, aloud', async () => {
      const bytes = readFileSync(path.join(packed, 'gnu.tar'));
      const at = bytes.indexOf('rules/a.yaml\0');
      // A file with holes is written otherwise than one without; its check sum is that of the other letter.
      const sum =
        Number.parseInt(bytes.toString('latin1', at + 148, at + 154), 8) + 'S'.charCodeAt(0) - '0'.charCodeAt(0);
      bytes.write('S', at + 156, 'latin1');
      bytes.write(sum.toString(8).padStart(6, '0'), at + 148, 'latin1');
      const { files, problems } = await unpack('gnu.tar', bytes);
      expect(files.map(({ name }) => name)).toEqual([`gnu.tar!/rules/${long}`]);
      expect(problems).toContainEqual(
        expect.objectContaining({
          file: 'gnu.tar!/rules/a.yaml',
          message: expect.stringContaining('an entry of a kind that is not known'),
        }),
      );
    });

    it('is refused where it is cut off', async () => {
      const bytes = readFileSync(path.join(packed, 'gnu.tar')).subarray(0, 700);
      const unpacked = await unpackArchive('gnu.tar', bytes, limits, undefined);
      expect(unpacked).toMatchObject({ ok: false, failure: { message: expect.stringContaining('cut off') } });
    });
  },
);

describe('an archive', () => {
  it('does not follow a link in it, and says so', async () => {
    const zip = await unpack('x.zip', zipOf([{ name: 'l', content: '/etc/passwd', mode: 0o120777 }]));
    expect(zip).toMatchObject({ files: [], problems: [{ message: expect.stringContaining('symbolic link') }] });
  });

  it('is one file where it is packed alone', async () => {
    expect(texts(await unpack('/x/dump.json.gz', gzipSync('{}')))).toStrictEqual(['/x/dump.json.gz!/dump.json: {}']);
  });

  it.each(['../up.yaml', '/etc/x.yaml', 'a/../../x.yaml', String.raw`..\x.yaml`, 'C:/x.yaml'])(
    'keeps no name that leads out of it: %s',
    async (name) => {
      const { files, problems } = await unpack(
        'x.zip',
        zipOf([
          { name, content: 'a' },
          { name: 'good.yaml', content: 'b' },
        ]),
      );
      expect(files).toMatchObject([{ name: 'x.zip!/good.yaml' }]);
      expect(problems).toMatchObject([
        { file: 'x.zip', severity: 'error', message: expect.stringContaining('leads out') },
      ]);
    },
  );

  it.each([
    ['an archive in it', { name: 'inner.zip', content: 'x' }, 'an archive within an archive'],
    ['what is encrypted', { name: 'a.yaml', content: 'x', flags: 1 }, 'encrypted'],
    ['what is packed in a way that is not known', { name: 'a.yaml', content: 'x', method: 12 }, 'method (12)'],
    ['what is not as long as it is said to be', { name: 'a.yaml', content: 'x', says: 7 }, 'check sum'],
    ['a hidden file', { name: '.git/config', content: 'x' }, 'hidden'],
  ])('names %s, and reads the rest', async (_what, entry, words) => {
    const { files, problems } = await unpack('x.zip', zipOf([entry, { name: 'good.yaml', content: 'b' }]));
    expect(files).toMatchObject([{ name: 'x.zip!/good.yaml' }]);
    const [told = ''] = entry.name.split('/');
    expect(problems).toMatchObject([{ file: `x.zip!/${told}`, message: expect.stringContaining(words) }]);
  });

  it('is refused where its list of files goes on after those that it counts', async () => {
    const bytes = zipOf([{ name: 'a.yaml' }, { name: 'b.yaml' }]);
    bytes.writeUInt16LE(1, bytes.length - 12);
    const unpacked = await unpackArchive('x.zip', bytes, limits, undefined);
    expect(unpacked).toMatchObject({ ok: false, failure: { message: expect.stringContaining('list of files') } });
  });

  it.each([
    ['a bomb', 'a.json.gz', gzipSync(Buffer.alloc(20_000_000)), limits, 'more in this archive'],
    [
      'one with too much for its size',
      'a.json.gz',
      gzipSync(Buffer.alloc(20_000_000)),
      { ...limits, bytes: 1e9 },
      'more in this archive',
    ],
    [
      'one with too many files',
      'a.zip',
      zipOf([{ name: 'a' }, { name: 'b' }]),
      { ...limits, files: 1 },
      'more than 1 file',
    ],
    ['what is none', 'x.zip', Buffer.from('kind: NetworkPolicy'), limits, 'no ZIP archive'],
    ['what is no tar', 'x.tar', Buffer.from('kind: NetworkPolicy\n'.repeat(50)), limits, 'no tar archive'],
    ['what is no gzip', 'x.gz', Buffer.from('kind: NetworkPolicy'), limits, 'damaged'],
  ])('refuses %s whole', async (_what, name, bytes, own, words) => {
    const unpacked = await unpackArchive(name, bytes, own, undefined);
    expect(unpacked).toMatchObject({ ok: false, failure: { file: name, message: expect.stringContaining(words) } });
  });

  it('takes no longer where much in it is damaged: what it unpacks in vain counts as well', async () => {
    const names = Array.from({ length: 90 }, (_, index) => `${index}.yaml`);
    const bomb = zipOf(names.map((name) => ({ name, content: 'x', says: limits.bytesPerFile, method: 8 })));
    const unpacked = await unpackArchive('x.zip', bomb, limits, undefined);
    expect(unpacked).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('more in this archive') },
    });
  });

  it('is read in time where the length of a name is written with a million digits', async () => {
    const header = (type: string, name: string, size: number): Buffer => {
      const block = Buffer.alloc(512);
      block.write(name, 0);
      block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
      block.write(type, 156);
      block.write('        ', 148);
      block.write(
        `${block
          .reduce((sum, byte) => sum + byte, 0)
          .toString(8)
          .padStart(6, '0')}\0 `,
        148,
      );
      return block;
    };
    const padded = (text: string): Buffer =>
      Buffer.concat([Buffer.from(text), Buffer.alloc((512 - (text.length % 512)) % 512)]);
    const record = `${'0'.repeat(1_000_000)}1 `;
    const tar = Buffer.concat([
      header('x', 'pax', record.length),
      padded(record),
      header('0', 'a.yaml', 2),
      padded('a\n'),
      Buffer.alloc(1024),
    ]);
    expect(texts(await unpack('x.tar', tar))).toStrictEqual(['x.tar!/a.yaml: a\n']);
  });

  it('is given up when it is asked to be', async () => {
    expect(await unpackArchive('x.zip', zipOf([{ name: 'a' }]), limits, AbortSignal.abort())).toBeUndefined();
  });

  it.each(['x.zip', 'x.tar', 'x.tgz', 'x.gz'])(
    'never makes the reader throw, whatever its bytes are: %s',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
          expect(await unpackArchive(name, Buffer.from(bytes), limits, undefined)).toBeDefined();
        }),
      );
    },
  );
});

describe('rules in archives', () => {
  const rulesIn = ruleFilesIn(confineTo({ dataFolder: '/not-there' }), sha256);

  it('are read like those in folders, named or among others, and alone by their own name', async () => {
    const folder = temporaryFolder();
    writeFileSync(
      path.join(folder, 'a.zip'),
      zipOf([
        { name: 'x/one.yaml', content: 'a: 1' },
        { name: 'two.yaml', content: 'b: 2' },
      ]),
    );
    writeFileSync(path.join(folder, 'b.yaml'), 'c: 3');
    const archive = path.join(folder, 'a.zip');
    const read = async (named: string): Promise<readonly string[]> => {
      const set = await rulesIn.read([named]);
      if (!set.ok) throw new Error(set.failure.message);
      return set.value.files.map((file) => `${path.relative(folder, file.path)} ${file.text}`);
    };
    const members = ['a.zip!/two.yaml b: 2', 'a.zip!/x/one.yaml a: 1'];
    expect(await read(archive)).toStrictEqual(members);
    expect(await read(folder)).toStrictEqual([...members, 'b.yaml c: 3']);
    expect(await read(`${archive}!/x/one.yaml`)).toStrictEqual(['a.zip!/x/one.yaml a: 1']);
  });

  it('are unpacked one archive after the other, and no longer than there is room for all of them', async () => {
    const folder = temporaryFolder();
    const zeros = gzipSync(Buffer.alloc(900));
    for (let at = 0; at < 100; at += 1) writeFileSync(path.join(folder, `${at}.gz`), zeros);
    writeFileSync(path.join(folder, 'z.yaml'), 'a: 1');
    const readUpTo = (bytes: number) =>
      ruleFilesIn(confineTo({ dataFolder: '/not-there' }), sha256, { bytesPerFile: 1000, files: 200, bytes }).read([
        folder,
      ]);
    // None of them is text, and all are unpacked.
    expect(await readUpTo(90_000)).toMatchObject({ ok: true, value: { files: [{ text: 'a: 1' }] } });
    expect(await readUpTo(89_000)).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('more to read') },
    });
  });

  it.each(['a', 'z'])(
    'are read beside an archive that is too large by itself, in whatever order: %s.gz',
    async (name) => {
      const folder = temporaryFolder();
      const limit = 20_000_000;
      writeFileSync(path.join(folder, `${name}.gz`), gzipSync(Buffer.alloc(limit + 1)));
      writeFileSync(path.join(folder, 'damaged.gz'), gzipSync(Buffer.alloc(limit)).subarray(0, 15_000));
      writeFileSync(path.join(folder, 'm.zip'), zipOf([{ name: 'rules.yaml', content: 'a: 1' }]));
      const small = ruleFilesIn(confineTo({ dataFolder: '/not-there' }), sha256, {
        bytesPerFile: limit,
        files: 9,
        bytes: limit,
      });
      expect(await small.read([folder])).toMatchObject({
        ok: true,
        value: {
          files: [{ text: 'a: 1' }],
          problems: expect.arrayContaining([
            expect.objectContaining({ file: path.join(folder, `${name}.gz`), severity: 'error' }),
            expect.objectContaining({ file: path.join(folder, 'damaged.gz'), severity: 'error' }),
          ]),
        },
      });
    },
  );

  it('are not unpacked without end where many archives are too large by themselves: the one at which it ends is named', async () => {
    const folder = temporaryFolder();
    const limit = 12_000_000;
    const bomb = gzipSync(Buffer.alloc(limit + 1));
    for (let at = 0; at < 12; at += 1) writeFileSync(path.join(folder, `${at}.gz`), bomb);
    const small = ruleFilesIn(confineTo({ dataFolder: '/not-there' }), sha256, {
      bytesPerFile: limit,
      files: 20,
      bytes: limit,
    });
    expect(await small.read([folder])).toMatchObject({
      ok: false,
      failure: {
        message: expect.stringMatching(/more to read than 11\.4 MiB: .*\.gz, unpacked, goes beyond that/),
        problems: expect.arrayContaining([
          expect.objectContaining({ message: 'There is more in this archive than 10.0 MiB, unpacked.' }),
        ]),
      },
    });
  });

  it('are counted without those that are left out, and these once for the folder that they are in', async () => {
    const folder = temporaryFolder();
    const packages = Array.from({ length: 12 }, (_, index) => ({
      name: `a/node_modules/${index}.json`,
      content: '{}',
    }));
    for (const name of ['a.zip', 'b.zip'])
      writeFileSync(path.join(folder, name), zipOf([...packages, { name: 'rules.yaml', content: 'a: 1' }]));
    const readUpTo = (files: number) =>
      ruleFilesIn(confineTo({ dataFolder: '/not-there' }), sha256, { bytesPerFile: 10_000, files, bytes: 10_000 }).read(
        [folder],
      );
    const read = await readUpTo(20);
    expect(read).toMatchObject({ ok: true, value: { files: [{ text: 'a: 1' }, { text: 'a: 1' }] } });
    expect(read.ok && read.value.problems.map(({ file }) => path.relative(folder, file))).toEqual([
      'a.zip!/a/node_modules',
      'b.zip!/a/node_modules',
    ]);
    // Each of them holds more than that.
    expect(await readUpTo(12)).toMatchObject({
      ok: false,
      failure: { problems: [{ severity: 'error' }, { severity: 'error' }] },
    });
  });

  it('are refused with those of other archives where they are too much together', async () => {
    const folder = temporaryFolder();
    for (const name of ['a.gz', 'b.gz']) writeFileSync(path.join(folder, name), gzipSync('x'.repeat(700)));
    const small = ruleFilesIn(confineTo({ dataFolder: '/not-there' }), sha256, {
      bytesPerFile: 1000,
      files: 9,
      bytes: 1000,
    });
    expect(await small.read([folder])).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/more to read than .*[ab]\.gz, unpacked, goes beyond that/) },
    });
  });
});
