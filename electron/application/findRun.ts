import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { RunRecord, RunSummary } from '#shared/history/runRecord.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Archive } from './ports.ts';

/** A run by what people call it: its number in the history, its id, or the beginning of its id. */
export async function findRun(archive: Archive, name: string): Promise<Outcome<RunRecord>> {
  const runs = await archive.listRuns();
  if (!runs.ok) return runs;
  const [named, another] = runs.value.filter((run) => isCalled(run, name));
  if (named === undefined) {
    return failure('not-found', `There is no run ${name}.`, { remedy: '`pdp history list` names the runs there are.' });
  }
  if (another !== undefined) {
    return failure('bad-input', `More than one run has an id that begins with ${name}.`, {
      remedy: 'Give more of the id, or the number of the run.',
    });
  }
  const record = await archive.readRun(named.id);
  if (!record.ok) return record;
  if (record.value === undefined)
    return failure('incomplete', `Run ${named.sequence} is listed, but its record is gone.`);
  return succeed(record.value);
}

function isCalled({ id, sequence }: RunSummary, name: string): boolean {
  return String(sequence) === name || id === name || (name.length >= fewestCharacters && id.startsWith(name));
}

/** Shorter beginnings would be taken for numbers, or meet several runs. */
const fewestCharacters = 6;
