import { succeed } from '#shared/kernel/result.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { isIntact } from '#shared/history/keptRun.ts';
import type { PlanSummary } from '#shared/contract/views.ts';
import type { Abilities } from '../ports.ts';
import { readPlan } from './readPlan.ts';

/** The plans last opened, each as its file has it now and with its newest run. */
export async function listPlans(
  abilities: Pick<Abilities, 'archive' | 'planFiles'>,
): Promise<Outcome<readonly PlanSummary[]>> {
  const archive = await abilities.archive();
  if (!archive.ok) return archive;
  const plans = await archive.value.listPlans();
  if (!plans.ok) return plans;
  const runs = await archive.value.listRuns();
  if (!runs.ok) return runs;
  return succeed(
    plans.value.map(({ file, lastOpenedAt }) => {
      const read = readPlan(abilities, file);
      return {
        file,
        lastOpenedAt,
        ...(read.ok ? { plan: read.value.plan } : { trouble: read.failure.message }),
        lastRun: runs.value.filter(isIntact).find((run) => run.plan.file === file),
      };
    }),
  );
}
