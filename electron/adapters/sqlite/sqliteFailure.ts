import { failure } from '#shared/contract/failure.ts';
import type { Failure } from '#shared/contract/failure.ts';
import { codeOf, toFileFailure } from '../files/fileFailure.ts';

/** An error of SQLite as a failure that says what became of the data. What has no words here is not expected: it is thrown again. */
export function toSqliteFailure(error: unknown, file: string): { readonly ok: false; readonly failure: Failure } {
  // Extended codes carry their cause behind the primary one, as in SQLITE_IOERR_FSYNC and SQLITE_BUSY_RECOVERY.
  const primary = /^SQLITE_[A-Z]+/.exec(codeOf(error) ?? '')?.[0];
  // No room for the index of the log is told as an error of the disk.
  switch (codeOf(error) === 'SQLITE_IOERR_SHMSIZE' ? 'SQLITE_FULL' : primary) {
    case 'SQLITE_FULL':
      return failure(
        'incomplete',
        `The disk of ${file} is full. What was asked for was not kept; all that was kept before is.`,
        {
          remedy: 'Make room, then try again.',
        },
      );
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return failure('incomplete', `${file} is being written to by another PDP Workbench, which does not finish.`, {
        remedy: 'Wait for it or end it, then try again.',
      });
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return unreadable(file);
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_PERM':
    case 'SQLITE_AUTH':
      return failure('forbidden', `${file} can't be opened for writing.`, {
        remedy: 'Give yourself permission to write to its folder, or set PDP_HOME to another one.',
      });
    case 'SQLITE_IOERR':
      return failure('incomplete', `The disk of ${file} reports an error (${codeOf(error) ?? primary}).`, {
        remedy: 'Check the disk, or set PDP_HOME to a folder on another one.',
      });
    default:
      return toFileFailure(error, file);
  }
}

export function unreadable(file: string): { readonly ok: false; readonly failure: Failure } {
  return failure('incomplete', `${file} is damaged, or is no history of PDP Workbench. It was left as it is.`, {
    remedy: 'Move it elsewhere to begin a new history, or put a copy back in its place.',
  });
}

export function newerDatabase(file: string): { readonly ok: false; readonly failure: Failure } {
  return failure(
    'newer-database',
    `${file} was written by a newer PDP Workbench than this one. It was left as it is.`,
    {
      remedy: 'Install the newer version, or set PDP_HOME to another folder.',
    },
  );
}
