import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isArchiveName, memberMark } from '#shared/kernel/archiveNames.ts';
import { count } from '#shared/kernel/count.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';
import { toMebibytes } from '../toMebibytes.ts';
import { allowanceOf, alwaysAllowedBytes, mostTimesDeflated, mostTimesLarger, withinLimit } from './archiveMember.ts';
import type { Allowance, ArchiveLimits, ArchiveMember } from './archiveMember.ts';
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
 * part of it would be judged as if it were all. Fails where it can't be read; undefined where it is given up. What it takes is taken
 * off the allowance, whether or not something comes of it.
 */
export async function unpackArchive(
  archive: string,
  packed: Buffer,
  limits: ArchiveLimits,
  signal: AbortSignal | undefined,
  allowance: Allowance = allowanceOf(limits),
): Promise<Result<UnpackedArchive, Problem> | undefined> {
  const refuse = (message: string, remedy: string): Result<never, Problem> =>
    fail({ file: archive, line: 1, message, remedy, severity: 'error' });
  const own = Math.min(limits.bytes, Math.max(packed.length * mostTimesLarger, alwaysAllowedBytes));
  const most = Math.min(allowance.bytes, own);
  const refuseExcess = (what: string, of: 'files' | 'bytes', isWithinLimits: boolean): Result<never, Problem> => {
    if (isWithinLimits) allowance.usedUp ??= of;
    return refuse(what, 'Unpack it, and name the files that hold rules.');
  };
  const tooMuch = `There is more in this archive than ${toMebibytes(most)}, unpacked.`;
  if (most <= 0) return refuseExcess(tooMuch, 'bytes', true);

  const listed = isZipped(archive) ? await listUnzipped(archive, packed, most, allowance) : listPlain(archive, packed);
  if (!listed.ok) return refuse(`This archive can’t be read: ${listed.failure}`, 'Pack it again, or name its files.');
  if (listed.value === undefined) return refuseExcess(tooMuch, 'bytes', most < own);
  if (listed.value.length > allowance.files) {
    const tooMany = `There are more than ${count(limits.files, 'file')} in this archive.`;
    return refuseExcess(tooMany, 'files', listed.value.length <= limits.files);
  }
  allowance.files -= listed.value.length;

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
      if (member.bytes <= Math.min(limits.bytesPerFile, left)) {
        left -= member.bytes;
        if (!isZipped(archive)) allowance.bytes -= member.bytes;
        const unpacked = await member.unpack();
        if (unpacked.ok) files.push({ name: file, bytes: unpacked.value });
        else report(`This can’t be unpacked: ${unpacked.failure}`, 'Pack the archive again.');
      } else if (left < limits.bytesPerFile) return refuseExcess(tooMuch, 'bytes', most < own);
      else report(`This file is too large to be read: at most ${toMebibytes(limits.bytesPerFile)}.`, 'Split it.');
    }
  }
  return succeed({ files, problems });
}

/** By gzip, all at once. */
function isZipped(archive: string): boolean {
  return /\.(?:gz|tgz)$/i.test(archive);
}

function listPlain(archive: string, packed: Buffer): Result<readonly ArchiveMember[], string> {
  return /\.zip$/i.test(archive) ? listZip(packed) : listTar(packed);
}

/** Undefined where unpacking alone goes beyond the limit. */
async function listUnzipped(
  archive: string,
  packed: Buffer,
  most: number,
  allowance: Allowance,
): Promise<Result<readonly ArchiveMember[] | undefined, string>> {
  const unpacked = await withinLimit(unpackGzip(packed, { maxOutputLength: most }));
  const content = unpacked.ok ? unpacked.value : undefined;
  allowance.bytes -= content?.length ?? Math.min(most, packed.length * mostTimesDeflated);
  if (!unpacked.ok) return unpacked;
  if (content === undefined) return succeed(undefined);
  if (/\.(?:tar\.gz|tgz)$/i.test(archive)) return listTar(content);
  const name = path.basename(archive).replace(/\.gz$/i, '');
  return succeed([{ name, strange: undefined, bytes: content.length, unpack: async () => succeed(content) }]);
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
