/**
 * What NetworkPolicies make of a workload's egress, by the API's own words and by what the plug-in does where the API
 * leaves it open. Source: kubernetes/api networking/v1/types.go and kubernetes.io "Network Policies"; plug-ins: the Cilium,
 * Calico and OVN-Kubernetes documentation.
 */
import type { Cni } from '../../../plan/plan.ts';
import type { AddressRange } from '../../address.ts';
import { flowsTo, intersect, isEmpty, NO_FLOWS, subtract, unite, uniteAll, withServices } from '../../flowSet.ts';
import type { FlowSet } from '../../flowSet.ts';
import { toRanges } from '../../addressSpaces.ts';
import type { Destination, DestinationPod, Rule, RuleMatch, RulePlace, RuleProgram } from '../../ruleProgram.ts';
import { ALL_SERVICES, NO_SERVICES, servicesOf, uniteServices } from '../../services.ts';
import type { Services } from '../../services.ts';
import { maySelect, selects } from './labelSelector.ts';
import type { EgressRule, ForeignPolicy, Manifests, NetworkPolicy, Peer, PolicyPort, Workload } from './manifests.ts';

/** What is known of the cluster's network; an absent plug-in leaves open what plug-ins do differently. */
export interface ClusterNetwork {
  readonly cni: Cni | undefined;
  readonly podRanges: readonly AddressRange[];
  readonly nodeRanges: readonly AddressRange[];
  readonly serviceRanges: readonly AddressRange[];
}

/** Says of each workload what its pod policies are; policies are looked up by namespace once. */
export interface PodPolicies {
  /** What decides about the workload's egress. */
  of(workload: Workload): PodPolicy;
}

export type PodPolicy =
  | {
      readonly kind: 'program';
      readonly program: RuleProgram;
      /** The policies that isolate the workload for egress; none means that everything is allowed. */
      readonly isolatedBy: readonly RulePlace[];
    }
  /** A policy that may select it is not understood. */
  | { readonly kind: 'unknown'; readonly because: string; readonly places: readonly RulePlace[] }
  /** It runs on the node's network, where pod policies do not bear. */
  | { readonly kind: 'node-network' };

/** Plug-ins that test a policy after a Service's address was translated to that of a pod behind it. */
const translateFirst: ReadonlySet<Cni | undefined> = new Set(['cilium', 'calico', 'antrea']);

export function translatesServicesFirst(cni: Cni | undefined): boolean {
  return translateFirst.has(cni);
}

export function makePodPolicies(manifests: Manifests, network: ClusterNetwork): PodPolicies {
  const { cni } = network;
  const byNamespace = Map.groupBy(manifests.networkPolicies, ({ namespace }) => namespace);
  const foreign = Map.groupBy(manifests.foreignPolicies, ({ namespace }) => namespace);
  const programs = new Map<string, PodPolicy>();
  const rules = new Map<EgressRule, Rule>();
  const ruleOf = (policy: NetworkPolicy, egress: EgressRule): Rule => {
    let rule = rules.get(egress);
    if (rule === undefined) rules.set(egress, (rule = compileRule(policy, egress, network)));
    return rule;
  };
  /** Workloads that the same policies select share one program. */
  const programOf = (selecting: readonly NetworkPolicy[]): PodPolicy => {
    const key = selecting.map(({ place }) => `${place.file}#${place.document}#${place.path.join('/')}`).join('|');
    let program = programs.get(key);
    if (program === undefined) programs.set(key, (program = compile(selecting, cni, ruleOf)));
    return program;
  };

  return {
    of({ namespace, labels, hostNetwork }) {
      const strangers = [...(foreign.get(undefined) ?? []), ...(foreign.get(namespace) ?? [])];
      if (strangers.length > 0) return { kind: 'unknown', ...notJudged(strangers) };
      const selecting = (byNamespace.get(namespace) ?? []).filter(({ podSelector }) => selects(podSelector, labels));
      const notUnderstood = selecting.find((policy) => policy.notUnderstood !== undefined);
      if (notUnderstood !== undefined) {
        const { place } = notUnderstood;
        return { kind: 'unknown', because: `${place.rule}: ${notUnderstood.notUnderstood}`, places: [place] };
      }
      if (hostNetwork && selecting.length > 0 && cni !== 'generic') return onNodeNetwork(selecting, cni);
      return programOf(selecting);
    },
  };
}

type Unknown = Pick<PodPolicy & { kind: 'unknown' }, 'because' | 'places'>;

function notJudged(policies: readonly ForeignPolicy[]): Unknown {
  const places = policies.map(({ place }) => place);
  const verb = places.length === 1 ? 'is' : 'are';
  return { because: `${nameRules(places)} ${verb} not judged yet, and may decide about these pods.`, places };
}

const mostNamed = 2;

function nameRules(places: readonly RulePlace[]): string {
  const names = places.slice(0, mostNamed).map(({ rule }) => rule);
  return places.length > mostNamed ? `${names.join(', ')} and ${places.length - mostNamed} more` : names.join(' and ');
}

