import { failure } from '#shared/contract/failure.ts';
import type { Failure, FailureKind } from '#shared/contract/failure.ts';

/** What the operating system says by code, as a failure kind, what to say of the path, and what can be done. */
const failures: Readonly<Record<string, { kind: FailureKind; says: string; remedy?: string }>> = {
  ENOENT: { kind: 'not-found', says: 'is not there', remedy: 'Name one that is.' },
  ENOTDIR: {
    kind: 'bad-input',
    says: 'is not a folder, or lies below something that is none',
    remedy: 'Name another one.',
  },
  EISDIR: { kind: 'bad-input', says: 'is a folder', remedy: 'Name a file.' },
  ENXIO: { kind: 'bad-input', says: 'is no file', remedy: 'Name a file.' },
  ENODEV: { kind: 'bad-input', says: 'is no file', remedy: 'Name a file.' },
  EEXIST: { kind: 'already-exists', says: 'is there already' },
  ELOOP: { kind: 'bad-input', says: 'is a symbolic link that leads back to itself', remedy: 'Remove the link.' },
  ENAMETOOLONG: { kind: 'bad-input', says: 'has a name that is too long', remedy: 'Name another one.' },
  ERR_INVALID_ARG_VALUE: { kind: 'bad-input', says: 'is not a path' },
  EACCES: { kind: 'forbidden', says: 'may not be opened', remedy: 'Ask for permission to it, or name another one.' },
  EPERM: { kind: 'forbidden', says: 'may not be opened', remedy: 'Ask for permission to it, or name another one.' },
  EROFS: { kind: 'forbidden', says: 'lies on a file system that can only be read', remedy: 'Name another folder.' },
  ENOSPC: { kind: 'incomplete', says: 'could not be written: the disk is full', remedy: 'Make room and try again.' },
  EDQUOT: {
    kind: 'incomplete',
    says: 'could not be written: the quota is used up',
    remedy: 'Make room and try again.',
  },
  EFBIG: {
    kind: 'incomplete',
    says: 'could not be written: no file may be so large here',
    remedy: 'Raise the limit, or name another folder.',
  },
  EMFILE: { kind: 'incomplete', says: 'could not be opened: too many files are open', remedy: 'Try again.' },
  EIO: { kind: 'incomplete', says: 'could not be read or written: the disk reports an error' },
};

/** An error of the file system as a failure about `file`. What we have no words for is not expected and is thrown again. */
export function toFileFailure(
  error: unknown,
  file: string,
  remedy?: string,
): { readonly ok: false; readonly failure: Failure } {
  const known = failures[codeOf(error) ?? ''];
  if (known === undefined) throw error;
  const help = remedy ?? known.remedy;
  return failure(known.kind, `${file} ${known.says}.`, help === undefined ? {} : { remedy: help });
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
