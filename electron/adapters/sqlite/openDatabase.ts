import { chmodSync, closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { CompiledQuery, Kysely, SqliteDialect, SqliteDriver } from 'kysely';
import type { DatabaseConnection, Driver } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { inspectDatabase } from './inspectDatabase.ts';
import { migrations, schemaVersion } from './migrations.ts';
import type { Schema } from './schema.ts';
import { newerDatabase, toSqliteFailure, unreadable } from './sqliteFailure.ts';

/** Marks the file as ours, so that another program's database is never migrated: `PDPW` in ASCII. */
const applicationId = 0x50445057;

/** How long a write waits for another process's. */
const busyTimeoutMs = 5_000;

/**
 * Opens the database and brings it up to date. What is committed is on the disk: the log is synced at each commit. A file
 * that is not ours, or that a newer program wrote, is refused before anything of it is touched.
 */
export async function openDatabase(file: string): Promise<Outcome<Kysely<Schema>>> {
  let connection: Database.Database | undefined;
  try {
    const found = inspectDatabase(file);
    if (found.kind === 'not-sqlite') return unreadable(file);
    if (found.kind === 'sqlite') {
      // A program killed while it made the file leaves it without mark and version; so it is made now.
      if (found.applicationId !== applicationId && found.applicationId !== 0) return unreadable(file);
      if (found.schemaVersion > schemaVersion) return newerDatabase(file);
    }
    createForOwner(file);
    connection = new Database(file, { timeout: busyTimeoutMs });
    const database = new Kysely<Schema>({ dialect: new WritingDialect(connection) });
    const prepared = await prepare(connection, database, file);
    if (!prepared.ok) connection.close();
    return prepared;
  } catch (error) {
    connection?.close();
    return toSqliteFailure(error, file);
  }
}

/** SQLite gives its log and index the mode of the database. */
function createForOwner(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

async function prepare(
  connection: Database.Database,
  database: Kysely<Schema>,
  file: string,
): Promise<Outcome<Kysely<Schema>>> {
  const standing = standingOf(connection);
  if (standing === 'foreign') return unreadable(file);
  if (standing === 'newer') return newerDatabase(file);
  connection.pragma('journal_mode = wal');
  connection.pragma('synchronous = full');
  // On macOS a plain fsync stops at the drive's cache.
  connection.pragma('fullfsync = on');
  if (standing === 'older') await migrate(connection, database);
  return succeed(database);
}

/** Where the tables stand among our migrations. */
function standingOf(connection: Database.Database): 'current' | 'older' | 'newer' | 'foreign' {
  const tables = connection.prepare<[], { name: string }>("select name from sqlite_schema where type = 'table'").all();
  if (tables.length === 0) return 'older';
  if (connection.pragma('application_id', { simple: true }) !== applicationId) return 'foreign';
  const applied = connection.prepare<[], { name: string }>('select name from kysely_migration').all();
  if (applied.some(({ name }) => !Object.hasOwn(migrations, name))) return 'newer';
  return applied.length === schemaVersion ? 'current' : 'older';
}

/** All that is missing, or nothing, also when two processes open the same old database at once. */
async function migrate(connection: Database.Database, database: Kysely<Schema>): Promise<void> {
  connection.exec('begin immediate');
  try {
    const migrator = new Migrator({
      db: database,
      provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
      disableTransactions: true,
    });
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    connection.pragma(`application_id = ${applicationId}`);
    connection.pragma(`user_version = ${schemaVersion}`);
    connection.exec('commit');
  } catch (error) {
    if (connection.inTransaction) connection.exec('rollback');
    throw error;
  }
  // An older program reads the version from the file's header: it must not stand in the log alone.
  connection.pragma('wal_checkpoint(truncate)');
}

/** SQLite, with transactions that write. */
class WritingDialect extends SqliteDialect {
  readonly #connection: Database.Database;

  constructor(connection: Database.Database) {
    super({ database: connection });
    this.#connection = connection;
  }

  override createDriver(): Driver {
    return new WritingDriver(this.#connection);
  }
}

class WritingDriver extends SqliteDriver {
  readonly #connection: Database.Database;

  constructor(connection: Database.Database) {
    super({ database: connection });
    this.#connection = connection;
  }

  /** Takes the lock at once: a transaction that began by reading can't wait for another one's write. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** A full disk makes SQLite roll back itself; to ask for it again would hide what happened behind another error. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#connection.inTransaction) await super.rollbackTransaction(connection);
  }
}
