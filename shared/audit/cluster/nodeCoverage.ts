import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { conditionOf, fieldAt, textAt } from '../../evidence/objectFields.ts';
import type { ComponentWorkload } from './componentWorkloads.ts';
import type { Judged } from './assessEach.ts';
import type { ClusterReading } from './clusterReading.ts';

/** What marks nodes that are no machines of one's own: Fargate's, and virtual ones. No DaemonSet reaches them. */
const marksOfServerless = { 'eks.amazonaws.com/compute-type': 'fargate', type: 'virtual-kubelet' } as const;

export function takesNoDaemonSets({ metadata: { labels = {} } }: ClusterObject): boolean {
  return Object.entries(marksOfServerless).some(([label, value]) => labels[label] === value);
}

/** For each node, whether a ready pod of these workloads runs on it. Nodes that are not ready are left out: they run nothing. */
export function judgeNodeCoverage(
  cluster: ClusterReading<'nodes'>,
  agent: string,
  workloads: readonly ComponentWorkload[],
): readonly Judged[] {
  const ready = new Set(
    workloads.flatMap(({ pods }) => pods.filter(isReady).flatMap((pod) => textAt(pod, 'spec', 'nodeName') ?? [])),
  );
  const nodes = cluster.objects('nodes').filter(isReady);
  // A pod that was not seen may be on the node all the same.
  const isAllSeen = cluster.gaps().length === 0;
  return nodes.map((node) => {
    const isCovered = ready.has(node.metadata.name);
    if (!isCovered && takesNoDaemonSets(node)) {
      const text = `takes no DaemonSets, so that ${agent} can’t run there; what does its work for these pods is not seen`;
      return { state: 'open', evidence: cluster.evidence('nodes', node, text) };
    }
    return {
      state: isCovered ? 'good' : isAllSeen ? 'bad' : 'open',
      evidence: cluster.evidence('nodes', node, `${isCovered ? 'a' : 'no'} ready pod of ${agent}`),
    };
  });
}

function isReady(object: ClusterObject): boolean {
  return conditionOf(fieldAt(object, 'status'), 'Ready')?.status === 'True';
}
