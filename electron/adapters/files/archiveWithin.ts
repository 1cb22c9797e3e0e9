import type { Archive } from '#electron/application/ports.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Confinement } from './confinement.ts';

/**
 * An archive that shows plans, and the runs of plans, only where the host may open the plan: a record tells as much as the plan
 * and its rules do. The chain is followed whole, since a part of it proves nothing; what is told of it is numbers and hashes.
 */
export function archiveWithin(confinement: Confinement, archive: Archive): Archive {
  const mayShow = (file: string): boolean => confinement.admit(file).ok;

  return {
    ...archive,

    async listPlans() {
      const plans = await archive.listPlans();
      return plans.ok ? succeed(plans.value.filter(({ file }) => mayShow(file))) : plans;
    },

    async listRuns(planFile) {
      const runs = await archive.listRuns(planFile);
      return runs.ok ? succeed(runs.value.filter((run) => !('plan' in run) || mayShow(run.plan.file))) : runs;
    },

    async readRun(id) {
      const record = await archive.readRun(id);
      return !record.ok || record.value === undefined || mayShow(record.value.plan.file) ? record : succeed(undefined);
    },
  };
}
