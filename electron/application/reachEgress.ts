import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { EgressReach } from '#shared/network/verdict.ts';
import type { ClusterChoice } from './observeCluster.ts';
import { observeRules } from './observeRules.ts';
import type { Abilities, ReachEgressInput as ReachOrder } from './ports.ts';
import { workOnRules } from './workOnRules.ts';

export interface ReachEgressInput extends ClusterChoice, Omit<ReachOrder, 'cluster'> {}

/** What each workload of these files, or of a cluster, may reach outside of it. */
export async function reachEgress(
  abilities: Abilities,
  { context, snapshot, rules = [], ...question }: ReachEgressInput,
  signal?: AbortSignal,
): Promise<Outcome<EgressReach>> {
  if (rules.length === 0 && context === undefined && snapshot === undefined) {
    return failure('bad-input', 'There are no rules to follow.', {
      remedy: 'Name files and folders with rules, or a cluster.',
    });
  }
  const cluster = await observeRules(abilities, { context, snapshot }, signal);
  if (!cluster.ok) return cluster;
  const order = { ...question, rules, cluster: cluster.value };
  return workOnRules(abilities, 'reach', order, rules, signal);
}
