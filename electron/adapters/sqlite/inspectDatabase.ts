import { closeSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';

/** What a database file says of itself, found out without changing a byte of it or leaving a file beside it. */
export type DatabaseInspection =
  /** No file, or one without content. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-sqlite' }
  | { readonly kind: 'sqlite'; readonly applicationId: number; readonly schemaVersion: number };

/** https://www.sqlite.org/fileformat.html#the_database_header */
const header = { bytes: 100, magic: 'SQLite format 3\0', userVersion: 60, applicationId: 68 } as const;

export function inspectDatabase(file: string): DatabaseInspection {
  const start = readStart(file);
  if (start.length === 0) return { kind: 'empty' };
  if (start.length < header.bytes || start.toString('latin1', 0, header.magic.length) !== header.magic) {
    return { kind: 'not-sqlite' };
  }
  // What a killed program committed last is only in its log, which SQLite has to read. Opening a database that has a log
  // read-only leaves both as they are; without a log it would leave an empty one behind, so then the header must do.
  if (sizeOf(`${file}-wal`) > 0) return inspectWithLog(file);
  return {
    kind: 'sqlite',
    applicationId: start.readUInt32BE(header.applicationId),
    schemaVersion: start.readUInt32BE(header.userVersion),
  };
}

function inspectWithLog(file: string): DatabaseInspection {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return {
      kind: 'sqlite',
      applicationId: Number(database.pragma('application_id', { simple: true })),
      schemaVersion: Number(database.pragma('user_version', { simple: true })),
    };
  } finally {
    database.close();
  }
}

function readStart(file: string): Buffer {
  if (sizeOf(file) === 0) return Buffer.alloc(0);
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(header.bytes);
    return start.subarray(0, readSync(descriptor, start, 0, header.bytes, 0));
  } finally {
    closeSync(descriptor);
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