/** The API selects it as any other pod and leaves the effect undefined; these plug-ins take its traffic for the node's. */
function onNodeNetwork(selecting: readonly NetworkPolicy[], cni: Cni | undefined): PodPolicy {
  if (cni === 'cilium' || cni === 'calico' || cni === 'ovn-kubernetes') return { kind: 'node-network' };
  const places = selecting.map(({ place }) => place);
  return {
    kind: 'unknown',
    because: `${nameRules(places)} selects a pod on the node’s network, which is left to the plug-in: ${askForPlugIn(cni)}`,
    places,
  };
}

function askForPlugIn(cni: Cni | undefined): string {
  return cni === undefined ? 'set network.cni.' : `what ${cni} does is not known.`;
}

function compile(
  selecting: readonly NetworkPolicy[],
  cni: Cni | undefined,
  ruleOf: (policy: NetworkPolicy, egress: EgressRule) => Rule,
): PodPolicy {
  const isolating = selecting
    .map((policy) => ({ policy, isolates: isolatesEgress(policy, cni) }))
    .filter(({ isolates }) => isolates !== 'no');
  const [doubtful] = isolating.filter(({ isolates }) => isolates === 'perhaps').map(({ policy }) => policy);
  const isCertain = isolating.some(({ isolates }) => isolates === 'yes');
  const isolatedBy = isolating.map(({ policy }) => policy.place);
  if (isolating.length === 0) return { kind: 'program', program: { sections: [] }, isolatedBy };
  const rules = isolating.flatMap(({ policy, isolates }) =>
    policy.egress.map((egress) => {
      const rule = ruleOf(policy, egress);
      // Where nothing else isolates the pods, all of this holds or none of it: the program as a whole is in doubt.
      return isolates === 'perhaps' && isCertain ? onlyPossible(rule, describeDoubt(policy, cni)) : rule;
    }),
  );
  const otherwiseBy = isolatedBy.map((place) => ({ ...place, path: [...place.path, 'metadata', 'name'] }));
  return {
    kind: 'program',
    isolatedBy,
    program: {
      sections: [{ rules, otherwise: 'deny', otherwiseBy }],
      ...(!isCertain && doubtful !== undefined ? { uncertain: describeDoubt(doubtful, cni) } : {}),
    },
  };
}

function describeDoubt({ place }: NetworkPolicy, cni: Cni | undefined): string {
  return `${place.rule} has egress rules, and policyTypes without Egress, which plug-ins read differently: ${askForPlugIn(cni)}`;
}

function onlyPossible(rule: Rule, because: string): Rule {
  return {
    ...rule,
    match: (destination) => ({
      certain: NO_FLOWS,
      possible: rule.match(destination).possible,
      unknownBecause: because,
    }),
  };
}

/**
 * Without policyTypes, egress rules make it an egress policy. With policyTypes that leave Egress out, the API and Calico
 * take the egress rules for nothing; Cilium enforces them all the same.
 */
function isolatesEgress({ policyTypes, egress }: NetworkPolicy, cni: Cni | undefined): 'yes' | 'no' | 'perhaps' {
  if (policyTypes === undefined || policyTypes.length === 0) return egress.length > 0 ? 'yes' : 'no';
  if (policyTypes.includes('Egress')) return 'yes';
  if (egress.length === 0) return 'no';
  switch (cni) {
    case 'cilium':
      return 'yes';
    case 'calico':
    case 'generic':
      return 'no';
    case 'ovn-kubernetes':
    case 'antrea':
    case undefined:
      return 'perhaps';
  }
}

function compileRule(policy: NetworkPolicy, { to, ports, place }: EgressRule, network: ClusterNetwork): Rule {
  const opened = ports === undefined ? ALL_SERVICES : numberedServices(ports);
  const named = (ports ?? []).filter(({ port }) => typeof port === 'string');
  const matchAddress = to === undefined ? matchEverything : matchPeers(to, policy.namespace, network);
  const services = flowsTo(network.serviceRanges);
  return {
    action: 'allow',
    place,
    match(destination) {
      const { certain, possible, unknownBecause } = matchAddress(destination);
      const open = named.length === 0 ? opened : uniteServices(opened, namedServices(named, destination));
      const match = {
        certain: withServices(certain, open),
        possible: withServices(possible, open),
        unknownBecause,
      };
      const isAddressOfService = !destination.outside && destination.pod === undefined;
      return isAddressOfService ? behindServices(match, destination, services, { to, ports }) : match;
    },
  };
}

function numberedServices(ports: readonly PolicyPort[]): Services {
  return ports.reduce<Services>((services, { protocol, port, endPort }) => {
    if (typeof port === 'string') return services;
    return uniteServices(services, servicesOf(protocol, port, endPort ?? port));
  }, NO_SERVICES);
}

