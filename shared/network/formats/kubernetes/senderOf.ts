import { privateRanges } from '../../flows/addressSpaces.ts';
import { flowsTo } from '../../flows/flowSet.ts';
import type { Origin } from '../../reading/ruleFormat.ts';
import type { Destination } from '../../machine/destination.ts';
import type { Services } from '../../flows/services.ts';
import { namespaceLabels } from './manifests.ts';
import type { Manifests } from './manifests.ts';
import { labelsOf } from './podLabels.ts';

const nodeNotKnown = { labels: {}, incomplete: 'Which node opens it, and with which labels, is not known.' };

/** Who opens a connection, as the rules of the pod that takes it see them: by labels, with any address that they may have. */
export function senderOf(
  { network, subject, addresses }: Origin,
  manifests: Manifests,
  { services, namedPorts }: { readonly services: Services } & Pick<Destination, 'namedPorts'>,
): Destination {
  const { podRanges, nodeRanges, cni } = network;
  const from = (ranges: Origin['addresses']) => flowsTo(ranges.length > 0 ? ranges : privateRanges, services);
  const inCluster = { outside: false, namedPorts };
  // By the API alone a pod on the node’s network is a pod; plug-ins see the node.
  if (subject.kind === 'workload' && (!subject.workload.hostNetwork || cni === 'generic')) {
    const { namespace, serviceAccount } = subject.workload;
    const pod = {
      namespace,
      namespaceLabels: namespaceLabels(manifests, namespace),
      labels: labelsOf(subject.workload),
      serviceAccount,
    };
    return { ...inCluster, flows: from(podRanges), pod };
  }
  if (subject.kind === 'proxy' || subject.kind === 'missing-workload') return { ...inCluster, flows: from(addresses) };
  return { ...inCluster, flows: from(nodeRanges), node: nodeNotKnown };
}
