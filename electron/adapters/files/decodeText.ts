import { isUtf8 } from 'node:buffer';
import type { Position, Problem } from '#shared/kernel/problem.ts';
import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';

const byteOrderMark = '\uFEFF';

/**
 * The text of a file that must be UTF-8. A byte order mark before it is taken off: it is no part of what was written.
 * `remedyForNoText` is what to do about a picture or a program in its place.
 */
export function decodeText(
  bytes: Buffer,
  file: string,
  remedyForNoText = 'Take it out of the folder with the rules.',
): Result<string, Problem> {
  if (isUtf16(bytes)) return fail(problemAt(file, bytes, 0, 'This is UTF-16, not UTF-8.'));

  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    // A picture beside the rules is no rule file; one that is named like a rule file is a broken one.
    const severity = /\.(?:ya?ml|json)$/i.test(file) ? 'error' : 'warning';
    const problem = problemAt(file, bytes, nul, `This is not text: there is a zero at byte ${nul}.`);
    return fail({ ...problem, remedy: remedyForNoText, severity });
  }

  const text = bytes.toString('utf8');
  if (!isUtf8(bytes)) {
    const offset = findDifference(bytes, Buffer.from(text, 'utf8'));
    const byte = (bytes[offset] ?? 0).toString(16).padStart(2, '0');
    return fail(problemAt(file, bytes, offset, `This is not UTF-8: byte ${offset} is 0x${byte}.`));
  }
  return succeed(text.startsWith(byteOrderMark) ? text.slice(byteOrderMark.length) : text);
}

/** By its mark; or, without one, by its beginning: in plain words every second byte is zero, and no other. */
function isUtf16(bytes: Buffer): boolean {
  if (bytes.length >= 2 && [0xfeff, 0xfffe].includes(bytes.readUInt16BE(0))) return true;
  if (bytes.length < 4) return false;
  const beginning = bytes.subarray(0, beginningBytes);
  const zeros = [...beginning.keys()].filter((offset) => beginning[offset] === 0);
  const isHalf = zeros.length === Math.floor(beginning.length / 2);
  return isHalf && [0, 1].some((side) => zeros.every((offset) => offset % 2 === side));
}

const beginningBytes = 64;

function problemAt(file: string, bytes: Buffer, offset: number, message: string): Problem {
  return { file, ...positionOf(bytes, offset), message, remedy: 'Save it as UTF-8.', severity: 'error' };
}

/** Decoding puts U+FFFD in the place of what is no UTF-8, so the bytes differ from there on. */
function findDifference(bytes: Buffer, decoded: Buffer): number {
  return bytes.findIndex((byte, offset) => byte !== decoded[offset]);
}

/** Where a byte stands, in characters as far as what is before it can be read. */
function positionOf(bytes: Buffer, offset: number): Position {
  let line = 1;
  let begin = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1 && at < offset; at = bytes.indexOf(0x0a, at + 1)) {
    line += 1;
    begin = at + 1;
  }
  return { line, column: bytes.toString('utf8', begin, offset).length + 1 };
}
