import { assertNever, fail, succeed } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { canonicalise } from './canonicalise.ts';
import type { RunRecord } from './runRecord.ts';
import { hashOfRecord, toRunId, toUnsealed } from './sealRun.ts';

/** A record as it lies in the archive. */
export interface KeptRecord {
  /** Position in the chain, from 1. */
  readonly sequence: number;
  readonly id: string;
  readonly hash: string;
  /** The record's canonical JSON. */
  readonly canonical: string;
}

/** What is wrong with the first record that does not hold. */
export type ChainBreak =
  /** A record before this one is missing, or the order was changed. */
  | 'out-of-sequence'
  /** The text is not JSON of the shape of a record. */
  | 'not-readable'
  /** The text says what it should, but not in its one canonical form. */
  | 'not-canonical'
  /** The content no longer has the hash that it carries, or that it is kept under. */
  | 'altered'
  /** The record does not carry the id of its content, or is kept under another one. */
  | 'wrong-id'
  /** It does not follow the record before it. */
  | 'not-linked'
  /** Evidence that it names is gone. */
  | 'evidence-missing'
  /** Evidence that it names no longer has its hash. */
  | 'evidence-altered';

export interface ChainVerification {
  readonly ok: boolean;
  /** Records that hold, from the first on. */
  readonly checked: number;
  /** Hash of the last record that holds: the value to compare with the one printed in a report. Null for an empty chain. */
  readonly head: string | null;
  /** The run that was asked for by its hash; without `sequence` where no record that holds has it. */
  readonly expected?: { readonly hash: string; readonly sequence?: number | undefined } | undefined;
  readonly brokenAt?: { readonly sequence: number; readonly id: string; readonly what: ChainBreak } | undefined;
}

/** A hash as reports print it. */
export const runHash = /^[0-9a-f]{64}$/;

/**
 * Follows the chain from its first record and stops at the first that does not hold. A chain cut short at its end still
 * holds: that is seen by who has a run’s hash from a report, with `expectRun`.
 */
export function verifyChain(records: readonly KeptRecord[], digest: (content: string) => string): ChainVerification {
  let head: string | null = null;
  for (const [index, kept] of records.entries()) {
    const what = findBreak(kept, index + 1, head, digest);
    if (what !== undefined) {
      return { ok: false, checked: index, head, brokenAt: { sequence: kept.sequence, id: kept.id, what } };
    }
    head = kept.hash;
  }
  return { ok: true, checked: records.length, head };
}

/** Looks for a run that somebody knows from a report, among the records that hold. Without it the chain was cut short. */
export function expectRun(
  verification: ChainVerification,
  records: readonly KeptRecord[],
  hash: string,
): ChainVerification {
  const found = records.slice(0, verification.checked).find((record) => record.hash === hash);
  return found === undefined
    ? { ...verification, ok: false, expected: { hash } }
    : { ...verification, expected: { hash, sequence: found.sequence } };
}

/** What became of the run that was asked for. */
export function describeExpected({ hash, sequence }: NonNullable<ChainVerification['expected']>): string {
  return sequence === undefined
    ? `No run that holds has the hash ${hash}: the history was cut short or altered, or the report is of another history.`
    : `The hash is that of run ${sequence}, which is kept as it was sealed.`;
}

function findBreak(
  kept: KeptRecord,
  sequence: number,
  head: string | null,
  digest: (content: string) => string,
): ChainBreak | undefined {
  if (kept.sequence !== sequence) return 'out-of-sequence';
  const read = readSealed(kept, digest);
  if (!read.ok) return read.failure;
  return read.value.run.previous === head ? undefined : 'not-linked';
}

/** The record in a text that is kept, only if it is the one that was sealed; its place in the chain is not looked at. */
export function readSealed(kept: KeptRecord, digest: (content: string) => string): Result<RunRecord, ChainBreak> {
  const parsed = parseRecord(kept.canonical);
  if (parsed === undefined) return fail('not-readable');
  const { record, canonical } = parsed;
  if (canonical !== kept.canonical) return fail('not-canonical');
  if (record.run.hash !== kept.hash || hashOfRecord(record, digest) !== kept.hash) return fail('altered');
  if (record.run.id !== kept.id || toRunId(toUnsealed(record)) !== kept.id) return fail('wrong-id');
  return succeed(record);
}

/** Only as much of the shape as the chain itself rests on. */
function parseRecord(text: string): { readonly record: RunRecord; readonly canonical: string } | undefined {
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record !== 'object' || record === null || !('run' in record)) return undefined;
    if (typeof record.run !== 'object' || record.run === null) return undefined;
    return { record: record as RunRecord, canonical: canonicalise(record) };
  } catch {
    return undefined;
  }
}

/** For example `Run 14 (0b7c…) was altered after it was sealed.` */
export function describeChainBreak(broken: NonNullable<ChainVerification['brokenAt']>): string {
  const run = `Run ${broken.sequence} (${broken.id})`;
  switch (broken.what) {
    case 'out-of-sequence':
      return `${run} stands where another one should: a record before it is missing or was moved.`;
    case 'not-readable':
      return `${run} can no longer be read as a record.`;
    case 'not-canonical':
      return `${run} was rewritten: its text is not the one that was sealed.`;
    case 'altered':
      return `${run} was altered after it was sealed: its content does not have its hash.`;
    case 'wrong-id':
      return `${run} carries an id that is not the one of its content.`;
    case 'not-linked':
      return `${run} does not follow the run before it.`;
    case 'evidence-missing':
      return `${run} names evidence that is gone: its findings can no longer be followed to what was read.`;
    case 'evidence-altered':
      return `${run} names evidence that was damaged or altered: it does not have its hash.`;
    default:
      return assertNever(broken.what);
  }
}