/** A named port is looked up on the pod that is the destination; an address has no names. */
function namedServices(named: readonly PolicyPort[], { pod }: Destination): Services {
  return named.reduce<Services>((services, { protocol, port }) => {
    const found = pod?.namedPorts.find((known) => known.name === port && known.protocol === protocol);
    return found === undefined ? services : uniteServices(services, servicesOf(protocol, found.port));
  }, NO_SERVICES);
}

/**
 * The address of a Service stands for pods or servers that are not known here, on ports that may be others: rules are tested
 * with those. Only what is open to everything is open there for certain; any other rule may be.
 */
function behindServices(
  match: RuleMatch,
  { flows }: Destination,
  services: FlowSet,
  { to, ports }: Pick<EgressRule, 'to' | 'ports'>,
): RuleMatch {
  const onService = intersect(flows, services);
  if (isEmpty(onService)) return match;
  const mayOpen = ports === undefined ? ALL_SERVICES : everyPortOf(ports);
  const opens = ports === undefined ? ALL_SERVICES : everyPortOf(ports.filter(({ port }) => port === undefined));
  const certain = to === undefined ? withServices(onService, opens) : NO_FLOWS;
  return {
    certain: unite(subtract(match.certain, onService), certain),
    possible: unite(subtract(match.possible, onService), withServices(onService, mayOpen)),
    unknownBecause:
      'Pod policies are tested with what stands behind the address of a Service: give that address and port in the plan.',
  };
}

function everyPortOf(ports: readonly PolicyPort[]): Services {
  return ports.reduce<Services>((all, { protocol }) => uniteServices(all, servicesOf(protocol)), NO_SERVICES);
}

const matchEverything = ({ flows }: Destination): RuleMatch => ({ certain: flows, possible: flows });

const labelsNotKnown =
  'The address is one of the pods (network.podCidrs), and which labels the pod there has is not known: correct the address in the plan, or allow it by ipBlock.';

type PodPeer = Peer & { readonly kind: 'pods' };

function matchPeers(peers: readonly Peer[], namespace: string, network: ClusterNetwork): Rule['match'] {
  const blocks = peers.filter((peer) => peer.kind === 'ipBlock');
  const selectors = peers.filter((peer) => peer.kind === 'pods');
  const addresses = uniteAll(
    blocks.map(({ cidr, except }) => subtract(flowsTo(toRanges([cidr])), flowsTo(toRanges(except)))),
  );
  const matchAddresses = matchBlocks(addresses, network);
  const podFlows = flowsTo(network.podRanges);

  return (destination) => {
    const { flows, pod, outside } = destination;
    const byAddress = matchAddresses(destination);
    if (outside || selectors.length === 0) return byAddress;
    if (pod === undefined) {
      // An address of the pods' range whose labels are not known may be selected; a node never is.
      return {
        certain: byAddress.certain,
        possible: unite(byAddress.possible, intersect(flows, podFlows)),
        unknownBecause: byAddress.unknownBecause ?? labelsNotKnown,
      };
    }
    const selected = new Set(selectors.map((peer) => mayBePeer(peer, pod, namespace)));
    if (selected.has('yes')) return matchEverything(destination);
    if (!selected.has('perhaps')) return byAddress;
    const unknownBecause = pod.labels.incomplete ?? pod.namespaceLabels.incomplete;
    return { certain: byAddress.certain, possible: flows, unknownBecause };
  };
}

/** Without a namespaceSelector a peer is in the policy's own namespace; with both selectors, both must fit. */
function mayBePeer({ namespaceSelector, podSelector }: PodPeer, pod: DestinationPod, namespace: string) {
  const inNamespace =
    namespaceSelector === undefined
      ? pod.namespace === namespace
        ? 'yes'
        : 'no'
      : maySelect(namespaceSelector, pod.namespaceLabels);
  const byLabels = podSelector === undefined ? 'yes' : maySelect(podSelector, pod.labels);
  if (inNamespace === 'no' || byLabels === 'no') return 'no';
  return inNamespace === 'yes' && byLabels === 'yes' ? 'yes' : 'perhaps';
}

/**
 * `ipBlock` is meant for addresses outside of the cluster. Cilium matches none of its pods and nodes by it; Calico and
 * OVN-Kubernetes match whatever address the packet has; for others it is open.
 */
function matchBlocks(addresses: FlowSet, { cni, podRanges, nodeRanges }: ClusterNetwork): Rule['match'] {
  const podsAndNodes = flowsTo([...podRanges, ...nodeRanges]);
  const matchesAnyAddress = cni === 'calico' || cni === 'ovn-kubernetes';

  return ({ flows, outside, pod }) => {
    const hit = intersect(flows, addresses);
    if (outside || matchesAnyAddress) return { certain: hit, possible: hit };
    const inCluster = pod === undefined ? intersect(hit, podsAndNodes) : hit;
    const beyond = subtract(hit, inCluster);
    if (cni === 'cilium' || isEmpty(inCluster)) return { certain: beyond, possible: beyond };
    return {
      certain: beyond,
      possible: hit,
      unknownBecause: `Whether an ipBlock means pods and nodes of the cluster is left to the plug-in: ${askForPlugIn(cni)}`,
    };
  };
}
