import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';

/** A file in an archive, before it is unpacked. */
export interface ArchiveMember {
  /** As the archive says it; nobody has looked at it yet. */
  readonly name: string;
  /** What else than a file it is, within a sentence; folders are not told of. */
  readonly strange: string | undefined;
  /** How many it has unpacked, as the archive says it: no more are unpacked. */
  readonly bytes: number;
  /** A text says why it can't be unpacked. */
  readonly unpack: () => Promise<Result<Buffer, string>>;
}

/** Of what is asked of each archive. */
export interface ArchiveLimits {
  readonly files: number;
  readonly bytesPerFile: number;
  readonly bytes: number;
}

/** What may still be unpacked of all archives that are read together: there may be thousands, and each small. */
export interface Allowance {
  /** Files, and what else is told of by itself. */
  files: number;
  bytes: number;
  /** By gzip, also of what is not read in the end, such as the log of a year: that takes time, and no room from what is read. */
  bytesByGzip: number;
  /** What of it was used up, where an archive was refused for what those before it took. */
  usedUp: { readonly of: 'files' | 'bytes'; readonly archive: string } | undefined;
}

export function allowanceOf({ files, bytes }: ArchiveLimits): Allowance {
  return { files, bytes, bytesByGzip: timesByGzip * bytes, usedUp: undefined };
}

/** To unpack so much takes a few seconds. */
const timesByGzip = 8;

/** No text of rules is packed better; what is was made to fill a disk. */
export const mostTimesLarger = 200;

/** No more comes of a byte by DEFLATE, whatever it is. */
export const mostTimesDeflated = 1032;

/** So much may come of however few bytes: small files of one letter are no attack. */
export const alwaysAllowedBytes = 10 * 1024 * 1024;

/** What `zlib` says where there is more to come than it may give out. */
export async function withinLimit(unpacking: Promise<Buffer>): Promise<Result<Buffer | undefined, string>> {
  try {
    return succeed(await unpacking);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') return succeed(undefined);
    return fail('what is packed in it is damaged.');
  }
}
