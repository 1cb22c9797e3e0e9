import { v5 as uuidOfContent } from 'uuid';
import { canonicalise } from './canonicalise.ts';
import type { RunRecord, UnsealedRun } from './runRecord.ts';

/** The namespace of run ids: a UUID drawn once for this purpose. */
const runNamespace = '2f0a6c1e-5b0d-4a7e-9d5e-6b8f3c1a4d72';

/**
 * Gives a run its id and its place behind `previous`, the hash of the chain's last record, or null for the first. The id is
 * made of the content alone: a run that is sealed at another place keeps it.
 */
export function sealRun(
  unsealed: UnsealedRun,
  previous: string | null,
  digest: (content: string) => string,
): RunRecord {
  const content = wellFormed(unsealed) as UnsealedRun;
  const unhashed = { ...content, run: { ...content.run, id: toRunId(content), previous } };
  return { ...unhashed, run: { ...unhashed.run, hash: digest(canonicalise(unhashed)) } };
}

/** UUID v5 of the canonical JSON of a run, whatever its place in the chain. */
export function toRunId(run: UnsealedRun): string {
  return uuidOfContent(canonicalise(run), runNamespace);
}

/** The SHA-256 that a sealed record must carry: over everything but the hash itself. */
export function hashOfRecord(record: RunRecord, digest: (content: string) => string): string {
  const { hash: _hash, ...run } = record.run;
  return digest(canonicalise({ ...record, run }));
}

/** The content of a sealed record: what its id is made of. */
export function toUnsealed(record: RunRecord): UnsealedRun {
  const { id: _id, previous: _previous, hash: _hash, ...run } = record.run;
  return { ...record, run };
}

/** A name in a user's file may hold half a surrogate pair (`"\ud800"` in JSON), which has no UTF-8: U+FFFD stands in. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key.toWellFormed(), wellFormed(part)]),
  );
}
