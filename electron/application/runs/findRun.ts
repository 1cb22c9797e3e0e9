import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { isIntact } from '#shared/history/keptRun.ts';
import type { KeptRun } from '#shared/history/keptRun.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { succeed } from '#shared/kernel/result.ts';
import { listKeptRuns } from './listKeptRuns.ts';
import type { Archive, PlanFiles } from '../ports.ts';

/** A run by what people call it: its number in the history, its id, its hash, or the beginning of one of the two. */
export async function findRun(
  archive: Archive,
  planFiles: Pick<PlanFiles, 'resolve'>,
  name: string,
): Promise<Outcome<RunRecord>> {
  const runs = await listKeptRuns(archive, planFiles);
  if (!runs.ok) return runs;
  const [named, another] = runs.value.filter((run) => isCalled(run, name));
  if (named === undefined) {
    return failure('not-found', `There is no run ${name}.`, { remedy: '`pdp history list` names the runs there are.' });
  }
  if (another !== undefined) {
    return failure('bad-input', `More than one run has an id or a hash that begins with ${name}.`, {
      remedy: 'Give more of it, or the number of the run.',
    });
  }
  if (!isIntact(named)) {
    return failure('incomplete', named.altered, {
      remedy: 'See `pdp history verify`, and take the history from a copy that holds.',
    });
  }
  const record = await archive.readRun(named.id);
  if (!record.ok) return record;
  if (record.value === undefined)
    return failure('incomplete', `Run ${named.sequence} is listed, but its record is gone.`);
  return succeed(record.value);
}

function isCalled({ id, hash, sequence }: KeptRun, name: string): boolean {
  const begins = name.toLowerCase();
  return (
    String(sequence) === name ||
    (begins.length >= fewestCharacters && (id.startsWith(begins) || hash.startsWith(begins)))
  );
}

/** Shorter beginnings would be taken for numbers, or meet several runs. */
const fewestCharacters = 6;
