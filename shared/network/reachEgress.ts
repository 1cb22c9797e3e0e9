import type { Cni } from '../plan/plan.ts';
import { ALL_FLOWS, describeFlows, isEmpty } from './flowSet.ts';
import type { Workload } from './formats/kubernetes/manifests.ts';
import { makePodPolicies } from './formats/kubernetes/podPolicy.ts';
import type { PodPolicy } from './formats/kubernetes/podPolicy.ts';
import type { RuleSet } from './readRules.ts';
import { certainlyAllowed, runProgram, unknownReasons } from './ruleProgram.ts';
import type { EgressReach, WorkloadReach } from './verdict.ts';

/**
 * What each workload may reach outside of the cluster, by address as its pod policies open them. Addresses of known pods
 * and Services are not cut out. `workload` is `namespace/name`, to see one alone.
 */
export function reachEgress(
  ruleSet: RuleSet,
  { cni, workload: wanted }: { readonly cni?: Cni | undefined; readonly workload?: string | undefined } = {},
): EgressReach {
  const policies = makePodPolicies(ruleSet.manifests, { cni, podRanges: [], nodeRanges: [], serviceRanges: [] });
  // Workloads with the same policies share one answer.
  const answers = new Map<PodPolicy, Reach>();
  const answerTo = (policy: PodPolicy): Reach => {
    let answer = answers.get(policy);
    if (answer === undefined) answers.set(policy, (answer = reachOf(policy)));
    return answer;
  };
  const clouds = ruleSet.clouded.get('pod-policy') ?? [];
  const clouding = clouds.map((file) => ({ reason: `${file} could not be read; a policy in it may decide.` }));

  const rows = ruleSet.manifests.workloads
    .filter((workload) => wanted === undefined || `${workload.namespace}/${workload.name}` === wanted)
    .map((workload) => {
      const reach = answerTo(policies.of(workload));
      return toRow(
        workload,
        clouding.length === 0 ? reach : { ...reach, allowed: [], unknown: [...reach.unknown, ...clouding] },
      );
    });
  return { workloads: mergeRows(rows), sources: ruleSet.sources, problems: ruleSet.problems };
}

type Reach = Pick<WorkloadReach, 'isolated' | 'allowed' | 'hosts' | 'unknown'>;

const everything: Reach = { isolated: false, allowed: describeFlows(ALL_FLOWS), hosts: [], unknown: [] };

function reachOf(policy: PodPolicy): Reach {
  switch (policy.kind) {
    case 'node-network':
      return everything;
    case 'unknown':
      return { isolated: true, allowed: [], hosts: [], unknown: [{ reason: policy.because }] };
    case 'program': {
      if (policy.isolatedBy.length === 0) return everything;
      const decision = runProgram(policy.program, { flows: ALL_FLOWS, outside: true });
      const allowed = certainlyAllowed(decision);
      return {
        isolated: true,
        allowed: isEmpty(allowed) ? [] : describeFlows(allowed),
        hosts: [],
        unknown: unknownReasons(decision).map((reason) => ({ reason })),
      };
    }
  }
}

function toRow({ namespace, name, kind, pods }: Workload, reach: Reach): WorkloadReach {
  return { namespace, name, kind, pods, ...reach };
}

/** Pods of one owner whose labels differ are one row as long as they may reach the same. */
function mergeRows(rows: readonly WorkloadReach[]): readonly WorkloadReach[] {
  const merged = new Map<string, WorkloadReach>();
  for (const row of rows) {
    const owner = `${row.namespace}/${row.kind}/${row.name}`;
    const known = merged.get(owner);
    if (known === undefined) merged.set(owner, row);
    else if (isSameReach(known, row)) merged.set(owner, { ...known, pods: known.pods + row.pods });
    else merged.set(`${owner}#${merged.size}`, row);
  }
  return [...merged.values()].toSorted((one, other) => {
    const [a, b] = [`${one.namespace}/${one.name}/${one.kind}`, `${other.namespace}/${other.name}/${other.kind}`];
    return a < b ? -1 : a > b ? 1 : 0;
  });
}

function isSameReach(one: WorkloadReach, other: WorkloadReach): boolean {
  const { pods: _podsOfOne, ...reachOfOne } = one;
  const { pods: _podsOfOther, ...reachOfOther } = other;
  return JSON.stringify(reachOfOne) === JSON.stringify(reachOfOther);
}
