import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isArchiveName, memberMark } from '#shared/kernel/archiveNames.ts';
import { count } from '#shared/kernel/count.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';
import { toMebibytes } from '../toMebibytes.ts';
import { alwaysAllowedBytes, mostTimesLarger, withinLimit } from './archiveMember.ts';
import type { ArchiveLimits, ArchiveMember } from './archiveMember.ts';
import { listTar } from './listTar.ts';
import { listZip } from './listZip.ts';

const unpackGzip = promisify(gunzip);

export interface UnpackedArchive {
  /** Named with the archive: `/home/me/rules.zip!/nsg.json`; in the order of their names. */
  readonly files: readonly { readonly name: string; readonly bytes: Buffer }[];
  readonly problems: readonly Problem[];
}

/**
 * What is in an archive, in memory: nothing is written anywhere. An archive that goes beyond a limit is not read at all, since a
 * part of it would be judged as if it were all. Fails where it can't be read; undefined where it is given up.
 */
export async function unpackArchive(
  archive: string,
  packed: Buffer,
  limits: ArchiveLimits,
  signal: AbortSignal | undefined,
): Promise<Result<UnpackedArchive, Problem> | undefined> {
  const refuse = (message: string, remedy: string): Result<never, Problem> =>
    fail({ file: archive, line: 1, message, remedy, severity: 'error' });
  const most = Math.min(limits.bytes, Math.max(packed.length * mostTimesLarger, alwaysAllowedBytes));
  const tooMuch = `There is more in this archive than ${toMebibytes(most)}, unpacked.`;
  const unpackFirst = 'Unpack it, and name the files that hold rules.';

  const listed = await list(archive, packed, most);
  if (!listed.ok) return refuse(`This archive can’t be read: ${listed.failure}`, 'Pack it again, or name its files.');
  if (listed.value === undefined) return refuse(tooMuch, unpackFirst);
  if (listed.value.length > limits.files)
    return refuse(`There are more than ${count(limits.files, 'file')} in this archive.`, unpackFirst);

  const problems: Problem[] = [];
  const files: { name: string; bytes: Buffer }[] = [];
  const seen = new Set<string>();
  let left = most;
  for (const member of listed.value.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (signal?.aborted === true) return undefined;
    const name = toPlainName(member.name);
    // A name that leads out is told, and never made a path of.
    const file = name === undefined ? archive : `${archive}${memberMark}${name}`;
    const report = (message: string, remedy: string, severity: Problem['severity'] = 'error'): void => {
      problems.push({ file, line: 1, message, remedy, severity });
    };
    if (name === undefined) {
      report(
        `What it calls ${JSON.stringify(member.name)} leads out of the archive, and was not read.`,
        'Pack the archive again.',
      );
    } else if (isHidden(name)) {
      report(
        'This was not read: hidden files and installed packages are left out.',
        'Name it by itself if it holds rules.',
        'warning',
      );
    } else if (member.strange !== undefined) {
      report(`This is ${member.strange}, which is not followed in an archive.`, 'Pack the file itself.', 'warning');
    } else if (isArchiveName(name)) {
      report('This is an archive within an archive, which is not opened.', 'Unpack the outer one.');
    } else if (seen.has(name)) {
      report('It stands twice in the archive, and only the first was read.', 'Pack the archive again.');
    } else {
      seen.add(name);
      const unpacked = await member.unpack(Math.min(limits.bytesPerFile, left));
      if (!unpacked.ok) report(`This can’t be unpacked: ${unpacked.failure}`, 'Pack the archive again.');
      else if (unpacked.value !== undefined) {
        left -= unpacked.value.length;
        files.push({ name: file, bytes: unpacked.value });
      } else if (left < limits.bytesPerFile) return refuse(tooMuch, unpackFirst);
      else report(`This file is too large to be read: at most ${toMebibytes(limits.bytesPerFile)}.`, 'Split it.');
    }
  }
  return succeed({ files, problems });
}

/** Undefined where unpacking alone goes beyond the limit. */
async function list(
  archive: string,
  packed: Buffer,
  most: number,
): Promise<Result<readonly ArchiveMember[] | undefined, string>> {
  if (/\.zip$/i.test(archive)) return listZip(packed);
  if (/\.tar$/i.test(archive)) return listTar(packed);
  const unpacked = await withinLimit(unpackGzip(packed, { maxOutputLength: most }));
  if (!unpacked.ok || unpacked.value === undefined) return unpacked as Result<undefined, string>;
  const content = unpacked.value;
  if (/\.(?:tar\.gz|tgz)$/i.test(archive)) return listTar(content);
  const name = path.basename(archive).replace(/\.gz$/i, '');
  return succeed([
    { name, strange: undefined, unpack: async (size) => succeed(content.length > size ? undefined : content) },
  ]);
}

/** With slashes; undefined where it would be a file elsewhere. */
function toPlainName(name: string): string | undefined {
  const plain = name.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  const parts = plain.split('/');
  const leadsOut = plain.startsWith('/') || /^[A-Za-z]:/.test(plain) || plain.includes('\0');
  return leadsOut || plain === '' || parts.some((part) => part === '..') ? undefined : plain;
}

/** As in folders; what macOS packs beside each file is hidden as well. */
function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || part === 'node_modules' || part === '__MACOSX');
}
