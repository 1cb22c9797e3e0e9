/** The pods that answer names in a cluster. */
import type { DestinationPod, NamedPort } from '../../machine/destination.ts';
import { namespaceLabels } from './manifests.ts';
import type { Manifests } from './manifests.ts';
import { labelsOf } from './podLabels.ts';

/** Where a distribution has its DNS pods, and what their Service leads to. */
export interface DnsHome {
  readonly namespace: string;
  readonly key: string;
  readonly value: string;
  readonly port: number;
}

/** CoreDNS kept the label of kube-dns, by which all but OpenShift find their DNS pods. */
const kubeDns: DnsHome = { namespace: 'kube-system', key: 'k8s-app', value: 'kube-dns', port: 53 };
/** Source: openshift/cluster-dns-operator, the DaemonSet dns-default, whose container listens on 5353. */
const openShiftDns: DnsHome = {
  namespace: 'openshift-dns',
  key: 'dns.operator.openshift.io/daemonset-dns',
  value: 'default',
  port: 5353,
};
export const dnsHomes: readonly DnsHome[] = [kubeDns, openShiftDns];

/** The cache on the node: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
const nodeCache = 'node-local-dns';

export interface DnsPod {
  readonly home: DnsHome;
  readonly pod: DestinationPod;
  readonly namedPorts: readonly NamedPort[];
  /** On which it answers what is asked on port 53 of its Service. */
  readonly ports: Readonly<Record<DnsProtocol, number>>;
}

export const dnsProtocols = ['UDP', 'TCP'] as const;
export type DnsProtocol = (typeof dnsProtocols)[number];

export interface DnsPods {
  readonly areRead: boolean;
  /** Where they are, or are taken to be. */
  readonly home: DnsHome;
  readonly pods: readonly DnsPod[];
}

/** Where the files show none, they are assumed to have what their distribution gives them. */
export function findDnsPods(manifests: Manifests): DnsPods {
  const labelled = ({ namespace, key }: DnsHome, label: string) =>
    manifests.workloads.filter((workload) => workload.namespace === namespace && workload.labels[key] === label);
  const toPod = (
    home: DnsHome,
    pod: Pick<DestinationPod, 'labels' | 'serviceAccount'>,
    namedPorts: readonly NamedPort[],
  ): DnsPod => ({
    home,
    pod: { namespace: home.namespace, namespaceLabels: namespaceLabels(manifests, home.namespace), ...pod },
    namedPorts,
    ports: { UDP: portFor('UDP', namedPorts), TCP: portFor('TCP', namedPorts) },
  });
  const read = dnsHomes.flatMap((home) =>
    labelled(home, home.value).map((workload) =>
      toPod(home, { labels: labelsOf(workload), serviceAccount: workload.serviceAccount }, workload.namedPorts),
    ),
  );
  const home = read[0]?.home ?? (manifests.namespaces.has(openShiftDns.namespace) ? openShiftDns : kubeDns);
  const { namespace, key, value, port } = home;
  const labels = {
    labels: { [key]: value },
    incomplete: `The DNS pods are not in the files, so that not all of their labels are known: add the manifests of ${namespace}.`,
  };
  const assumed = toPod(home, { labels }, [
    { name: 'dns', protocol: 'UDP', port },
    { name: 'dns-tcp', protocol: 'TCP', port },
  ]);
  const caches = labelled(kubeDns, nodeCache).map(() =>
    toPod(kubeDns, { labels: { labels: {}, incomplete: answeredOnNode } }, []),
  );
  return { areRead: read.length > 0, home, pods: [...(read.length > 0 ? read : [assumed]), ...caches] };
}

/** CoreDNS has a name for it wherever it listens on another than 53: `dns`, `dns-tcp`. */
function portFor(protocol: DnsProtocol, namedPorts: readonly NamedPort[]): number {
  const own = namedPorts.filter((one) => one.protocol === protocol);
  if (own.some(({ port }) => port === 53)) return 53;
  return own.find(({ name }) => name.startsWith('dns'))?.port ?? 53;
}

const answeredOnNode = `${nodeCache} answers names on the node, where rules that select the DNS pods may miss it: allow 53/udp and 53/tcp to its address as well.`;
