import { enumerate } from '../../kernel/enumerate.ts';
import type { WorkloadSelector } from '../../catalog/catalog.ts';
import { toCidrs } from '../flows/address.ts';
import { addressRanges, flowsTo, intersect, isEmpty } from '../flows/flowSet.ts';
import { selects } from '../formats/kubernetes/labelSelector.ts';
import { describeNoAddresses } from './egressNeed.ts';
import type { EgressNeed } from './egressNeed.ts';
import type { NotYetPossible } from './generatedRules.ts';
import { generatedLabels, groupByPods, howToFindEarlier, isNamespace, toObjectSelector } from './podRules.ts';
import type { PodGroup } from './podRules.ts';
import type { TargetOrder, TargetRules } from './targetRules.ts';
import { writeManifests } from './writeManifests.ts';
import type { Manifest } from './writeManifests.ts';

/** One NetworkPolicy for the pods of each selector in each of their namespaces. It knows addresses and pods, and no names. */
export function writeNetworkPolicies(order: TargetOrder): TargetRules {
  const { groups, notYetPossible } = groupByPods(order);
  const placed = groups.map((group) => ({ group, namespaces: findNamespaces(group, order) }));
  const addressless = order.needs.filter(
    ({ originator, openers, addresses }) => originator === 'pod' && openers.length > 0 && addresses.length === 0,
  );
  return {
    notYetPossible: [
      ...notYetPossible,
      ...describeNoAddresses(addressless, 'A NetworkPolicy', 'the target cilium'),
      ...describeNoNamespace(order, placed),
      ...describeNodes(order),
      ...(placed.some(({ group }) => group.namespace === undefined) ? describeUnread(order) : []),
    ],
    surplus: [],
    remarks: [...describeCache(order.needs), howToFindEarlier('networkpolicies', order.planSlug)],
    write: (header) => [
      {
        name: 'network-policies.yaml',
        mediaType: 'application/yaml',
        text: writeManifests(
          header,
          placed.flatMap(({ group, namespaces }) =>
            namespaces.map((namespace) => toManifest(group, namespace, order.planSlug)),
          ),
        ),
      },
    ],
  };
}

/** Where the plan names none, those in which the files show such pods. */
function findNamespaces({ namespace, selector }: PodGroup, { workloads }: TargetOrder): readonly string[] {
  if (namespace !== undefined) return isNamespace(namespace) ? [namespace] : [];
  const found = workloads.filter(({ labels }) => selects(selector, labels)).map((workload) => workload.namespace);
  return [...new Set(found)].filter(isNamespace).toSorted();
}

interface PlacedGroup {
  readonly group: PodGroup;
  readonly namespaces: readonly string[];
}

/** Of the selectors of a component one is enough: the others are other charts’. */
function describeNoNamespace({ needs }: TargetOrder, placed: readonly PlacedGroup[]): readonly NotYetPossible[] {
  const isPlaced = ({ namespace, selector }: WorkloadSelector): boolean =>
    placed.some(
      ({ group, namespaces }) => group.namespace === namespace && group.text === selector && namespaces.length > 0,
    );
  return needs.flatMap(({ connection, originator, openers }) =>
    originator === 'node'
      ? []
      : openers
          .filter((selectors) => !selectors.some(isPlaced))
          .map((selectors) => ({
            connection,
            why: `A NetworkPolicy is of one namespace, and that of the pods ${selectors.map(({ selector }) => selector).join(' or ')} is not known.`,
            alternative: `Enter connections.${connection}.namespace as the API takes it, or give the manifests of these pods.`,
          })),
  );
}

/** Source: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
function describeCache(needs: readonly EgressNeed[]): readonly string[] {
  return needs.some(({ needsDns }) => needsDns)
    ? ['Where the node answers names (NodeLocal DNS, AKS LocalDNS), open 53/udp and 53/tcp to its address as well.']
    : [];
}

function describeUnread({ unread }: TargetOrder): readonly NotYetPossible[] {
  if (unread.length === 0) return [];
  const why = `${enumerate(unread)} could not be read whole, so that namespaces of pods may be missing.`;
  return [
    { connection: 'all', why, alternative: 'Mend what `pdp egress check` reports there, or enter the namespaces.' },
  ];
}

function toManifest({ name, selector, needs }: PodGroup, namespace: string, planSlug: string): Manifest {
  const rules = [
    ...(needs.some(({ needsDns }) => needsDns) ? [dnsRule] : []),
    ...[...Map.groupBy(needs, ({ planPath }) => planPath).values()].flatMap(toRule),
  ];
  return {
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace, labels: generatedLabels(planSlug) },
      spec: {
        podSelector: toObjectSelector(selector),
        policyTypes: ['Egress'],
        egress: rules.map(({ rule }) => rule),
      },
    },
    remarks: rules.map(({ remark }) => remark),
  };
}

interface RemarkedRule {
  readonly rule: object;
  readonly remark: string;
}

/** CoreDNS kept the label of kube-dns, and every distribution finds its DNS pods by it. */
const dnsRule: RemarkedRule = {
  rule: {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
        podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      },
    ],
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
  },
  remark: 'dns',
};

/** What a row, or its second site, needs: its hosts share their addresses. */
function toRule(needs: readonly EgressNeed[]): readonly RemarkedRule[] {
  const [first] = needs;
  if (first === undefined || first.addresses.length === 0) return [];
  const ports = [...new Map(needs.map(({ protocol, port }) => [`${port}/${protocol}`, { protocol, port }])).values()];
  const to = addressRanges(flowsTo(first.addresses))
    .flatMap(toCidrs)
    .map((cidr) => ({ ipBlock: { cidr } }));
  return [{ rule: { to, ports }, remark: first.planPath }];
}

/** Source: Cilium documentation, "Kubernetes network policies", on ipBlock. */
function describeNodes({ needs, network: { cni, nodeRanges } }: TargetOrder): readonly NotYetPossible[] {
  if (cni !== 'cilium') return [];
  const nodes = flowsTo(nodeRanges);
  const isOnNodes = ({ addresses, originator }: EgressNeed): boolean =>
    originator === 'pod' && !isEmpty(intersect(flowsTo(addresses), nodes));
  return [...new Set(needs.filter(isOnNodes).map(({ connection }) => connection))].map((connection) => ({
    connection,
    why: 'Its address is one of the nodes, and Cilium takes no node for an ipBlock.',
    alternative: 'Generate for the target cilium, which opens the API server as what it is.',
  }));
}
