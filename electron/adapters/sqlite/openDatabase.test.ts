import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sha256 } from '../system/sha256.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { withoutPrivileges } from '../testing/withoutPrivileges.ts';
import { schemaVersion } from './migrations.ts';
import { openDatabase } from './openDatabase.ts';

/** A database as this program leaves it. */
async function madeDatabase(): Promise<string> {
  const file = path.join(temporaryFolder(), 'history.sqlite');
  const opened = await openDatabase(file);
  if (!opened.ok) throw new Error(opened.failure.message);
  await opened.value.destroy();
  return file;
}

/** Every file of the database's folder, byte for byte; of the log's index, which holds no data, only that it is there. */
function photograph(file: string): readonly (readonly [string, string])[] {
  const folder = path.dirname(file);
  return readdirSync(folder)
    .toSorted()
    .map((name) => [name, name.endsWith('-shm') ? 'index' : sha256(readFileSync(path.join(folder, name)))] as const);
}

function alter(file: string, ...statements: string[]): void {
  const database = new Database(file);
  for (const statement of statements) database.exec(statement);
  database.close();
}

describe('openDatabase', () => {
  it('leaves one file when it is closed, and finds its tables again', async () => {
    const file = await madeDatabase();
    expect(readdirSync(path.dirname(file))).toStrictEqual(['history.sqlite']);
    const before = photograph(file);
    const again = await openDatabase(file);
    if (!again.ok) throw new Error(again.failure.message);
    expect(await again.value.selectFrom('run').selectAll().execute()).toStrictEqual([]);
    await again.value.destroy();
    expect(photograph(file)).toStrictEqual(before);
  });

  it('syncs each commit to the disk', async () => {
    const file = path.join(temporaryFolder(), 'history.sqlite');
    const opened = await openDatabase(file);
    if (!opened.ok) throw new Error(opened.failure.message);
    expect((await sql`pragma journal_mode`.execute(opened.value)).rows).toStrictEqual([{ journal_mode: 'wal' }]);
    expect((await sql`pragma synchronous`.execute(opened.value)).rows).toStrictEqual([{ synchronous: 2 }]);
    await opened.value.destroy();
  });

  it.each([
    ['by its version', [`pragma user_version = ${schemaVersion + 1}`]],
    [
      'by a migration that this program does not know',
      [`insert into kysely_migration values ('9999-later', '2027-01-01')`],
    ],
  ])('refuses a newer database, known %s, and leaves it as it is', async (_what, statements) => {
    const file = await madeDatabase();
    alter(file, ...statements);
    chmodSync(file, 0o640);
    const before = photograph(file);
    expect(await openDatabase(file)).toMatchObject({
      ok: false,
      failure: {
        kind: 'newer-database',
        message: expect.stringContaining('newer'),
        remedy: expect.stringContaining('newer version'),
      },
    });
    expect(photograph(file)).toStrictEqual(before);
  });

  it('refuses a newer database whose program was killed before it tidied up, and leaves its log as well', async () => {
    const file = await madeDatabase();
    const driver = path.resolve(import.meta.dirname, '../../../node_modules/better-sqlite3');
    const program = `
      const database = new (require(${JSON.stringify(driver)}))(${JSON.stringify(file)});
      database.pragma('user_version = ${schemaVersion + 1}');
      process.kill(process.pid, 'SIGKILL');`;
    expect(spawnSync(process.execPath, ['-e', program]).signal).toBe('SIGKILL');
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    expect(readFileSync(file).readUInt32BE(60)).toBe(schemaVersion);
    const before = photograph(file);
    expect(await openDatabase(file)).toMatchObject({ failure: { kind: 'newer-database' } });
    expect(photograph(file)).toStrictEqual(before);
  });

  it.each([
    ['text', (file: string) => writeFileSync(file, 'not a database, whatever its name says. '.repeat(10))],
    ['a few bytes', (file: string) => writeFileSync(file, 'SQLite')],
    [
      'another program’s database',
      (file: string) => alter(file, 'create table theirs (x)', 'pragma application_id = 7'),
    ],
    ['a database without an owner that has tables', (file: string) => alter(file, 'create table theirs (x)')],
  ])('refuses %s, and leaves it as it is', async (_what, make) => {
    const file = path.join(temporaryFolder(), 'history.sqlite');
    make(file);
    const before = photograph(file);
    expect(await openDatabase(file)).toMatchObject({
      ok: false,
      failure: { kind: 'incomplete', remedy: expect.stringContaining('Move it') },
    });
    expect(photograph(file)).toStrictEqual(before);
  });

  it('says that a database is damaged, instead of showing a part of it', async () => {
    const file = await madeDatabase();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 100, bytes.length);
    writeFileSync(file, bytes);
    expect(await openDatabase(file)).toMatchObject({
      ok: false,
      failure: { kind: 'incomplete', message: expect.stringContaining('damaged') },
    });
  });

  it('makes the tables in a file that a killed program left empty', async () => {
    const file = path.join(temporaryFolder(), 'history.sqlite');
    writeFileSync(file, '');
    const opened = await openDatabase(file);
    expect(opened.ok).toBe(true);
    if (opened.ok) await opened.value.destroy();
  });

  it('says that a folder may only be read', async () => {
    const file = await madeDatabase();
    const folder = path.dirname(file);
    chmodSync(file, 0o644);
    chmodSync(folder, 0o555);
    expect(await withoutPrivileges(() => openDatabase(file))).toMatchObject({ failure: { kind: 'forbidden' } });
    expect(await withoutPrivileges(() => openDatabase(path.join(folder, 'none.sqlite')))).toMatchObject({
      failure: { kind: 'forbidden' },
    });
  });

  it('says that it is a folder', async () => {
    const file = path.join(temporaryFolder(), 'history.sqlite');
    mkdirSync(file);
    expect(await openDatabase(file)).toMatchObject({ ok: false, failure: { kind: 'bad-input' } });
  });

  it('takes the next transaction after one for which there was no room', async () => {
    const opened = await openDatabase(path.join(temporaryFolder(), 'history.sqlite'));
    if (!opened.ok) throw new Error(opened.failure.message);
    const database = opened.value;
    onTestFinished(() => database.destroy());
    const keep = (hash: string, bytes: number): Promise<unknown> =>
      database.transaction().execute((transaction) =>
        transaction
          .insertInto('evidence')
          .values({ hash, content: new Uint8Array(bytes) })
          .execute(),
      );
    await sql`pragma max_page_count = 50`.execute(database);
    await expect(keep('large', 1_000_000)).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    await keep('small', 10);
    expect(await database.selectFrom('evidence').select('hash').execute()).toStrictEqual([{ hash: 'small' }]);
  });
});
