import type { Outcome } from '#shared/contract/failure.ts';
import { compareRuns as compareRecords } from '#shared/history/compareRuns.ts';
import type { RunComparison } from '#shared/history/compareRuns.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { findRun } from './findRun.ts';
import type { Abilities, Archive } from './ports.ts';
import { readKeptPlan } from './readKeptPlan.ts';

/** What changed between two runs that are kept, and why. */
export async function compareRuns(
  { archive, planFiles }: Pick<Abilities, 'archive' | 'planFiles'>,
  input: { readonly before: string; readonly after: string },
): Promise<Outcome<RunComparison>> {
  const opened = await archive();
  if (!opened.ok) return opened;
  const before = await findRun(opened.value, planFiles, input.before);
  if (!before.ok) return before;
  const after = await findRun(opened.value, planFiles, input.after);
  if (!after.ok) return after;
  return compareKeptRuns(opened.value, before.value, after.value);
}

/** Two records, and the plans that are kept with them. */
export async function compareKeptRuns(
  archive: Archive,
  before: RunRecord,
  after: RunRecord,
): Promise<Outcome<RunComparison>> {
  const [earlier, later] = [await readKeptPlan(archive, before), await readKeptPlan(archive, after)];
  if (!earlier.ok) return earlier;
  if (!later.ok) return later;
  const areKept = earlier.value !== undefined && later.value !== undefined;
  return succeed(compareRecords(before, after, areKept ? { before: earlier.value, after: later.value } : undefined));
}
