/**
 * What NetworkPolicies make of a workload's connections, by the API's own words and by what the plug-in does where the API
 * leaves it open. Source: kubernetes/api networking/v1/types.go and kubernetes.io "Network Policies"; plug-ins: the Cilium,
 * Calico and OVN-Kubernetes documentation.
 */
import type { Cni } from '../../../plan/plan.ts';
import { toRanges } from '../../flows/addressSpaces.ts';
import { spend, standAt, stepsToMake } from '../../flows/effort.ts';
import { flowsTo, intersect, isEmpty, subtract, uniteAll } from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { Rule, RulePlace } from '../../machine/ruleProgram.ts';
import { ALL_SERVICES, NO_SERVICES, servicesOf, uniteAllServices } from '../../flows/services.ts';
import type { Services } from '../../flows/services.ts';
import { clusterFlowsOf, reachOfBlocks } from './clusterFlows.ts';
import { askForPlugIn } from './clusterNetwork.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import type { Manifests, NetworkPolicy, Peer, PolicyPort, PolicyRule } from './manifests.ts';
import {
  behindServices,
  everyPortOf,
  matchAny,
  matchEverything,
  matchPods,
  mayBeSelected,
  onlyPossible,
  onPorts,
  rememberLast,
  someHold,
} from './peerMatch.ts';
import type { Match, PodSelection, PortLookup } from './peerMatch.ts';
import { policyTypeOf } from './podPolicy.ts';
import type { Direction, Selecting } from './podPolicy.ts';
import { makePortLookup } from './portLookup.ts';
import { everyPort } from './rulePorts.ts';
import type { RulePorts } from './rulePorts.ts';

/** The NetworkPolicies that select a workload: what they open, and whether anything else is closed by them. */
export interface NetworkPolicySet {
  readonly rules: readonly Rule[];
  /** The policies that isolate the workload in this direction: what no rule opens is denied, unless there is none. */
  readonly isolatedBy: readonly RulePlace[];
  /** Why it is not certain that any of them isolates it; undefined where it is. */
  readonly doubt: string | undefined;
}

export const noNetworkPolicies: NetworkPolicySet = { rules: [], isolatedBy: [], doubt: undefined };

/** Why it is not certain that a policy isolates a workload. Those of one cause all do, or none of them does. */
interface Doubt {
  readonly because: string;
  readonly cause: string;
}

/** Compiles each rule once, however many workloads the policy selects. */
export function makeCompileNetworkPolicies(
  manifests: Pick<Manifests, 'workloads'>,
  network: ClusterNetwork,
  direction: Direction,
): (selecting: readonly Selecting<NetworkPolicy>[]) => NetworkPolicySet {
  const { cni } = network;
  const lookUp = makePortLookup(manifests, network, direction)('allow');
  const rules = new Map<PolicyRule, Rule>();
  const ruleOf = (policy: NetworkPolicy, written: PolicyRule): Rule => {
    let rule = rules.get(written);
    standAt(written);
    if (rule === undefined) rules.set(written, (rule = compileRule(policy, written, { network, direction, lookUp })));
    return rule;
  };

  return (selecting) => {
    const isolating = selecting.map((one) => ({ ...one, doubt: findDoubt(one, direction, cni) }));
    const certain = isolating.filter(({ doubt }) => doubt === undefined);
    const doubts = certain.length > 0 ? [] : isolating.flatMap(({ doubt }) => doubt ?? []);
    // Where nothing else isolates the pods, all of this holds or none of it: the policies as a whole are in doubt.
    const isOneDoubt = new Set(doubts.map(({ cause }) => cause)).size === 1;
    return {
      isolatedBy: (certain.length > 0 ? certain : isolating)
        .map(({ policy }) => policy)
        .toSorted(byLabelsAskedFor)
        .map(placeOfPolicy),
      rules: isolating.flatMap(({ policy, doubt }) => {
        if (policy.notUnderstood !== undefined) return [perhapsEverything(policy.place, describeNotUnderstood(policy))];
        standAt(policy);
        spend(stepsToMake * policy[direction].length);
        const own = policy[direction].map((written) => ruleOf(policy, written));
        return doubt === undefined || isOneDoubt ? own : own.map((rule) => onlyPossible(rule, doubt.because));
      }),
      doubt: doubts[0]?.because,
    };
  };
}

/** What is allowed for certain others than this one allow; beyond it nothing is known. */
function perhapsEverything(place: RulePlace, because: string): Rule {
  return onlyPossible({ action: 'allow', place, match: matchEverything }, because);
}

function findDoubt(
  { policy, doubt }: Selecting<NetworkPolicy>,
  direction: Direction,
  cni: Cni | undefined,
): Doubt | undefined {
  const { podSelector, place } = policy;
  if (policy.notUnderstood !== undefined) {
    return { because: describeNotUnderstood(policy), cause: JSON.stringify([place.file, place.document, place.path]) };
  }
  const isRead = mayIsolate(policy, direction, cni) === 'yes';
  if (doubt !== undefined) return { because: doubt, cause: JSON.stringify([podSelector, isRead]) };
  return isRead ? undefined : { because: describeDoubt(policy, direction, cni), cause: 'policyTypes' };
}

function describeNotUnderstood({ place, notUnderstood = '' }: NetworkPolicy): string {
  return `${place.rule}: ${notUnderstood}`;
}

/** The policy that asks for the most labels first: it is the one that was written for these pods. */
function byLabelsAskedFor(one: NetworkPolicy, other: NetworkPolicy): number {
  return other.podSelector.length - one.podSelector.length;
}

function placeOfPolicy({ place, podSelector }: NetworkPolicy): RulePlace {
  return { ...place, isGeneral: podSelector.length === 0 };
}

