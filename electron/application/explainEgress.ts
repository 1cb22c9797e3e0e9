import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { EgressExplanation } from '#shared/network/explain/explanation.ts';
import { findPlanSources } from './planSources.ts';
import type { Abilities, ExplainFlowInput } from './ports.ts';
import { readPlan } from './readPlan.ts';
import { workOnRules } from './workOnRules.ts';

export interface ExplainEgressInput extends Omit<ExplainFlowInput, 'plan' | 'rules'> {
  readonly plan?: string | undefined;
  readonly rules?: readonly string[] | undefined;
}

/** One flow through every layer: along the path that the plan declares or, without a plan, the layers of the rules given. */
export async function explainEgress(
  abilities: Abilities,
  { plan, rules, ...question }: ExplainEgressInput,
  signal?: AbortSignal,
): Promise<Outcome<EgressExplanation>> {
  if (plan === undefined) {
    if (rules === undefined || rules.length === 0) {
      return failure('bad-input', 'There are no rules to explain a flow by.', {
        remedy: 'Name a plan, or files and folders with rules.',
      });
    }
    return workOnRules(abilities, 'explain', { ...question, plan: undefined, rules }, rules, signal);
  }
  if (question.attachedTo !== undefined || question.cni !== undefined) {
    return failure('bad-input', 'The plan says what its layers are attached to and what enforces its policies.', {
      remedy: 'Change network.path and network.cni there, or ask without the plan.',
    });
  }
  const read = readPlan(abilities, plan);
  if (!read.ok) return read;
  const { path, text, hash } = read.value;
  const sources = findPlanSources(abilities, read.value).map((source) => source.path);
  return workOnRules(
    abilities,
    'explain',
    { ...question, plan: { path, text, hash }, rules },
    [...(rules ?? []), ...sources],
    signal,
  );
}
