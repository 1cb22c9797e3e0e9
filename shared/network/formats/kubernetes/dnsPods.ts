/** The pods that answer names in a cluster. */
import type { DestinationPod, NamedPort } from '../../destination.ts';
import { namespaceLabels } from './manifests.ts';
import type { Manifests } from './manifests.ts';

/** CoreDNS kept the label of kube-dns, and every distribution finds its DNS pods by it. */
export const dnsPodsLabels = { namespace: 'kube-system', key: 'k8s-app', value: 'kube-dns' } as const;
/** The cache on the node: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
const nodeCache = 'node-local-dns';

export interface DnsPod {
  readonly pod: DestinationPod;
  readonly namedPorts: readonly NamedPort[];
}

/** Where the files show none, they are assumed to have what every distribution gives them. */
export function findDnsPods(manifests: Manifests): { readonly areRead: boolean; readonly pods: readonly DnsPod[] } {
  const { namespace, key, value } = dnsPodsLabels;
  const labelled = (label: string) =>
    manifests.workloads.filter((workload) => workload.namespace === namespace && workload.labels[key] === label);
  const toPod = (pod: Pick<DestinationPod, 'labels' | 'serviceAccount'>, namedPorts: readonly NamedPort[]): DnsPod => ({
    pod: { namespace, namespaceLabels: namespaceLabels(manifests, namespace), ...pod },
    namedPorts,
  });
  const read = labelled(value).map(({ labels, namedPorts, serviceAccount }) =>
    toPod({ labels: { labels, incomplete: undefined }, serviceAccount }, namedPorts),
  );
  const assumed = toPod({ labels: { labels: { [key]: value }, incomplete: labelsNotRead } }, defaultPorts);
  const caches = labelled(nodeCache).map(() => toPod({ labels: { labels: {}, incomplete: answeredOnNode } }, []));
  return { areRead: read.length > 0, pods: [...(read.length > 0 ? read : [assumed]), ...caches] };
}

const labelsNotRead = `The DNS pods are not in the files, so that not all of their labels are known: add the manifests of ${dnsPodsLabels.namespace}.`;
const answeredOnNode = `${nodeCache} answers names on the node, where rules that select the DNS pods may miss it: allow 53/udp and 53/tcp to its address as well.`;

const defaultPorts = [
  { name: 'dns', protocol: 'UDP', port: 53 },
  { name: 'dns-tcp', protocol: 'TCP', port: 53 },
];
