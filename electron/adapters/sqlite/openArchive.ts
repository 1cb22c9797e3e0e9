import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Kysely, Transaction } from 'kysely';
import type { Archive, Digest } from '#electron/application/ports.ts';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { Preferences } from '#shared/contract/views.ts';
import { canonicalise } from '#shared/history/canonicalise.ts';
import type { KeptEvidence } from '#shared/history/keptEvidence.ts';
import type { KeptRun } from '#shared/history/keptRun.ts';
import type { RunRecord, RunSummary, UnsealedRun } from '#shared/history/runRecord.ts';
import { sealRun } from '#shared/history/sealRun.ts';
import { describeChainBreak, readSealed } from '#shared/history/verifyChain.ts';
import type { KeptRecord } from '#shared/history/verifyChain.ts';
import { succeed } from '#shared/kernel/result.ts';
import { openDataFolder } from '../system/dataFolder.ts';
import { openDatabase } from './openDatabase.ts';
import type { Schema } from './schema.ts';
import { toSqliteFailure } from './sqliteFailure.ts';

const databaseName = 'history.sqlite';

const defaultPreferences: Preferences = { theme: 'system', density: 'regular', singleKeys: true };

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Opens the archive in the data folder, and makes both where they are missing. */
export async function openArchive(options: {
  readonly dataFolder: string;
  readonly digest: Digest;
}): Promise<Outcome<Archive>> {
  const folder = openDataFolder(options.dataFolder);
  if (!folder.ok) return folder;
  const file = path.join(folder.value, databaseName);
  const database = await openDatabase(file);
  return database.ok ? succeed(archiveOn(database.value, file, options.digest)) : database;
}

function archiveOn(database: Kysely<Schema>, file: string, digest: Digest): Archive {
  /** Turns what SQLite reports into a failure; everything else that is thrown is a mistake of ours. */
  async function attempt<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
    try {
      return succeed(await work());
    } catch (error) {
      if (error instanceof UnsealedRecord) return failure('incomplete', error.message, { remedy: error.remedy });
      return toSqliteFailure(error, file);
    }
  }

  return {
    listPlans: () =>
      attempt(async () => {
        const plans = await database
          .selectFrom('recent_plan')
          .selectAll()
          .orderBy('last_opened_at', 'desc')
          .orderBy('file')
          .execute();
        return plans.map((plan) => ({ file: plan.file, lastOpenedAt: plan.last_opened_at }));
      }),

    rememberPlan: (plan, at) =>
      attempt(async () => {
        await database
          .insertInto('recent_plan')
          .values({ file: plan, last_opened_at: at })
          .onConflict((conflict) => conflict.column('file').doUpdateSet({ last_opened_at: at }))
          .execute();
        return null;
      }),

    forgetPlan: (plan) =>
      attempt(async () => {
        await database.deleteFrom('recent_plan').where('file', '=', plan).execute();
        return null;
      }),

    appendRun: (run, evidence) =>
      attempt(async () => {
        refuseEvidenceThatIsNotNamed(run, evidence);
        // Compressed before the transaction begins: another process waits for no more than the writing.
        const rows = await Promise.all(
          evidence.map(async ({ hash, content }) => ({ hash, content: await compress(content) })),
        );
        return database.transaction().execute(async (transaction) => {
          for (const row of rows) {
            await transaction
              .insertInto('evidence')
              .values(row)
              .onConflict((conflict) => conflict.doNothing())
              .execute();
          }
          return append(transaction, run, digest);
        });
      }),

    listRuns: (planFile) =>
      attempt(async () => {
        const runs = await database
          .selectFrom('run')
          .select(['sequence', 'id', 'hash', 'record as canonical'])
          .$if(planFile !== undefined, (query) => query.where('plan_file', '=', planFile ?? ''))
          .orderBy('sequence', 'desc')
          .execute();
        return runs.map((kept) => toKeptRun(kept, digest));
      }),

    readRun: (id) => attempt(async () => (await readRecord(database, id, digest))?.record),

    readChain: () =>
      attempt(() =>
        database
          .selectFrom('run')
          .select(['sequence', 'id', 'hash', 'record as canonical'])
          .orderBy('sequence')
          .execute(),
      ),

    async readEvidence(hash) {
      const read = await attempt(() =>
        database.selectFrom('evidence').select('content').where('hash', '=', hash).executeTakeFirst(),
      );
      if (!read.ok) return read;
      if (read.value === undefined) return succeed(undefined);
      const content = await decompress(read.value.content).then(String, () => undefined);
      if (content !== undefined && digest(content) === hash) return succeed(content);
      return failure('incomplete', `The evidence ${hash} is no longer what was kept: it was damaged or altered.`);
    },

    readPreferences: () => attempt(() => readPreferences(database)),

    writePreferences: (preferences) =>
      attempt(() =>
        database.transaction().execute(async (transaction) => {
          for (const [name, value] of Object.entries(preferences)) {
            const text = JSON.stringify(value);
            await transaction
              .insertInto('preference')
              .values({ name, value: text })
              .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
              .execute();
          }
          return null;
        }),
      ),

    listAllowedCommands: () => attempt(async () => [...(await readAllowedCommands(database))]),

    allowCommand: (hash) =>
      attempt(() =>
        database.transaction().execute(async (transaction) => {
          const value = JSON.stringify([...(await readAllowedCommands(transaction)).add(hash)]);
          await transaction
            .insertInto('preference')
            .values({ name: allowedCommands, value })
            .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
            .execute();
          return null;
        }),
      ),

    close: () => database.destroy(),
  };
}

