/** What the use cases need of the world outside, each as small as its use. Adapters supply them; tests supply a few lines. */
import type { Catalog } from '#shared/catalog/catalog.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { Folder, Preferences } from '#shared/contract/views.ts';
import type { RunRecord, RunSummary } from '#shared/history/runRecord.ts';
import type { Problem } from '#shared/kernel/problem.ts';

export interface Clock {
  /** The instant, in ISO 8601 UTC with milliseconds. */
  now(): string;
}

/** SHA-256 as lower-case hex. */
export type Digest = (content: string | Uint8Array) => string;

export interface TextFile {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
  readonly hash: string;
  readonly bytes: number;
}

/** Plan files, wherever the user keeps them. */
export interface PlanFiles {
  /** Absolute, with `~` and relative paths resolved; refused outside of the host's root. */
  resolve(file: string): Outcome<string>;
  read(path: string): Outcome<TextFile>;
  exists(path: string): boolean;
  /** Whole or not at all: written beside, synced and renamed. */
  write(path: string, text: string): Outcome<{ readonly hash: string }>;
}

/** What a folder of rules held: what could be read, and what could not. */
export interface RuleFileSet {
  readonly files: readonly TextFile[];
  readonly problems: readonly Problem[];
}

export interface RuleFiles {
  /** Files below the given paths, in a stable order; fails only for a path that is not there, may not be read, or holds nothing. */
  read(paths: readonly string[], signal?: AbortSignal): Promise<Outcome<RuleFileSet>>;
}

export interface KeptEvidence {
  readonly hash: string;
  readonly kind: string;
  readonly content: string;
}

/** Runs with their evidence, the plans last opened, preferences. What it has acknowledged survives the process. */
export interface Archive {
  listPlans(): Outcome<readonly { readonly file: string; readonly lastOpenedAt: string }[]>;
  rememberPlan(file: string, at: string): Outcome<null>;
  forgetPlan(file: string): Outcome<null>;
  /** Seals the record onto the chain's head and keeps it with its evidence, in one transaction. */
  appendRun(record: UnsealedRun, evidence: readonly KeptEvidence[]): Outcome<{ record: RunRecord; sequence: number }>;
  /** Newest first; of one plan file or of all. */
  listRuns(planFile?: string): Outcome<readonly RunSummary[]>;
  readRun(id: string): Outcome<RunRecord | undefined>;
  /** All records in the order of the chain, as the bytes that were kept. */
  readChain(): Outcome<readonly { readonly sequence: number; readonly canonical: string; readonly hash: string }[]>;
  readEvidence(hash: string): Outcome<string | undefined>;
  readPreferences(): Outcome<Preferences>;
  writePreferences(preferences: Preferences): Outcome<null>;
  close(): void;
}

/** A record before its place in the chain is known. */
export type UnsealedRun = Omit<RunRecord, 'run'> & { readonly run: Omit<RunRecord['run'], 'previous' | 'hash'> };

export interface FileBrowser {
  list(folder: string | undefined): Outcome<Folder>;
  /** Keeps dropped files and returns their folder. */
  upload(files: readonly { readonly name: string; readonly text: string }[]): Outcome<{ readonly folder: string }>;
}

/** Files that a report is written to: all of them, or none. */
export interface ReportFolder {
  write(folder: string, files: readonly { readonly name: string; readonly text: string }[]): Outcome<readonly string[]>;
}

export interface Abilities {
  readonly catalog: Catalog;
  readonly samples: Readonly<Record<string, readonly { readonly path: string; readonly text: string }[]>>;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly planFiles: PlanFiles;
  readonly ruleFiles: RuleFiles;
  /** Opened at the first use: most commands do without. */
  readonly archive: () => Outcome<Archive>;
  readonly fileBrowser: FileBrowser;
  readonly reportFolder: ReportFolder;
}
