import type { Outcome } from '#shared/contract/failure.ts';
import { withPlugIn } from '#shared/evidence/clusterRules.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import type { Cni, Plan } from '#shared/plan/plan.ts';
import { gatherRules } from './gatherRules.ts';
import type { Abilities, ExplainFlowInput } from '../ports.ts';
import { readGivenRules } from './readGivenRules.ts';
import { restorePlan } from '../plans/restorePlan.ts';

export interface ReadRuleSet {
  readonly ruleSet: RuleSet;
  readonly plan: Plan | undefined;
  /** The plug-in that the cluster runs, where its policies are among the rules; with a plan it is in the plan. */
  readonly plugIn?: Cni | undefined;
}

/** Rules that a question is about: those of a plan with what is given beside it or, without a plan, what is given alone. */
export async function readRuleSet(
  abilities: Pick<Abilities, 'digest' | 'planFiles' | 'ruleFiles' | 'workingFolder' | 'giveWay'>,
  { plan: file, rules, cluster }: Pick<ExplainFlowInput, 'plan' | 'rules' | 'cluster'>,
  signal: AbortSignal | undefined,
  tell?: TellProgress,
): Promise<Outcome<ReadRuleSet>> {
  if (file === undefined) {
    const given = await readGivenRules(abilities, { rules, cluster }, signal, tell);
    return given.ok ? succeed({ ...given.value, plan: undefined }) : given;
  }
  const read = restorePlan(file);
  const gathered = await gatherRules(abilities, read, { rules, cluster }, signal, tell);
  if (!gathered.ok) return gathered;
  const { ruleSet, plugIn } = gathered.value;
  return succeed({ ruleSet, plan: withPlugIn(read.plan, plugIn) });
}
