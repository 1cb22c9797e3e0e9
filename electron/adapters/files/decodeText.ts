import { isUtf8 } from 'node:buffer';
import type { Problem } from '#shared/kernel/problem.ts';
import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';

const byteOrderMark = '\uFEFF';

/** The text of a file that must be UTF-8. A byte order mark before it is taken off: it is no part of what was written. */
export function decodeText(bytes: Buffer, file: string): Result<string, Problem> {
  const utf16 = bytes.length >= 2 && [0xfeff, 0xfffe].includes(bytes.readUInt16BE(0));
  if (utf16) return fail(problemAt(file, 1, 'This is UTF-16, not UTF-8.'));

  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    // A picture beside the rules is no rule file; one that is named like a rule file is a broken one.
    const severity = /\.(?:ya?ml|json)$/i.test(file) ? 'error' : 'warning';
    const problem = problemAt(file, lineOf(bytes, nul), `This is not text: there is a zero at byte ${nul}.`);
    return fail({ ...problem, remedy: 'Take it out of the folder with the rules.', severity });
  }

  const text = bytes.toString('utf8');
  if (!isUtf8(bytes)) {
    const offset = findDifference(bytes, Buffer.from(text, 'utf8'));
    const byte = (bytes[offset] ?? 0).toString(16).padStart(2, '0');
    return fail(problemAt(file, lineOf(bytes, offset), `This is not UTF-8: byte ${offset} is 0x${byte}.`));
  }
  return succeed(text.startsWith(byteOrderMark) ? text.slice(byteOrderMark.length) : text);
}

function problemAt(file: string, line: number, message: string): Problem {
  return { file, line, message, remedy: 'Save it as UTF-8.', severity: 'error' };
}

/** Decoding puts U+FFFD in the place of what is no UTF-8, so the bytes differ from there on. */
function findDifference(bytes: Buffer, decoded: Buffer): number {
  return bytes.findIndex((byte, offset) => byte !== decoded[offset]);
}

function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at !== -1 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line += 1;
  return line;
}
