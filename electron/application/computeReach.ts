import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { findMeantWorkloads } from '#shared/network/findMeantWorkloads.ts';
import { reachEgress } from '#shared/network/reachEgress.ts';
import type { EgressReach } from '#shared/network/verdict.ts';
import type { Abilities, ReachEgressInput } from './ports.ts';
import { readGivenRules } from './readGivenRules.ts';

/** What each workload of these files may reach outside of the cluster. Plain values in and out, as in `judgeRules`. */
export async function computeReach(
  abilities: Pick<Abilities, 'ruleFiles' | 'workingFolder' | 'giveWay'>,
  { rules, workload, cni }: ReachEgressInput,
  signal?: AbortSignal,
): Promise<Outcome<EgressReach>> {
  const ruleSet = await readGivenRules(abilities, rules, signal);
  if (!ruleSet.ok) return ruleSet;
  const reach = reachEgress(ruleSet.value, { workload, cni });
  if (workload !== undefined && reach.workloads.length === 0) {
    const meant = findMeantWorkloads(workload, ruleSet.value.manifests.workloads);
    return failure('not-found', `No workload ${workload} is in these files.`, {
      remedy:
        meant.length > 0
          ? `Did you mean ${meant.join(' or ')}?`
          : 'Write it as namespace/name; without --workload all of them are listed.',
    });
  }
  return succeed(reach);
}
