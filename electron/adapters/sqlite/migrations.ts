import type { Migration } from 'kysely/migration';
import { runsAndPlans } from './migrations/0001-runsAndPlans.ts';

/**
 * In the order in which they are applied; a released one never changes. Their number is the database's `user_version`, so
 * that a newer database is known by its header alone. `migrations.test.ts` fails for one that has no test of its own.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-runsAndPlans': runsAndPlans,
};

export const schemaVersion = Object.keys(migrations).length;
