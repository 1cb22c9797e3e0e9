import type { RunSummary } from './runRecord.ts';

/** A run whose record is no longer what was sealed. Nothing in it is told: a verdict in it may be anybody’s. */
export interface AlteredRun {
  /** Position in the chain, from 1. */
  readonly sequence: number;
  /** As it is kept under; whether that is true can’t be told. */
  readonly id: string;
  readonly hash: string;
  /** What is wrong with it, as a sentence. */
  readonly altered: string;
}

/** A line of the history: one that was altered stands among the others, and keeps none of them from being read. */
export type KeptRun = RunSummary | AlteredRun;

export function isIntact(run: KeptRun): run is RunSummary {
  return !('altered' in run);
}
