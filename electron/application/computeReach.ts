import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { findMeantWorkloads } from '#shared/network/findMeantWorkloads.ts';
import { reachEgress } from '#shared/network/reachEgress.ts';
import type { EgressReach } from '#shared/network/verdict.ts';
import type { Abilities, ReachEgressInput } from './ports.ts';
import { readGivenRules } from './readGivenRules.ts';

/** What each workload of these files, or of a cluster, may reach outside of it. Plain values in and out, as in `judgeRules`. */
export async function computeReach(
  abilities: Pick<Abilities, 'digest' | 'ruleFiles' | 'workingFolder' | 'giveWay'>,
  { rules, cluster, workload, cni }: ReachEgressInput,
  signal?: AbortSignal,
): Promise<Outcome<EgressReach>> {
  const given = await readGivenRules(abilities, { rules, cluster }, signal);
  if (!given.ok) return given;
  const { ruleSet, plugIn } = given.value;
  const reach = reachEgress(ruleSet, { workload, cni: cni ?? plugIn });
  if (workload !== undefined && reach.workloads.length === 0) {
    const meant = findMeantWorkloads(workload, ruleSet.manifests.workloads);
    return failure('not-found', `No workload ${workload} is in what was read.`, {
      remedy:
        meant.length > 0
          ? `Did you mean ${meant.join(' or ')}?`
          : 'Write it as namespace/name; without --workload all of them are listed.',
    });
  }
  return succeed(reach);
}
