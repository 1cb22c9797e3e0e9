import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import { findMeantWorkloads } from '#shared/network/judging/findMeantWorkloads.ts';
import { describeUnreadWorkload } from '#shared/network/judging/describeUnreadWorkload.ts';
import { reachEgress } from '#shared/network/judging/reachEgress.ts';
import type { EgressReach } from '#shared/network/judging/verdict.ts';
import type { Abilities, ReachEgressInput } from '../ports.ts';
import { readRuleSet } from './readRuleSet.ts';

/** What each workload of these files, or of a cluster, may reach outside of it. Plain values in and out, as in `judgeRules`. */
export async function computeReach(
  abilities: Pick<Abilities, 'digest' | 'planFiles' | 'ruleFiles' | 'workingFolder' | 'giveWay'>,
  { plan: file, rules, cluster, workload, cni }: ReachEgressInput,
  signal?: AbortSignal,
  tell?: TellProgress,
): Promise<Outcome<EgressReach>> {
  const read = await readRuleSet(abilities, { plan: file, rules, cluster }, signal, tell);
  if (!read.ok) return read;
  const { ruleSet, plan, plugIn } = read.value;
  const reach = reachEgress(ruleSet, { workload, cni: plan === undefined ? (cni ?? plugIn) : plan.network?.cni, tell });
  if (workload !== undefined && reach.workloads.length === 0) {
    // What is not found may stand in what could not be read.
    const { manifests, problems } = ruleSet;
    const unread = describeUnreadWorkload(workload, manifests);
    if (unread !== undefined) return failure('not-found', unread.message, { remedy: unread.remedy, problems });
    const meant = findMeantWorkloads(workload, manifests.workloads);
    return failure('not-found', `No workload ${workload} is in what was read.`, {
      remedy:
        meant.length > 0
          ? `Did you mean ${meant.join(' or ')}?`
          : 'Write it as namespace/name; without --workload all of them are listed.',
      problems,
    });
  }
  return succeed(reach);
}
