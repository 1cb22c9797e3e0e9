/**
 * What is in a ZIP archive, by its central directory, which is what every other program goes by: a file that only a local header
 * tells of is in none. Source: PKWARE's APPNOTE.TXT 6.3, sections 4.3 and 4.4.
 */
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';
import { withinLimit } from './archiveMember.ts';
import type { ArchiveMember } from './archiveMember.ts';

const unpackDeflated = promisify(inflateRaw);

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const entryBytes = 46;
const localBytes = 30;
/** It stands where a number did not fit, as in archives over 4 GB. */
const beyond32Bits = 0xffffffff;

/** What programs on Unix say of a file in the upper half of its attributes. */
const kindMask = 0o170000;
const linkKind = 0o120000;

export function listZip(bytes: Buffer): Result<readonly ArchiveMember[], string> {
  const end = findEnd(bytes);
  if (end === undefined) return fail('it has no end, so it is no ZIP archive or not all of one.');
  const count = bytes.readUInt16LE(end + 10);
  const directory = bytes.readUInt32LE(end + 16);
  if (directory === beyond32Bits || count === 0xffff) return fail('it is of the kind for over 4 GB or 65,534 files.');
  const members: ArchiveMember[] = [];
  let at = directory;
  for (let index = 0; index < count; index += 1) {
    if (at + entryBytes > bytes.length || bytes.readUInt32LE(at) !== entrySignature)
      return fail('its list of files is damaged.');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const name = bytes.toString('utf8', at + entryBytes, at + entryBytes + nameLength);
    const isOfUnix = bytes.readUInt8(at + 5) === 3;
    const isLink = isOfUnix && ((bytes.readUInt32LE(at + 38) >>> 16) & kindMask) === linkKind;
    if (!name.endsWith('/')) {
      const entry = at;
      members.push({
        name,
        strange: isLink ? 'a symbolic link' : undefined,
        bytes: bytes.readUInt32LE(entry + 24),
        unpack: () => unpack(bytes, entry),
      });
    }
    at += entryBytes + nameLength + extraLength + commentLength;
  }
  // A list that goes on after what is counted would leave files out.
  if (at - directory !== bytes.readUInt32LE(end + 12)) return fail('its list of files is damaged.');
  return succeed(members);
}

/** It stands last, before a comment of up to 65,535 bytes. */
function findEnd(bytes: Buffer): number | undefined {
  const first = Math.max(0, bytes.length - endBytes - 0xffff);
  for (let at = bytes.length - endBytes; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature) return at;
  }
  return undefined;
}

async function unpack(bytes: Buffer, entry: number): Promise<Result<Buffer, string>> {
  const isEncrypted = (bytes.readUInt16LE(entry + 8) & 1) === 1;
  const method = bytes.readUInt16LE(entry + 10);
  const packedBytes = bytes.readUInt32LE(entry + 20);
  const unpackedBytes = bytes.readUInt32LE(entry + 24);
  const local = bytes.readUInt32LE(entry + 42);
  if (isEncrypted) return fail('it is encrypted.');
  if (local + localBytes > bytes.length || bytes.readUInt32LE(local) !== localSignature)
    return fail('its beginning is damaged.');
  const start = local + localBytes + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (start + packedBytes > bytes.length) return fail('it is cut off.');
  const packed = bytes.subarray(start, start + packedBytes);
  if (method !== 0 && method !== 8) return fail(`it is packed by a method (${method}) that is not known.`);
  const maxOutputLength = Math.max(unpackedBytes, 1);
  const unpacked = method === 0 ? succeed(packed) : await withinLimit(unpackDeflated(packed, { maxOutputLength }));
  if (!unpacked.ok) return unpacked;
  const { value } = unpacked;
  const isWhole = value?.length === unpackedBytes && crc32(value) === bytes.readUInt32LE(entry + 16);
  return isWhole ? succeed(value) : fail('its check sum is wrong.');
}
