import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';

/** A file in an archive, before it is unpacked. */
export interface ArchiveMember {
  /** As the archive says it; nobody has looked at it yet. */
  readonly name: string;
  /** What else than a file it is, within a sentence; folders are not told of. */
  readonly strange: string | undefined;
  /** Undefined where it has more than `most` bytes; a text says why it can't be unpacked. */
  readonly unpack: (most: number) => Promise<Result<Buffer | undefined, string>>;
}

/** Of what is asked of each archive. */
export interface ArchiveLimits {
  readonly files: number;
  readonly bytesPerFile: number;
  readonly bytes: number;
}

/** No text of rules is packed better; what is was made to fill a disk. */
export const mostTimesLarger = 200;

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
