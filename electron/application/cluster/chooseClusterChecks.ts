import type { AuditCheck } from '#shared/audit/auditCheck.ts';
import { checksOfPlan } from '#shared/audit/clusterNeeds.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { chooseChecks } from '../runs/chooseChecks.ts';
import type { Abilities } from '../ports.ts';
import { readPlan } from '../plans/readPlan.ts';

/** What is to be asked of a cluster. */
export interface ClusterChecksChoice {
  /** Ids; without any, all. */
  readonly checks?: readonly string[] | undefined;
  /** Its file: of the checks those that read the cluster with it. */
  readonly plan?: string | undefined;
}

export function chooseClusterChecks(
  abilities: Pick<Abilities, 'planFiles'>,
  { checks, plan }: ClusterChecksChoice,
): Outcome<readonly AuditCheck[]> {
  const chosen = chooseChecks(checks);
  if (!chosen.ok || plan === undefined) return chosen;
  const read = readPlan(abilities, plan);
  return read.ok ? succeed(checksOfPlan(chosen.value, read.value.plan)) : read;
}
