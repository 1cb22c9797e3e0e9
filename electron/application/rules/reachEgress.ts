import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import type { EgressReach } from '#shared/network/judging/verdict.ts';
import type { ClusterChoice } from '../cluster/observeCluster.ts';
import { observeRules } from './observeRules.ts';
import { findPlanSources } from './planSources.ts';
import type { Abilities, ReachEgressInput as ReachOrder } from '../ports.ts';
import { readPlan } from '../plans/readPlan.ts';
import { workOnRules } from './workOnRules.ts';

export interface ReachEgressInput extends ClusterChoice, Omit<ReachOrder, 'plan' | 'rules' | 'cluster'> {
  readonly plan?: string | undefined;
  readonly rules?: readonly string[] | undefined;
}

/** What each workload of a plan's rules, of the files given or of a cluster may reach outside of it. */
export async function reachEgress(
  abilities: Abilities,
  { plan, context, snapshot, rules, ...question }: ReachEgressInput,
  signal?: AbortSignal,
  tell?: TellProgress,
): Promise<Outcome<EgressReach>> {
  if (plan === undefined && (rules ?? []).length === 0 && context === undefined && snapshot === undefined) {
    return failure('bad-input', 'There are no rules to follow.', {
      remedy: 'Name a plan, files and folders with rules, or a cluster.',
    });
  }
  if (plan !== undefined && question.cni !== undefined) {
    return failure('bad-input', 'The plan says what enforces its policies.', {
      remedy: 'Change network.cni there, or ask without the plan.',
    });
  }
  const read = plan === undefined ? undefined : readPlan(abilities, plan);
  if (read?.ok === false) return read;
  const cluster = await observeRules(abilities, { context, snapshot }, signal, tell);
  if (!cluster.ok) return cluster;
  const order = { ...question, rules, cluster: cluster.value };
  if (read === undefined) return workOnRules(abilities, 'reach', order, rules ?? [], signal, tell);
  const { path, text, hash } = read.value;
  const sources = findPlanSources(abilities, read.value).map((source) => source.path);
  const paths = [...(rules ?? []), ...sources];
  return workOnRules(abilities, 'reach', { ...order, plan: { path, text, hash } }, paths, signal, tell);
}
