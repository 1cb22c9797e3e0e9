import { succeed } from '#shared/kernel/result.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { isIntact } from '#shared/history/keptRun.ts';
import type { KeptRun } from '#shared/history/keptRun.ts';
import type { Archive, PlanFiles } from '../ports.ts';

/** The runs of plans that this host may open, newest first; of one plan file or of all. */
export async function listKeptRuns(
  archive: Archive,
  planFiles: Pick<PlanFiles, 'resolve'>,
  planFile?: string,
): Promise<Outcome<readonly KeptRun[]>> {
  const runs = await archive.listRuns(planFile);
  if (!runs.ok) return runs;
  return succeed(runs.value.filter((run) => !isIntact(run) || planFiles.resolve(run.plan.file).ok));
}
