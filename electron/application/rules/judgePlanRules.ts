import type { Outcome } from '#shared/contract/failure.ts';
import { narrowToRules } from '#shared/evidence/narrowToRules.ts';
import { takesPodPoliciesFromCluster } from '#shared/plan/takesPodPoliciesFromCluster.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import { findPlanSources } from './planSources.ts';
import type { Abilities, JudgedRules, JudgeRulesInput } from '../ports.ts';
import type { ReadPlan } from '../plans/readPlan.ts';
import { workOnRules } from './workOnRules.ts';

/** Every connection of a plan that was read, judged by its rules and those given beside it. */
export function judgePlanRules(
  abilities: Abilities,
  read: ReadPlan,
  how: Omit<JudgeRulesInput, 'plan'>,
  signal: AbortSignal | undefined,
  tell?: TellProgress,
): Promise<Outcome<JudgedRules>> {
  const { path, text, hash } = read;
  const sources = findPlanSources(abilities, read).map((source) => source.path);
  // A large one takes its time on the way to a thread, which has a use for it only where it is judged.
  const isClusters = takesPodPoliciesFromCluster(read.plan);
  const cluster = how.cluster && (isClusters ? narrowToRules(how.cluster) : { ...how.cluster, resources: {} });
  const input = { plan: { path, text, hash }, ...how, cluster };
  return workOnRules(abilities, 'judge', input, [...(how.rules ?? []), ...sources], signal, tell);
}
