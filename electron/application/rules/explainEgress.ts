import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { EgressExplanation } from '#shared/network/explain/explanation.ts';
import type { ClusterChoice } from '../cluster/observeCluster.ts';
import { observeRules } from './observeRules.ts';
import { findPlanSources } from './planSources.ts';
import type { Abilities, ExplainFlowInput } from '../ports.ts';
import { readPlan } from '../plans/readPlan.ts';
import { workOnRules } from './workOnRules.ts';

export interface ExplainEgressInput extends Omit<ExplainFlowInput, 'plan' | 'rules' | 'cluster'>, ClusterChoice {
  readonly plan?: string | undefined;
  readonly rules?: readonly string[] | undefined;
}

/** One flow through every layer: along the path that the plan declares or, without a plan, the layers of the rules given. */
export async function explainEgress(
  abilities: Abilities,
  { plan, rules, context, snapshot, ...question }: ExplainEgressInput,
  signal?: AbortSignal,
): Promise<Outcome<EgressExplanation>> {
  if (plan === undefined) {
    const given = rules ?? [];
    if (given.length === 0 && context === undefined && snapshot === undefined) {
      return failure('bad-input', 'There are no rules to explain a flow by.', {
        remedy: 'Name a plan, files and folders with rules, or a cluster.',
      });
    }
    const cluster = await observeRules(abilities, { context, snapshot }, signal);
    if (!cluster.ok) return cluster;
    const order = { ...question, plan: undefined, rules: given, cluster: cluster.value };
    return workOnRules(abilities, 'explain', order, given, signal);
  }
  if (question.attachedTo !== undefined || question.cni !== undefined) {
    return failure('bad-input', 'The plan says what its layers are attached to and what enforces its policies.', {
      remedy: 'Change network.path and network.cni there, or ask without the plan.',
    });
  }
  const read = readPlan(abilities, plan);
  if (!read.ok) return read;
  const cluster = await observeRules(abilities, { context, snapshot }, signal);
  if (!cluster.ok) return cluster;
  const { path, text, hash } = read.value;
  const sources = findPlanSources(abilities, read.value).map((source) => source.path);
  return workOnRules(
    abilities,
    'explain',
    { ...question, plan: { path, text, hash }, rules, cluster: cluster.value },
    [...(rules ?? []), ...sources],
    signal,
  );
}
