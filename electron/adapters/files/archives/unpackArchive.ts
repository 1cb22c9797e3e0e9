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
 * off the allowance, whether or not something comes of it; one that goes beyond a limit by itself leaves to others what they may take.
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
  const refuseExcess = (message: string): Result<never, Problem> =>
    refuse(message, 'Unpack it, and name the files that hold rules.');
  const refuseUsedUp = (of: 'files' | 'bytes'): Result<never, Problem> => {
    allowance.usedUp ??= { of, archive };
    return refuse('There is more in this archive than those before it left room for.', 'Name fewer archives at once.');
  };
  const mostBytes = Math.min(limits.bytes, Math.max(packed.length * mostTimesLarger, alwaysAllowedBytes));
  const tooMuch = `There is more in this archive than ${toMebibytes(mostBytes)}, unpacked.`;

  const content = isZipped(archive) ? await unpackWhole(packed, mostBytes, allowance) : succeed(packed);
  if (content === 'too much') return refuseExcess(tooMuch);
  if (content === 'no room') return refuseUsedUp('bytes');
  const listed = content.ok ? listMembers(archive, content.value) : content;
  if (!listed.ok) return refuse(`This archive can’t be read: ${listed.failure}`, 'Pack it again, or name its files.');
  if (listed.value.length > limits.files)
    return refuseExcess(`There are more than ${count(limits.files, 'file')} in this archive.`);

  const { wanted, problems } = sift(archive, listed.value, limits);
  const bytes = wanted.reduce((sum, { member }) => sum + member.bytes, 0);
  if (bytes > mostBytes) return refuseExcess(tooMuch);
  const told = wanted.length + problems.length;
  if (told > allowance.files) return refuseUsedUp('files');
  if (bytes > allowance.bytes) return refuseUsedUp('bytes');
  allowance.files -= told;
  allowance.bytes -= bytes;

  const files: { name: string; bytes: Buffer }[] = [];
  for (const { file, member } of wanted) {
    if (signal?.aborted === true) return undefined;
    const unpacked = await member.unpack();
    if (unpacked.ok) files.push({ name: file, bytes: unpacked.value });
    else problems.push(toProblem(file, `This can’t be unpacked: ${unpacked.failure}`, 'Pack the archive again.'));
  }
  return succeed({ files, problems });
}

function toProblem(file: string, message: string, remedy: string, severity: Problem['severity'] = 'error'): Problem {
  return { file, line: 1, message, remedy, severity };
}

interface Sifted {
  /** Called what they will be called once they are unpacked. */
  readonly wanted: readonly { readonly file: string; readonly member: ArchiveMember }[];
  readonly problems: Problem[];
}

/** The files to unpack, in the order of their names, and why others are not. */
function sift(archive: string, members: readonly ArchiveMember[], { bytesPerFile }: ArchiveLimits): Sifted {
  const wanted = new Map<string, ArchiveMember>();
  const hidden = new Set<string>();
  const problems: Problem[] = [];
  const toFile = (name: string): string => `${archive}${memberMark}${name}`;
  for (const member of members.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const name = toPlainName(member.name);
    const report = (message: string, remedy: string, severity?: Problem['severity']): void => {
      // A name that leads out is told, and never made a path of.
      problems.push(toProblem(name === undefined ? archive : toFile(name), message, remedy, severity));
    };
    if (name === undefined) {
      report(
        `What it calls ${JSON.stringify(member.name)} leads out of the archive, and was not read.`,
        'Pack the archive again.',
      );
      continue;
    }
    const hiddenPart = findHidden(name);
    if (hiddenPart !== undefined) hidden.add(hiddenPart);
    else if (member.strange !== undefined) {
      report(`This is ${member.strange}, which is not followed in an archive.`, 'Pack the file itself.', 'warning');
    } else if (isArchiveName(name)) {
      report('This is an archive within an archive, which is not opened.', 'Unpack the outer one.');
    } else if (wanted.has(name)) {
      report('It stands twice in the archive, and only the first was read.', 'Pack the archive again.');
    } else if (member.bytes > bytesPerFile) {
      report(`This file is too large to be read: at most ${toMebibytes(bytesPerFile)}.`, 'Split it.');
    } else wanted.set(name, member);
  }
  const leftOut = 'This was not read: hidden files and installed packages are left out.';
  for (const name of hidden)
    problems.push(toProblem(toFile(name), leftOut, 'Name it by itself if it holds rules.', 'warning'));
  return { wanted: [...wanted].map(([name, member]) => ({ file: toFile(name), member })), problems };
}

/** By gzip, all at once. */
function isZipped(archive: string): boolean {
  return /\.(?:gz|tgz)$/i.test(archive);
}

/** Within its own limit, and within what there is room for. */
async function unpackWhole(
  packed: Buffer,
  mostBytes: number,
  allowance: Allowance,
): Promise<Result<Buffer, string> | 'too much' | 'no room'> {
  const most = Math.min(mostBytes, allowance.bytesByGzip);
  if (most <= 0) return 'no room';
  const unpacked = await withinLimit(unpackGzip(packed, { maxOutputLength: most }));
  const content = unpacked.ok ? unpacked.value : undefined;
  allowance.bytesByGzip -= content?.length ?? Math.min(most, packed.length * mostTimesDeflated);
  if (!unpacked.ok) return unpacked;
  if (content !== undefined) return succeed(content);
  return most < mostBytes ? 'no room' : 'too much';
}

function listMembers(archive: string, content: Buffer): Result<readonly ArchiveMember[], string> {
  if (/\.zip$/i.test(archive)) return listZip(content);
  if (/\.(?:tar|tar\.gz|tgz)$/i.test(archive)) return listTar(content);
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

/** A file or a folder, with all that is in it, as in folders; what macOS packs beside each file is hidden as well. */
function findHidden(name: string): string | undefined {
  const parts = name.split('/');
  const at = parts.findIndex((part) => part.startsWith('.') || part === 'node_modules' || part === '__MACOSX');
  return at < 0 ? undefined : parts.slice(0, at + 1).join('/');
}
