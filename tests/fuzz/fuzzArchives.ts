/** Archives of rule files, as programs pack them, with bytes that are changed, cut off or put in. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { unpackArchive } from '#electron/adapters/files/archives/unpackArchive.ts';
import { describeFailure } from './fuzzKind.ts';
import type { FuzzResult } from './fuzzKind.ts';
import { ruleKinds } from './ruleKinds.ts';
import { textsOf } from './strangeFiles.ts';
import type { Texts } from './strangeFiles.ts';

const limits = { files: 100, bytesPerFile: 1_000_000, bytes: 5_000_000 };

type Pack = (files: Texts) => Buffer;

/** By the ends of their names. Of `.gz` there is one file; a tar that is not packed has no check sum of what is in it. */
const packers: Readonly<Record<string, { readonly pack: Pack; readonly hasSums: boolean }>> = {
  'rules.zip': { pack: packZip, hasSums: true },
  'rules.tar': { pack: packTar, hasSums: false },
  'rules.tar.gz': { pack: (files) => gzipSync(packTar(files)), hasSums: true },
  'rules.json.gz': { pack: (files) => gzipSync(files[0]?.[1] ?? ''), hasSums: true },
};

function packZip(files: Texts): Buffer {
  const [locals, directory]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const [file, text] of files) {
    const [name, data] = [Buffer.from(file), Buffer.from(text)];
    const packed = deflateRawSync(data);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE((0o100644 << 16) >>> 0, 6);
    attributes.writeUInt32LE(at, 10);
    const local = [Buffer.from('PK\u0003\u0004', 'latin1'), shared, name, packed];
    locals.push(...local);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0003', 'latin1'), shared, attributes, name);
    at += local.reduce((sum, { length }) => sum + length, 0);
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, list, end]);
}

function packTar(files: Texts): Buffer {
  const blocks = files.flatMap(([file, text]) => {
    const data = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(file);
    header.write('0000644\0', 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        0', 148);
    header.write('ustar\u000000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

interface DamagedArchive {
  readonly name: string;
  readonly files: Texts;
  readonly bytes: Buffer;
}

const samples = ruleKinds.flatMap(({ samples: some }) => some.map(textsOf));

/** Anywhere, or near an end: there stands what says how much there is. */
const arbitraryPlace: fc.Arbitrary<(length: number) => number> = fc.oneof(
  fc
    .double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
    .map((part) => (length: number) => Math.floor(part * length)),
  fc.nat(60).map((at) => (length: number) => Math.min(at, length)),
  fc.nat(60).map((at) => (length: number) => Math.max(length - at, 0)),
);

const arbitraryArchive: fc.Arbitrary<DamagedArchive> = fc
  .tuple(
    fc.constantFrom(...Object.keys(packers)),
    fc.constantFrom(...samples),
    fc.constantFrom('change', 'cut', 'insert', 'remove', 'nothing'),
    arbitraryPlace,
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
  )
  .map(([name, files, how, place, junk]) => {
    const whole = packers[name]?.pack(files) ?? Buffer.alloc(0);
    const at = place(whole.length);
    const [before, after] = [whole.subarray(0, at), whole.subarray(at)];
    const damaged = {
      change: [before, junk, after.subarray(junk.length)],
      cut: [before],
      insert: [before, junk, after],
      remove: [before, after.subarray(junk.length)],
      nothing: [whole],
    }[how];
    return { name, files: name === 'rules.json.gz' ? files.slice(0, 1) : files, bytes: Buffer.concat(damaged) };
  });

/** What is in an archive is there as it was packed, or something is told of the archive. */
async function checkArchive({ name, files, bytes }: DamagedArchive): Promise<void> {
  const unpacked = await unpackArchive(name, bytes, limits, undefined);
  if (unpacked === undefined) throw new Error('It was given up.');
  const problems = unpacked.ok ? unpacked.value.problems : [unpacked.failure];
  for (const { file, line, message } of problems) {
    if (!file.startsWith(name) || line !== 1 || message === '')
      throw new Error(`A problem of no place: ${file} ${message}`);
  }
  if (problems.length > 0 || !unpacked.ok) return;
  const contents = unpacked.value.files.map((file) => file.bytes.toString());
  const missing = files.find(([, text]) => !contents.includes(text));
  if (contents.length !== files.length)
    throw new Error(`There are ${contents.length} files in place of ${files.length}.`);
  if (missing !== undefined && packers[name]?.hasSums === true) throw new Error(`${missing[0]} is other than it was.`);
}

export async function fuzzArchives(cases: number, seed: number): Promise<FuzzResult> {
  let slowestMs = 0;
  const property = fc.asyncProperty(arbitraryArchive, async (archive) => {
    const startedAt = performance.now();
    await checkArchive(archive);
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
  });
  const result = await fc.check(property, { numRuns: cases, seed });
  return {
    kind: archivesTitle,
    documents: samples.length,
    broken: result.numRuns,
    strange: 0,
    slowestMs: Math.round(slowestMs),
    failure: describeFailure(result, ({ name, bytes }) => [[name, bytes.toString('base64')]]),
  };
}

export const archivesTitle = 'archives (zip, tar, tar.gz, gz)';
