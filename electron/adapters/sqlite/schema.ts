import type { ColumnType } from 'kysely';

/** A value that is written once and never changed. */
type Fixed<Value> = ColumnType<Value, Value, never>;
/** A value that SQLite derives itself. */
type Derived<Value> = ColumnType<Value, never, never>;

/** The tables as the newest migration leaves them. */
export interface Schema {
  readonly run: RunTable;
  readonly evidence: EvidenceTable;
  readonly recent_plan: RecentPlanTable;
  readonly preference: PreferenceTable;
}

export interface RunTable {
  /** Position in the chain, from 1. */
  readonly sequence: Fixed<number>;
  readonly id: Fixed<string>;
  readonly hash: Fixed<string>;
  readonly plan_file: Derived<string>;
  /** JSON of what a line of the list shows, taken from the record, so that a list does not read whole records. */
  readonly summary: Derived<string>;
  /** The record's canonical JSON: what was sealed. */
  readonly record: Fixed<string>;
}

export interface EvidenceTable {
  /** SHA-256 of the content before compression; equal content is kept once. */
  readonly hash: Fixed<string>;
  /** Gzipped UTF-8. */
  readonly content: Fixed<Uint8Array>;
}

export interface RecentPlanTable {
  readonly file: Fixed<string>;
  readonly last_opened_at: string;
}

export interface PreferenceTable {
  readonly name: Fixed<string>;
  /** JSON. */
  readonly value: string;
}
