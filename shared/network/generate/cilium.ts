import { inParts } from '../../kernel/inParts.ts';
import type { Cni } from '../../plan/plan.ts';
import { toCidrs } from '../flows/address.ts';
import { addressRanges, flowsTo, intersect, isEmpty } from '../flows/flowSet.ts';
import { describeNoDestination } from './egressNeed.ts';
import type { EgressNeed } from './egressNeed.ts';
import type { NotYetPossible } from './generatedRules.ts';
import { generatedLabels, groupByPods, howToFindEarlier, isNamespace, toObjectSelector } from './podRules.ts';
import type { PodGroup } from './podRules.ts';
import type { TargetOrder, TargetRules } from './targetRules.ts';
import { writeManifests } from './writeManifests.ts';
import type { Manifest } from './writeManifests.ts';

/**
 * A CiliumNetworkPolicy for the pods of each selector; where the plan names no namespace, a clusterwide one. What has a name
 * is opened by its name, with the rule that lets the DNS proxy see what is asked.
 * Source: Cilium documentation, "Layer 3 policies" and "Layer 7 policies".
 */
export function writeCiliumPolicies({ needs, network, planSlug }: TargetOrder): TargetRules {
  const { groups, notYetPossible } = groupByPods({ needs, planSlug });
  const good = groups.filter(({ namespace }) => namespace === undefined || isNamespace(namespace));
  const ofPods = needs.filter(({ originator, openers }) => originator === 'pod' && openers.length > 0);
  const lacking = ofPods.filter(
    ({ host, addresses, isApiServer }) => host === undefined && addresses.length === 0 && !isApiServer,
  );
  const nodes = flowsTo(network.nodeRanges);
  const onNodes = ofPods.filter(
    ({ host, addresses, isApiServer }) =>
      host === undefined && !isApiServer && !isEmpty(intersect(flowsTo(addresses), nodes)),
  );
  return {
    notYetPossible: [
      ...(network.cni === undefined || network.cni === 'cilium' ? [] : [describeOtherPlugIn(network.cni)]),
      ...notYetPossible,
      ...lacking.map(describeNoDestination),
      ...groups.filter((group) => !good.includes(group)).flatMap(describeBadNamespace),
      ...[...new Set(onNodes.map(({ connection }) => connection))].map((connection) => ({
        connection,
        why: 'Its address is one of the nodes, and Cilium takes no node for a range.',
        alternative: 'Open the entities host and remote-node on its port, if a node is meant.',
      })),
    ],
    surplus: [],
    remarks: [howToFindEarlier('ciliumnetworkpolicies,ciliumclusterwidenetworkpolicies', planSlug)],
    write: (header) => [
      {
        name: 'cilium-policies.yaml',
        mediaType: 'application/yaml',
        text: writeManifests(
          header,
          good.map((group) => toManifest(group, planSlug)),
        ),
      },
    ],
  };
}

function describeOtherPlugIn(cni: Cni): NotYetPossible {
  return {
    connection: 'all',
    why: `The plan’s plug-in is ${cni}, which enforces no policies of Cilium.`,
    alternative: 'Generate for networkpolicy, or correct network.cni.',
  };
}

function describeBadNamespace({ namespace, needs }: PodGroup): readonly NotYetPossible[] {
  return [...new Set(needs.map(({ connection }) => connection))].map((connection) => ({
    connection,
    why: `“${namespace}” is no name of a namespace.`,
    alternative: `Correct connections.${connection}.namespace.`,
  }));
}

function toManifest({ name, namespace, selector, needs }: PodGroup, planSlug: string): Manifest {
  const rules = [
    ...(needs.some(({ needsDns }) => needsDns) ? [dnsRule] : []),
    ...[...Map.groupBy(needs, ({ planPath }) => planPath).values()].flatMap(toRules),
  ];
  const isClusterwide = namespace === undefined;
  return {
    object: {
      apiVersion: 'cilium.io/v2',
      kind: isClusterwide ? 'CiliumClusterwideNetworkPolicy' : 'CiliumNetworkPolicy',
      metadata: { name, ...(isClusterwide ? {} : { namespace }), labels: generatedLabels(planSlug) },
      spec: {
        endpointSelector: toObjectSelector(selector),
        // Pods without any rule that can be written yet stay closed.
        egress: rules.length === 0 ? [{}] : rules.map(({ rule }) => rule),
      },
    },
    remarks: rules.map(({ remark }) => remark),
  };
}

interface RemarkedRule {
  readonly rule: object;
  readonly remark: string;
}

/**
 * CoreDNS kept the label of kube-dns, and every distribution finds its DNS pods by it. Any name may be asked, since the search
 * list of a pod makes many of one, and some resolvers stop at the first that is refused: what is not opened below gets an
 * address and no way to it.
 */
const dnsRule: RemarkedRule = {
  rule: {
    toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
    toPorts: [
      {
        ports: [
          { port: '53', protocol: 'UDP' },
          { port: '53', protocol: 'TCP' },
        ],
        rules: { dns: [{ matchPattern: '*' }] },
      },
    ],
  },
  remark: 'dns: any name may be asked, and only what is listed below is opened',
};

/** A star stands for one label; two at the beginning for several from release 1.19 on, and for one before. */
function patternsOf(host: string): readonly string[] {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name.startsWith('*.') ? [name, `*${name}`] : [name];
}

function toName(name: string): object {
  return name.includes('*') ? { matchPattern: name } : { matchName: name };
}

/** Source: the CRD of CiliumNetworkPolicy, `toPorts[].ports`. */
const mostPortsOfEntry = 40;

/** What a row, or its second site, needs. One rule may go by one kind of peer alone. */
function toRules(needs: readonly EgressNeed[]): readonly RemarkedRule[] {
  const [first] = needs;
  if (first === undefined) return [];
  const { addresses, isApiServer, planPath } = first;
  const hosts = [...new Set(needs.flatMap(({ host }) => host ?? []))];
  const ports = [
    ...new Map(needs.map(({ port, protocol }) => [`${port}/${protocol}`, { port: `${port}`, protocol }])).values(),
  ];
  const toPorts = inParts(ports, mostPortsOfEntry).map((some) => ({ ports: some }));
  const to = (peers: object): readonly RemarkedRule[] => [{ rule: { ...peers, toPorts }, remark: planPath }];
  if (isApiServer) return to({ toEntities: ['kube-apiserver'] });
  if (hosts.length > 0) return to({ toFQDNs: hosts.flatMap(patternsOf).map(toName) });
  if (addresses.length === 0) return [];
  return to({ toCIDR: addressRanges(flowsTo(addresses)).flatMap(toCidrs) });
}
