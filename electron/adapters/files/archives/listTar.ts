/** What is in a tar archive. Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; GNU's long names. */
import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { ArchiveMember } from './archiveMember.ts';

const blockBytes = 512;

/** Types of entries that are files, those that are folders or say something of the archive, and those that are told of. */
const fileTypes: ReadonlySet<string> = new Set(['0', '\0', '7']);
const otherTypes: ReadonlySet<string> = new Set(['5', 'g', 'K', 'V']);
const strangeTypes: ReadonlyMap<string, string> = new Map([
  ['1', 'a link to another file of the archive'],
  ['2', 'a symbolic link'],
  ['3', 'a device'],
  ['4', 'a device'],
  ['6', 'a pipe'],
]);

export function listTar(bytes: Buffer): Result<readonly ArchiveMember[], string> {
  const members: ArchiveMember[] = [];
  /** The name of the next entry, where it did not fit into its own header. */
  let longName: string | undefined;
  for (let at = 0; at + blockBytes <= bytes.length;) {
    const header = bytes.subarray(at, at + blockBytes);
    // What comes after is padding; without it the archive is not all there, and with more than that not all of it is read.
    if (isPadding(header))
      return isPadding(bytes.subarray(at)) ? succeed(members) : fail('more stands behind its end.');
    if (!isIntact(header)) return fail(at === 0 ? 'it is no tar archive.' : 'it is damaged.');
    const size = readSize(header);
    const start = at + blockBytes;
    if (size === undefined || start + size > bytes.length) return fail('it is cut off.');
    const content = bytes.subarray(start, start + size);
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L') longName = textIn(content);
    else if (type === 'x') longName = pathIn(content) ?? longName;
    else {
      const name = longName ?? nameIn(header);
      longName = undefined;
      const isFile = fileTypes.has(type);
      const strange = isFile ? undefined : (strangeTypes.get(type) ?? 'an entry of a kind that is not known');
      if (!otherTypes.has(type) && !name.endsWith('/')) {
        members.push({ name, strange, bytes: size, unpack: async () => succeed(content) });
      }
    }
    at = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  return fail(bytes.length < blockBytes ? 'it is no tar archive.' : 'it is cut off.');
}

function isPadding(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Its check sum is that of the header with blanks in the place of the sum. */
function isIntact(header: Buffer): boolean {
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  return sum === Number.parseInt(textIn(header.subarray(148, 156)).trim(), 8);
}

/** Octal digits; what does not fit into these, as a number of its own. */
function readSize(header: Buffer): number | undefined {
  const field = header.subarray(124, 136);
  const size =
    ((field[0] ?? 0) & 0x80) === 0 ? Number.parseInt(textIn(field).trim() || '0', 8) : Number(field.readBigUInt64BE(4));
  return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}

function nameIn(header: Buffer): string {
  const name = textIn(header.subarray(0, 100));
  const isUstar = header.toString('latin1', 257, 262) === 'ustar';
  const prefix = isUstar ? textIn(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textIn(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** Of a number: whoever looks for the blank behind a longer one does so again at each of its digits. */
const mostDigits = 20;

/** `27 path=a/long/name.yaml\n`: the length of a record, a blank, a key and its value. */
function pathIn(content: Buffer): string | undefined {
  let found: string | undefined;
  for (let at = 0; at < content.length;) {
    const digits = content.subarray(at, at + mostDigits).indexOf(0x20);
    const blank = at + digits;
    const length = Number(content.toString('latin1', at, Math.max(blank, at)));
    if (digits < 0 || !Number.isInteger(length) || length <= 0) break;
    const record = content.toString('utf8', blank + 1, at + length - 1);
    if (record.startsWith('path=')) found = record.slice('path='.length);
    at += length;
  }
  return found;
}
