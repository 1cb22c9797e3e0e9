import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Runs with their evidence, the plans last opened and preferences. */
export const runsAndPlans: Migration = {
  async up(database) {
    await sql`
      create table run (
        sequence integer primary key check (sequence > 0),
        id text not null unique,
        hash text not null unique,
        plan_file text not null generated always as (json_extract(record, '$.plan.file')) stored,
        summary text not null generated always as (json_object(
          'plan', json_extract(record, '$.plan'),
          'startedAt', json_extract(record, '$.run.startedAt'),
          'finishedAt', json_extract(record, '$.run.finishedAt'),
          'asOf', json_extract(record, '$.run.asOf'),
          'coverage', json_extract(record, '$.coverage'),
          'tier', json_extract(record, '$.tier')
        )) stored,
        record text not null
      ) strict`.execute(database);
    await sql`create index run_of_plan on run (plan_file, sequence)`.execute(database);
    await sql`create table evidence (hash text primary key, content blob not null) strict`.execute(database);
    await sql`create table recent_plan (file text primary key, last_opened_at text not null) strict`.execute(database);
    await sql`create table preference (name text primary key, value text not null) strict`.execute(database);
  },
};