/** The names of the policies that isolate, in place of a rule that is not there. */
export function toClosingPlaces(isolatedBy: readonly RulePlace[]): readonly RulePlace[] {
  return isolatedBy.map((place) => ({ ...place, path: [...place.path, 'metadata', 'name'] }));
}

function describeDoubt({ place }: NetworkPolicy, direction: Direction, cni: Cni | undefined): string {
  return `${place.rule} has ${direction} rules, and policyTypes without ${policyTypeOf[direction]}, which plug-ins read differently: ${askForPlugIn(cni)}`;
}

/**
 * Without policyTypes, it is an ingress policy, and an egress policy where it has egress rules. With policyTypes that leave
 * a direction out, the API and Calico take the rules for it for nothing; Cilium enforces them all the same.
 */
export function mayIsolate(
  policy: NetworkPolicy,
  direction: Direction,
  cni: Cni | undefined,
): 'yes' | 'no' | 'perhaps' {
  const { policyTypes = [], notUnderstood } = policy;
  if (notUnderstood !== undefined) return 'perhaps';
  const hasRules = policy[direction].length > 0;
  if (policyTypes.length === 0) return hasRules || direction === 'ingress' ? 'yes' : 'no';
  if (policyTypes.includes(policyTypeOf[direction])) return 'yes';
  if (!hasRules) return 'no';
  switch (cni) {
    case 'cilium':
      return 'yes';
    case 'calico':
    case 'generic':
      return 'no';
    case 'ovn-kubernetes':
    case 'antrea':
    case 'amazon-vpc-cni':
    case undefined:
      return 'perhaps';
  }
}

interface Context {
  readonly network: ClusterNetwork;
  readonly direction: Direction;
  readonly lookUp: PortLookup;
}

function compileRule(
  policy: NetworkPolicy,
  { peers, ports, place }: PolicyRule,
  { network, direction, lookUp }: Context,
): Rule {
  const opened = ports === undefined ? everyPort : toRulePorts(ports);
  const addresses = flowsToBlocks(peers ?? []);
  const match = onPorts(
    peers === undefined ? matchEverything : matchPeers(peers, addresses, policy.namespace, network),
    opened,
    lookUp,
  );
  const goesByBlocks = peers?.every(({ kind }) => kind === 'ipBlock') === true;
  const reach = goesByBlocks ? reachOfBlocks(addresses, network) : undefined;
  // Nothing comes from the address of a Service.
  if (direction === 'ingress') return { action: 'allow', place, match, reach };
  const onEveryPort = ports === undefined ? ALL_SERVICES : protocolsWithoutPort(ports);
  return {
    action: 'allow',
    place,
    reach,
    match: rememberLast(
      behindServices(match, network, {
        certain: peers === undefined ? onEveryPort : NO_SERVICES,
        possible: ports === undefined ? ALL_SERVICES : everyPortOf(opened),
      }),
    ),
  };
}

function toRulePorts(ports: readonly PolicyPort[]): RulePorts {
  const numbered = uniteAllServices(
    ports.flatMap(({ protocol, port, endPort }) =>
      typeof port === 'string' ? [] : [servicesOf(protocol, port, endPort)],
    ),
  );
  const named = ports.flatMap(({ protocol, port }) => (typeof port === 'string' ? [{ name: port, protocol }] : []));
  return { numbered, named };
}

function protocolsWithoutPort(ports: readonly PolicyPort[]): Services {
  return uniteAllServices(ports.flatMap(({ protocol, port }) => (port === undefined ? [servicesOf(protocol)] : [])));
}

function flowsToBlocks(peers: readonly Peer[]): FlowSet {
  return uniteAll(
    peers
      .filter((peer) => peer.kind === 'ipBlock')
      .map(({ cidr, except }) => subtract(flowsTo(toRanges([cidr])), flowsTo(toRanges(except)))),
  );
}

/** `addresses` are those of their blocks. */
function matchPeers(peers: readonly Peer[], addresses: FlowSet, namespace: string, network: ClusterNetwork): Match {
  const selections = peers
    .filter((peer) => peer.kind === 'pods')
    .map(({ namespaceSelector, podSelector }): PodSelection => ({
      namespace: namespaceSelector ?? namespace,
      pods: podSelector ?? [],
    }));
  const byAddress = matchBlocks(addresses, network);
  if (selections.length === 0) return byAddress;
  const isSelected = matchPods((pod) => someHold(selections.map((one) => mayBeSelected(one, pod))), network);
  return matchAny([byAddress, isSelected]);
}

/**
 * `ipBlock` is meant for addresses outside of the cluster. Cilium matches none of its pods and nodes by it; Calico and
 * OVN-Kubernetes match whatever address the packet has; for others it is open.
 */
function matchBlocks(addresses: FlowSet, network: ClusterNetwork): Match {
  const { cni } = network;
  const { podsAndNodes } = clusterFlowsOf(network);
  const matchesAnyAddress = cni === 'calico' || cni === 'ovn-kubernetes';

  return ({ flows, outside, pod, node }) => {
    const hit = intersect(flows, addresses);
    if (outside || matchesAnyAddress) return { certain: hit, possible: hit };
    const inCluster = pod === undefined && node === undefined ? intersect(hit, podsAndNodes) : hit;
    const beyond = subtract(hit, inCluster);
    if (cni === 'cilium' || isEmpty(inCluster)) return { certain: beyond, possible: beyond };
    return {
      certain: beyond,
      possible: hit,
      unknownBecause: `Whether an ipBlock means pods and nodes of the cluster is left to the plug-in: ${askForPlugIn(cni)}`,
    };
  };
}
