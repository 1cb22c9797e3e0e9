import type { Outcome } from '#shared/contract/failure.ts';
import { compareRuns as compareRecords } from '#shared/history/compareRuns.ts';
import type { RunComparison } from '#shared/history/compareRuns.ts';
import { succeed } from '#shared/kernel/result.ts';
import { findRun } from './findRun.ts';
import type { Abilities } from './ports.ts';

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
  return after.ok ? succeed(compareRecords(before.value, after.value)) : after;
}
