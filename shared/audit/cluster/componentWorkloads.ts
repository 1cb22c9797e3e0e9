import type { WorkloadSelector } from '../../catalog/catalog.ts';
import { parseLabelSelector } from '../../catalog/labelSelector.ts';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { conditionOf, fieldAt, nameOf, numberAt, textAt } from '../../evidence/objectFields.ts';
import { workloadOf } from '../../evidence/workloadOf.ts';
import { selects } from '../../network/formats/kubernetes/labelSelector.ts';
import type { Labels } from '../../network/formats/kubernetes/labelSelector.ts';
import { isRecord } from '../../kernel/jsonFields.ts';
import type { Evidence } from '../finding.ts';
import type { ClusterReading } from './clusterReading.ts';

export const workloadResources = ['pods', 'deployments.apps', 'statefulsets.apps', 'daemonsets.apps'] as const;

type WorkloadResource = (typeof workloadResources)[number];

/** Something of a component that runs pods, and how far it does. */
export interface ComponentWorkload {
  readonly kind: string;
  /** `namespace/name`. */
  readonly name: string;
  readonly object?: ClusterObject | undefined;
  /** The pods that it owns; those that have ended are left out. */
  readonly pods: readonly ClusterObject[];
  /** `stale`: what its status says is of an older form of it, or it has none yet. */
  readonly state: 'ready' | 'not-ready' | 'stale';
  readonly evidence: Evidence;
}

const resourceOfKind = {
  Deployment: 'deployments.apps',
  StatefulSet: 'statefulsets.apps',
  DaemonSet: 'daemonsets.apps',
} as const satisfies Record<string, WorkloadResource>;

/** Every workload that any of the selectors finds, by the labels of its pods' template or of its pods. */
export function findComponentWorkloads(
  cluster: ClusterReading<WorkloadResource>,
  selectors: readonly WorkloadSelector[],
): readonly ComponentWorkload[] {
  const isSelected = selectedBy(selectors);
  const podsOf = new Map<string, ClusterObject[]>();
  const selectedOwners = new Map<string, { readonly kind: string; readonly name: string }>();
  for (const pod of cluster.objects('pods')) {
    if (isOver(pod)) continue;
    const owner = workloadOf(pod);
    const key = `${owner.kind} ${owner.name}`;
    const pods = podsOf.get(key) ?? [];
    pods.push(pod);
    podsOf.set(key, pods);
    if (isSelected(pod.metadata.namespace, pod.metadata.labels ?? {})) selectedOwners.set(key, owner);
  }
  const controlled = Object.entries(resourceOfKind).flatMap(([kind, resource]) =>
    cluster.objects(resource).flatMap((object): readonly ComponentWorkload[] => {
      const key = `${kind} ${nameOf(object)}`;
      const isOwn = isSelected(object.metadata.namespace, templateLabelsOf(object)) || selectedOwners.has(key);
      selectedOwners.delete(key);
      if (!isOwn) return [];
      const { state, text } = judgeController(kind, object);
      const evidence = cluster.evidence(resource, object, `${kind}, ${text}`);
      return [{ kind, name: nameOf(object), object, pods: podsOf.get(key) ?? [], state, evidence }];
    }),
  );
  const others = [...selectedOwners].map(([key, { kind, name }]): ComponentWorkload => {
    const pods = podsOf.get(key) ?? [];
    const ready = pods.filter(isReady).length;
    const evidence = {
      text: `${name}: ${kind}, ${ready} of ${pods.length} pods ready`,
      source: cluster.source('pods'),
    };
    return { kind, name, pods, state: ready === pods.length ? 'ready' : 'not-ready', evidence };
  });
  // One for Windows, or for another architecture, is wanted nowhere in a cluster without such nodes: its like does the work.
  const isIdle = ({ object }: ComponentWorkload): boolean => numberAt(object, 'status', 'desiredNumberScheduled') === 0;
  const hasAtWork = controlled.some((one) => one.kind === 'DaemonSet' && one.state === 'ready' && !isIdle(one));
  const found = controlled.filter((one) => !(hasAtWork && one.kind === 'DaemonSet' && isIdle(one)));
  return [...found, ...others].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Whether any of the selectors takes pods of these labels in this namespace. */
export function selectedBy(
  selectors: readonly WorkloadSelector[],
): (namespace: string | undefined, labels: Labels) => boolean {
  const parsed = selectors.flatMap(({ namespace, selector }) => {
    const requirements = parseLabelSelector(selector);
    return requirements.ok ? [{ namespace, requirements: requirements.value }] : [];
  });
  return (namespace, labels) =>
    parsed.some(
      (wanted) =>
        (wanted.namespace === undefined || wanted.namespace === namespace) && selects(wanted.requirements, labels),
    );
}

function templateLabelsOf(object: ClusterObject): Labels {
  const labels = fieldAt(object, 'spec', 'template', 'metadata', 'labels');
  return isRecord(labels) ? (labels as Labels) : {};
}

/** A pod of a Job that has done its work, or one that was put out of a node, runs no more and is no lack. */
export function isOver(pod: ClusterObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || (phase === 'Failed' && textAt(pod, 'status', 'reason') === 'Evicted');
}

export function isReady(pod: ClusterObject): boolean {
  return conditionOf(fieldAt(pod, 'status'), 'Ready')?.status === 'True';
}

/** By the counts that its controller keeps, if they are of the workload as it is now. */
function judgeController(
  kind: string,
  object: ClusterObject,
): { readonly state: ComponentWorkload['state']; readonly text: string } {
  const seen = numberAt(object, 'status', 'observedGeneration');
  const { generation } = object.metadata;
  if (seen === undefined || (generation !== undefined && seen < generation)) {
    return {
      state: 'stale',
      text: `status.observedGeneration=${seen ?? 'none'} of metadata.generation=${generation ?? 'none'}`,
    };
  }
  const isOnEachNode = kind === 'DaemonSet';
  const wanted = isOnEachNode
    ? (numberAt(object, 'status', 'desiredNumberScheduled') ?? 0)
    : (numberAt(object, 'spec', 'replicas') ?? 1);
  const ready = numberAt(object, 'status', isOnEachNode ? 'numberReady' : 'readyReplicas') ?? 0;
  return {
    state: wanted > 0 && ready >= wanted ? 'ready' : 'not-ready',
    text: wanted === 0 ? 'is wanted on nothing' : `${ready} of ${wanted} ready`,
  };
}
