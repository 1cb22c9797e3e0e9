import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { checkEgress as judgeEgress } from '#shared/network/checkEgress.ts';
import type { EgressCheck } from '#shared/network/verdict.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import { fileNameOf } from './fileNames.ts';
import { gatherRules } from './gatherRules.ts';
import type { Abilities } from './ports.ts';
import { readPlan } from './readPlan.ts';

export interface CheckEgressInput {
  readonly plan: string;
  readonly rules?: readonly string[] | undefined;
}

/** Every connection of a plan against the rules of every layer. */
export async function checkEgress(
  abilities: Pick<Abilities, 'catalog' | 'planFiles' | 'ruleFiles' | 'giveWay'>,
  input: CheckEgressInput,
  signal?: AbortSignal,
): Promise<Outcome<EgressCheck>> {
  const read = readPlan(abilities, input.plan);
  if (!read.ok) return read;
  const rules = await gatherRules(abilities, read.value, input.rules, signal);
  if (!rules.ok) return rules;
  const { plan, path } = read.value;
  return succeed(
    judgeEgress({
      plan,
      planFile: fileNameOf(path),
      requirements: deriveRequirements(abilities.catalog, plan),
      ruleSet: rules.value.ruleSet,
    }),
  );
}
