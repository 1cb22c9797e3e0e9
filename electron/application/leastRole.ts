import { clusterNeeds } from '#shared/audit/clusterNeeds.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { toLeastRole } from '#shared/evidence/leastRole.ts';
import type { LeastRole } from '#shared/evidence/leastRole.ts';
import { succeed } from '#shared/kernel/result.ts';
import { chooseChecks } from './chooseChecks.ts';

/** The least that has to be granted for the checks of these ids; without any, for all. */
export function leastRole({ checks }: { readonly checks?: readonly string[] | undefined }): Outcome<LeastRole> {
  const chosen = chooseChecks(checks);
  return chosen.ok ? succeed(toLeastRole(clusterNeeds(chosen.value))) : chosen;
}
