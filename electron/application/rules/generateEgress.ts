import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { GenerateTarget } from '#shared/network/generate/generateTargets.ts';
import type { GeneratedRules } from '#shared/network/generate/generatedRules.ts';
import { generateFromPlan } from './generateFromPlan.ts';
import type { ClusterChoice } from '../cluster/observeCluster.ts';
import { observeRules } from './observeRules.ts';
import { findPlanSources } from './planSources.ts';
import type { Abilities } from '../ports.ts';
import { readPlan } from '../plans/readPlan.ts';
import { workOnRules } from './workOnRules.ts';

export interface GenerateEgressInput extends ClusterChoice {
  readonly plan: string;
  readonly target: GenerateTarget;
  /** Files with the workloads, beside those that the plan names. */
  readonly rules?: readonly string[] | undefined;
}

/** Targets whose objects are of a namespace, which the plan need not name where its files show it. */
const asksForWorkloads: ReadonlySet<GenerateTarget> = new Set(['networkpolicy']);

/** The least rules that let out what a plan needs. */
export async function generateEgress(
  abilities: Abilities,
  { plan, target, rules, context, snapshot }: GenerateEgressInput,
  signal?: AbortSignal,
): Promise<Outcome<GeneratedRules>> {
  const read = readPlan(abilities, plan);
  if (!read.ok) return read;
  const { version } = abilities.system();
  if (!asksForWorkloads.has(target)) {
    return succeed(generateFromPlan(abilities, read.value, { target, version, workloads: [], unread: [] }));
  }
  const { path, text, hash } = read.value;
  const sources = findPlanSources(abilities, read.value).map((source) => source.path);
  const cluster = await observeRules(abilities, { context, snapshot }, signal);
  if (!cluster.ok) return cluster;
  const order = { plan: { path, text, hash }, target, rules, cluster: cluster.value, version };
  return workOnRules(abilities, 'generate', order, [...(rules ?? []), ...sources], signal);
}
