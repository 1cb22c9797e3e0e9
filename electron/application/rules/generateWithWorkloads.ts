import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { GeneratedRules } from '#shared/network/generate/generatedRules.ts';
import { gatherRules } from './gatherRules.ts';
import { generateFromPlan } from './generateFromPlan.ts';
import type { Abilities, GenerateRulesOrder } from '../ports.ts';
import { restorePlan } from '../plans/restorePlan.ts';

/** What `generateEgress` gives, with the files that show the workloads. Plain values in and out, as in `judgeRules`. */
export async function generateWithWorkloads(
  abilities: Pick<Abilities, 'catalog' | 'digest' | 'planFiles' | 'ruleFiles' | 'giveWay'>,
  { plan, target, rules, cluster, version }: GenerateRulesOrder,
  signal?: AbortSignal,
): Promise<Outcome<GeneratedRules>> {
  const read = restorePlan(plan);
  const gathered = await gatherRules(abilities, read, { rules, cluster }, signal);
  if (!gathered.ok) return gathered;
  const { manifests, clouded } = gathered.value.ruleSet;
  const unread = clouded.get('pod-policy') ?? [];
  return succeed(generateFromPlan(abilities, read, { target, version, workloads: manifests.workloads, unread }));
}
