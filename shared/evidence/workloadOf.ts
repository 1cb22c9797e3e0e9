import type { ClusterObject } from './clusterSnapshot.ts';
import { nameOf } from './objectFields.ts';

/** What keeps pods running, as people know it. */
export interface WorkloadName {
  readonly kind: string;
  /** `namespace/name`. */
  readonly name: string;
}

/**
 * The workload of a pod. A Deployment owns its pods through a ReplicaSet, which is named after it and the hash of the pods'
 * template: nothing more has to be listed. A pod that nothing owns is its own, and so is one that the kubelet runs from a file
 * of its node, of which the API says that the node owns it.
 */
export function workloadOf(pod: ClusterObject): WorkloadName {
  const { namespace, labels, ownerReferences = [] } = pod.metadata;
  const owner = ownerReferences.find(({ controller }) => controller === true);
  if (owner === undefined || owner.kind === 'Node') return { kind: 'Pod', name: nameOf(pod) };
  const named = (kind: string, name: string): WorkloadName => ({
    kind,
    name: nameOf({ metadata: { namespace, name } }),
  });
  const suffix = `-${labels?.['pod-template-hash']}`;
  return owner.kind === 'ReplicaSet' && owner.name.endsWith(suffix)
    ? named('Deployment', owner.name.slice(0, -suffix.length))
    : named(owner.kind, owner.name);
}
