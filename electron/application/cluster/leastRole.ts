import { clusterNeeds } from '#shared/audit/clusterNeeds.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { toLeastRole } from '#shared/evidence/leastRole.ts';
import type { LeastRole } from '#shared/evidence/leastRole.ts';
import { succeed } from '#shared/kernel/result.ts';
import { chooseClusterChecks } from './chooseClusterChecks.ts';
import type { ClusterChecksChoice } from './chooseClusterChecks.ts';
import type { Abilities } from '../ports.ts';

/** The least that has to be granted for these checks. */
export function leastRole(abilities: Pick<Abilities, 'planFiles'>, choice: ClusterChecksChoice): Outcome<LeastRole> {
  const chosen = chooseClusterChecks(abilities, choice);
  return chosen.ok ? succeed(toLeastRole(clusterNeeds(chosen.value))) : chosen;
}
