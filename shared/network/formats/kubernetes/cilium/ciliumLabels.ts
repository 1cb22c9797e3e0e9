/** Whom the selectors of Cilium select. Its labels of a pod hold more than the pod's own: see `namespaceKey` and others. */
import type { LabelRequirement, LabelSelector } from '../../../../catalog/labelSelector.ts';
import type { DestinationPod } from '../../../machine/destination.ts';
import { maySelect } from '../labelSelector.ts';
import { allHold } from '../peerMatch.ts';
import type { Likelihood } from '../peerMatch.ts';
import { reservedPrefix } from './readCiliumSelector.ts';

export type CiliumPod = Pick<DestinationPod, 'namespace' | 'namespaceLabels' | 'labels' | 'serviceAccount'>;

const namespaceKey = 'io.kubernetes.pod.namespace';
const namespaceLabelPrefix = 'io.cilium.k8s.namespace.labels.';
const clusterKey = 'io.cilium.k8s.policy.cluster';
const serviceAccountKey = 'io.cilium.k8s.policy.serviceaccount';

/** The name that a cluster has unless its installation gave it another. */
const defaultCluster = 'default';

export function maySelectPod(selector: LabelSelector, pod: CiliumPod): Likelihood {
  return allHold(...selector.map((requirement) => isMet(requirement, pod)));
}

/**
 * A selector of peers in a namespaced policy stays in the policy's namespace unless it asks for one, by its name or, since Cilium
 * 1.16, by its labels. Source: cilium pkg/k8s/apis/cilium.io/utils/utils.go, getEndpointSelector.
 */
export function maySelectPeer(selector: LabelSelector, pod: CiliumPod, own: string | undefined): Likelihood {
  const selected = maySelectPod(selector, pod);
  return own === undefined || pod.namespace === own || asksForNamespace(selector, own) ? selected : 'no';
}

/**
 * Whether a selector of peers may mean what is no pod as well: one that asks for the namespace is left as it is, and what has no
 * labels lacks all that it asks not to be there. From release 1.19 on pods of the cluster alone are meant, unless it names that
 * too.
 */
export function maySelectMoreThanPods(selector: LabelSelector, own: string | undefined): boolean {
  const isNegative = selector.every(({ operator }) => operator === 'NotIn' || operator === 'DoesNotExist');
  return isNegative && asksForNamespace(selector, own);
}

/** In a policy for all namespaces only the name counts: to all other selectors Cilium adds that there must be one. */
function asksForNamespace(selector: LabelSelector, own: string | undefined): boolean {
  return selector.some(
    ({ key }) => key === namespaceKey || (own !== undefined && key.startsWith(namespaceLabelPrefix)),
  );
}

/** Whether it asks for a label of a namespace, which nothing but pods has: not the world, nodes or the agent itself. */
export function selectsPodsAlone(selector: LabelSelector): boolean {
  return selector.some(
    ({ key, operator }) =>
      (operator === 'In' || operator === 'Exists') && (key === namespaceKey || key.startsWith(namespaceLabelPrefix)),
  );
}

function isMet(requirement: LabelRequirement, pod: CiliumPod): Likelihood {
  const { key } = requirement;
  if (key.startsWith(namespaceLabelPrefix)) {
    return maySelect([{ ...requirement, key: key.slice(namespaceLabelPrefix.length) }], pod.namespaceLabels);
  }
  if (key.startsWith(reservedPrefix)) return maySelect([requirement], { labels: {}, incomplete: undefined });
  switch (key) {
    case namespaceKey:
      return isMetBy(requirement, pod.namespace);
    case serviceAccountKey:
      return isMetBy(requirement, pod.serviceAccount);
    case clusterKey:
      // Another name than the default may be that of this cluster.
      return isMetBy(requirement, requirement.values.includes(defaultCluster) ? defaultCluster : undefined);
    default:
      return maySelect([requirement], pod.labels);
  }
}

/** Of a label that every pod has; its value may not be known. */
function isMetBy(requirement: LabelRequirement, value: string | undefined): Likelihood {
  const { key, operator } = requirement;
  if (operator === 'Exists') return 'yes';
  if (operator === 'DoesNotExist') return 'no';
  return value === undefined
    ? 'perhaps'
    : maySelect([requirement], { labels: { [key]: value }, incomplete: undefined });
}
