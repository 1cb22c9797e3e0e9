/** What to write where, so that the pod policies of a workload let a connection through. */
import type { Cni } from '../../plan/plan.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import { toCidrs } from '../flows/address.ts';
import { addressRanges, flowsTo, intersect, isEmpty, servicesIn, subtract, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import type { Subject } from '../reading/ruleFormat.ts';
import { placeOf } from '../source/placeOf.ts';
import { describeServices } from '../flows/services.ts';
import type { Services } from '../flows/services.ts';
import type { RuleReference } from './verdict.ts';

export interface RemedyInput {
  /** The row’s id, under which the plan has its addresses. */
  readonly id: string;
  readonly network: ClusterNetwork;
  /** What is not let through of each flow. */
  readonly denied: readonly { readonly flow: RequiredFlow; readonly flows: FlowSet }[];
  /** The list of the workload’s own policy that the rule belongs into, or the policy that closes everything. */
  readonly belongs: RuleReference;
  /** That policy selects every pod: a rule in it would open more than this connection. */
  readonly isGeneral: boolean;
}

/** NetworkPolicy knows addresses and pods, and no names. */
export function describePodPolicyRemedy(input: RemedyInput): string {
  const { denied, network } = input;
  const [toPods, others] = partition(denied, ({ flow }) => flow.peer !== undefined);
  const [known, unknown] = partition(others, ({ flow }) => flow.addressesKnown);
  const addresses = uniteAll(known.map(({ flows }) => flows));
  const onNodes =
    network.cni === 'cilium' ? intersect(addresses, flowsTo(network.nodeRanges)) : subtract(addresses, addresses);
  const rules = [...writePeerRules(toPods), ...writeBlockRules(subtract(addresses, onNodes))];
  return [
    ...(rules.length === 0 ? [] : [`${whereTo(input)}: ${rules.map((rule) => `\`- ${rule}\``).join(', ')}.`]),
    ...(isEmpty(onNodes) ? [] : [describeNodes(onNodes)]),
    ...(unknown.length === 0
      ? []
      : [
          askForAddresses(
            input,
            unknown.map(({ flow }) => flow),
          ),
        ]),
  ].join(' ');
}

/** A rule for the namespaces of who opens it, in the policies of the pods that take it. */
export function describeReceiverRemedy({
  denied,
  subjects,
  belongs,
  isGeneral,
}: Pick<RemedyInput, 'denied' | 'belongs' | 'isGeneral'> & { readonly subjects: readonly Subject[] }): string {
  const namespaces = subjects.flatMap((subject) => (subject.kind === 'workload' ? subject.workload.namespace : []));
  const peers = [...new Set(namespaces)].map(
    (namespace) => `{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}}`,
  );
  const ports = writePorts(servicesIn(uniteAll(denied.map(({ flows }) => flows))));
  const policy = `${belongs.rule} (${placeOf(belongs)})`;
  const where = isGeneral
    ? `Add a NetworkPolicy for the pods that take it, since ${policy} closes what no other opens, with the ingress rule`
    : `Add to the ingress of ${policy}, which closes the pods that take it`;
  return `${where}: \`- {from: [${peers.join(', ')}], ports: ${ports}}\`.`;
}

function partition<Value>(values: readonly Value[], isFirst: (value: Value) => boolean): readonly [Value[], Value[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))];
}

function whereTo({ belongs, isGeneral }: RemedyInput): string {
  const policy = `${belongs.rule} (${placeOf(belongs)})`;
  return isGeneral
    ? `Add a NetworkPolicy for these pods, since ${policy} closes what no other opens, with the egress rule`
    : `Add to the egress of ${policy}`;
}

function writePeerRules(denied: RemedyInput['denied']): readonly string[] {
  const byPeer = Map.groupBy(denied, ({ flow }) => flow.peer);
  return [...byPeer].map(
    ([peer, some]) => `{to: [${peer}], ports: ${writePorts(servicesIn(uniteAll(some.map(({ flows }) => flows))))}}`,
  );
}

const mostBlocks = 8;

/** A rule for each set of ports. Addresses without end are told in the list of what is not let through. */
function writeBlockRules(flows: FlowSet): readonly string[] {
  const segments = [
    ...flows.v4.map((segment) => ({ family: 4 as const, ...segment })),
    ...flows.v6.map((segment) => ({ family: 6 as const, ...segment })),
  ];
  return [...Map.groupBy(segments, ({ services }) => writePorts(services))].map(([ports, some]) => {
    const cidrs = some.flatMap(toCidrs);
    const blocks = cidrs.slice(0, mostBlocks).map((cidr) => `{ipBlock: {cidr: '${cidr}'}}`);
    const more = cidrs.length > mostBlocks ? [`and ${cidrs.length - mostBlocks} more`] : [];
    return `{to: [${[...blocks, ...more].join(', ')}], ports: ${ports}}`;
  });
}

function writePorts(services: Services): string {
  const ports = Object.entries(describeServices(services)).flatMap(([protocol, ranges]) =>
    ranges.map((range) => {
      const [first, last] = range.split('-');
      return `{protocol: ${protocol}, port: ${first}${last === undefined ? '' : `, endPort: ${last}`}}`;
    }),
  );
  return `[${ports.join(', ')}]`;
}

function describeNodes(flows: FlowSet): string {
  return `${enumerate(addressRanges(flows).flatMap(toCidrs))}: Cilium takes no node for an ipBlock; open the entities kube-apiserver or host and remote-node in a CiliumNetworkPolicy.`;
}

function askForAddresses(input: RemedyInput, flows: readonly RequiredFlow[]): string {
  const {
    id,
    network: { cni },
  } = input;
  const hosts = [...new Set(flows.flatMap(({ host }) => host ?? []))];
  const ports = [...new Set(flows.map(({ port, protocol }) => `${port}/${protocol.toLowerCase()}`))];
  const key = flows.some(({ failover }) => failover) ? `connections.${id}.failover.cidrs` : `connections.${id}.cidrs`;
  const whose = hosts.length === 0 ? 'the addresses of the destination' : `the addresses of ${enumerate(hosts)}`;
  const first = `A NetworkPolicy knows no host names: enter ${whose} in ${key}, and add them as ipBlock on ${enumerate(ports)}`;
  const where = input.isGeneral
    ? 'in a NetworkPolicy for these pods'
    : `to the egress of ${input.belongs.rule} (${placeOf(input.belongs)})`;
  return `${first} ${where}.${byName(cni, hosts)}`;
}

/** The plug-in that opens names. Source: Cilium documentation, "DNS based". */
function byName(cni: Cni | undefined, hosts: readonly string[]): string {
  if (cni !== 'cilium' || hosts.length === 0) return '';
  const names = hosts.map((host) => `{${host.includes('*') ? 'matchPattern' : 'matchName'}: '${host}'}`);
  return ` Or go by name in a CiliumNetworkPolicy: \`toFQDNs: [${names.join(', ')}]\`, with the DNS rule that lets Cilium see the answers.`;
}
