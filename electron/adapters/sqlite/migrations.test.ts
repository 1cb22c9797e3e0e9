import path from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canonicalise } from '#shared/history/canonicalise.ts';
import { sealRun } from '#shared/history/sealRun.ts';
import { exampleRun } from '#shared/history/testing/exampleRun.ts';
import { sha256 } from '../system/sha256.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { migrations, schemaVersion } from './migrations.ts';

/**
 * What each migration has to keep: `before` fills the database that the one before it left, `after` looks at what became of
 * it. A migration without an entry here fails.
 */
const proofs: Readonly<
  Record<string, { before(database: Database.Database): void; after(database: Database.Database): void }>
> = {
  '0001-runsAndPlans': {
    before: (database) => {
      expect(tablesOf(database)).toStrictEqual([]);
    },
    after: (database) => {
      expect(tablesOf(database)).toStrictEqual(['evidence', 'preference', 'recent_plan', 'run']);
      const record = sealRun(exampleRun(), null, sha256);
      const insert = database.prepare('insert into run (sequence, id, hash, record) values (?, ?, ?, ?)');
      insert.run(1, record.run.id, record.run.hash, canonicalise(record));
      expect(database.prepare('select plan_file from run').pluck().get()).toBe(record.plan.file);
      expect(() => insert.run(2, record.run.id, 'other', canonicalise(record))).toThrow('UNIQUE');
      expect(() => insert.run(0, 'other', 'other', canonicalise(record))).toThrow('CHECK');
      expect(() => insert.run(2, 'other', 'other', 'no JSON')).toThrow('malformed JSON');
    },
  },
};

function tablesOf(database: Database.Database): readonly unknown[] {
  return database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'kysely_%' order by name")
    .pluck()
    .all();
}

describe('migrations', () => {
  it('are numbered in their order, without a gap, and each has a test', () => {
    const names = Object.keys(migrations);
    expect(names.map((name) => Number(name.slice(0, 4)))).toStrictEqual(names.map((_, index) => index + 1));
    expect(Object.keys(proofs)).toStrictEqual(names);
    expect(schemaVersion).toBe(names.length);
  });

  it.each(Object.keys(migrations))('%s keeps what was there', async (name) => {
    expect(proofs).toHaveProperty([name]);
    const connection = new Database(path.join(temporaryFolder(), 'history.sqlite'));
    const database = new Kysely<unknown>({ dialect: new SqliteDialect({ database: connection }) });
    onTestFinished(() => database.destroy());
    const migrator = new Migrator({
      db: database,
      provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    });
    const migrateTo = async (target: string): Promise<void> => {
      const { error } = await migrator.migrateTo(target);
      if (error !== undefined) throw error;
    };
    const names = Object.keys(migrations);
    for (const earlier of names.slice(0, names.indexOf(name))) await migrateTo(earlier);
    proofs[name]?.before(connection);
    await migrateTo(name);
    proofs[name]?.after(connection);
  });
});
