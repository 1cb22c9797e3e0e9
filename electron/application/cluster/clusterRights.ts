import { checksThatNeed, clusterNeeds } from '#shared/audit/clusterNeeds.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { ClusterRightsView } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import { chooseClusterChecks } from './chooseClusterChecks.ts';
import type { ClusterChecksChoice } from './chooseClusterChecks.ts';
import { openCluster } from './openCluster.ts';
import type { ClusterAbilities } from './openCluster.ts';
import type { Abilities } from '../ports.ts';

export interface ClusterRightsInput extends ClusterChecksChoice {
  readonly context?: string | undefined;
}

/** What the checks need of a cluster, and whether this user is granted it. */
export async function clusterRights(
  abilities: ClusterAbilities & Pick<Abilities, 'planFiles'>,
  { context, ...choice }: ClusterRightsInput,
  signal?: AbortSignal,
): Promise<Outcome<ClusterRightsView>> {
  const chosen = chooseClusterChecks(abilities, choice);
  if (!chosen.ok) return chosen;
  const opened = await openCluster(abilities, context, signal);
  if (!opened.ok) return opened;
  const cluster = opened.value;
  try {
    const rights = await cluster.rights(clusterNeeds(chosen.value), signal);
    if (!rights.ok) return rights;
    return succeed({
      context: cluster.context,
      server: cluster.server,
      warnings: cluster.warnings,
      rights: rights.value.map((right) => ({ ...right, checks: checksThatNeed(right.resource, chosen.value) })),
    });
  } finally {
    await cluster.close();
  }
}