/** A record that is not what was sealed: nothing is told of it, since a verdict in it may be anybody's. */
class UnsealedRecord extends Error {
  readonly remedy = 'See `pdp history verify`, and take the history from a copy that holds.';
}

function toRecord(kept: KeptRecord, digest: Digest): RunRecord {
  const read = readSealed(kept, digest);
  if (read.ok) return read.value;
  throw new UnsealedRecord(describeChainBreak({ sequence: kept.sequence, id: kept.id, what: read.failure }));
}

function toKeptRun(kept: KeptRecord, digest: Digest): KeptRun {
  const read = readSealed(kept, digest);
  if (read.ok) return toSummary(kept.sequence, read.value);
  const { sequence, id, hash } = kept;
  return { sequence, id, hash, altered: describeChainBreak({ sequence, id, what: read.failure }) };
}

/** What a line of the list shows. It is taken from the record itself, which is sealed; a column beside it is not. */
function toSummary(sequence: number, { plan, run, coverage, tier, cluster }: RunRecord): RunSummary {
  const { id, hash, startedAt, finishedAt, asOf } = run;
  const seen = cluster && { cluster: { name: cluster.name, server: cluster.server } };
  return { sequence, id, hash, plan, startedAt, finishedAt, asOf, coverage, tier, ...seen };
}

/** A run names what is kept with it, under the hash that it is kept under, and nothing else. */
function refuseEvidenceThatIsNotNamed(run: UnsealedRun, evidence: readonly KeptEvidence[]): void {
  const named = run.run.evidence.map(({ hash }) => hash).toSorted();
  const kept = evidence.map(({ hash }) => hash).toSorted();
  if (named.join() !== kept.join()) throw new Error('A run and the evidence kept with it name different hashes.');
}

async function append(
  transaction: Transaction<Schema>,
  run: UnsealedRun,
  digest: Digest,
): Promise<{ readonly record: RunRecord; readonly sequence: number }> {
  const head = await transaction
    .selectFrom('run')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  const record = sealRun(run, head?.hash ?? null, digest);
  const { id, hash } = record.run;
  const kept = await readRecord(transaction, id, digest);
  if (kept !== undefined) return kept;
  const sequence = (head?.sequence ?? 0) + 1;
  await transaction
    .insertInto('run')
    .values({ sequence, id, hash, record: canonicalise(record) })
    .execute();
  return { record, sequence };
}

async function readRecord(
  database: Kysely<Schema>,
  id: string,
  digest: Digest,
): Promise<{ readonly record: RunRecord; readonly sequence: number } | undefined> {
  const kept = await database
    .selectFrom('run')
    .select(['sequence', 'id', 'hash', 'record as canonical'])
    .where('id', '=', id)
    .executeTakeFirst();
  return kept === undefined ? undefined : { record: toRecord(kept, digest), sequence: kept.sequence };
}

/** Kept beside the preferences, and no page is shown or sets it. */
const allowedCommands = 'allowedCommands';

async function readAllowedCommands(database: Kysely<Schema>): Promise<Set<string>> {
  const row = await database
    .selectFrom('preference')
    .select('value')
    .where('name', '=', allowedCommands)
    .executeTakeFirst();
  return new Set(row === undefined ? [] : (JSON.parse(row.value) as readonly string[]));
}

async function readPreferences(database: Kysely<Schema>): Promise<Preferences> {
  const rows = await database.selectFrom('preference').selectAll().where('name', '!=', allowedCommands).execute();
  const chosen = Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]));
  return { ...defaultPreferences, ...chosen };
}
