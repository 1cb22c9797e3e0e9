import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { GeneratedRules } from '#shared/network/generate/generatedRules.ts';
import { parsePlan } from '#shared/plan/parsePlan.ts';
import { gatherRules } from './gatherRules.ts';
import { generateFromPlan } from './generateFromPlan.ts';
import type { Abilities, GenerateRulesOrder } from './ports.ts';

/** What `generateEgress` gives, with the files that show the workloads. Plain values in and out, as in `judgeRules`. */
export async function generateWithWorkloads(
  abilities: Pick<Abilities, 'catalog' | 'planFiles' | 'ruleFiles' | 'giveWay'>,
  { plan: { path, text, hash }, target, rules, version }: GenerateRulesOrder,
  signal?: AbortSignal,
): Promise<Outcome<GeneratedRules>> {
  const parsed = parsePlan(text, path);
  if (!parsed.ok) throw new Error(`${path} was a plan when its text was handed over.`);
  const read = { ...parsed.value, path, text, hash };
  const gathered = await gatherRules(abilities, read, rules, signal);
  if (!gathered.ok) return gathered;
  const { manifests, clouded } = gathered.value.ruleSet;
  const unread = clouded.get('pod-policy') ?? [];
  return succeed(generateFromPlan(abilities, read, { target, version, workloads: manifests.workloads, unread }));
}
