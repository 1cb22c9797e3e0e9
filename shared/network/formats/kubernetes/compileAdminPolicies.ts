/**
 * What cluster-wide policies make of a workload's connections: the tier before NetworkPolicy and the one after it. Source:
 * network-policy-api apis/v1alpha1, apis/v1alpha2 and apis/v1beta1, which say what holds; the plug-ins' documentation says which
 * of them enforces it.
 */
import type { Cni } from '../../../plan/plan.ts';
import { toRanges } from '../../flows/addressSpaces.ts';
import { standAt } from '../../flows/effort.ts';
import { flowsTo } from '../../flows/flowSet.ts';
import type { Rule, RulePlace, Section } from '../../machine/ruleProgram.ts';
import { ALL_SERVICES, NO_SERVICES } from '../../flows/services.ts';
import type { AdminPeer, AdminPolicy, AdminPolicyKind, AdminRule } from './adminPolicy.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import type { HostOpening } from '../../machine/hostOpening.ts';
import { namespaceLabels } from './manifests.ts';
import type { Manifests, PolicySubject } from './manifests.ts';
import {
  behindServices,
  everyPortOf,
  holds,
  matchAddresses,
  matchAny,
  matchEverything,
  matchNames,
  matchNodes,
  matchPods,
  mayBeSelected,
  onlyPossible,
  onPorts,
} from './peerMatch.ts';
import type { Likelihood, Match, PortLookup } from './peerMatch.ts';
import { inAnyOrder } from './inAnyOrder.ts';
import { asPlugInSees, findLabelDoubt, labelsOf } from './podLabels.ts';
import { makePortLookup } from './portLookup.ts';
import type { Direction, Selecting } from './podPolicy.ts';
import { undecidedRules } from '../../machine/undecidedRules.ts';

/** The cluster-wide policies that bear on a workload. */
export interface AdminPolicySet {
  readonly admin: readonly Section[];
  readonly baseline: readonly Section[];
  readonly places: readonly RulePlace[];
  /** Names that they open. */
  readonly hosts: readonly HostOpening[];
}

/** The policies whose subject a workload is; pods on the node's network are never one. */
export function findAdminPolicies(
  manifests: Manifests,
  workload: PolicySubject,
  direction: Direction,
  cni: Cni | undefined,
): readonly Selecting<AdminPolicy>[] {
  if (workload.hostNetwork || manifests.adminPolicies.length === 0) return [];
  const pod = {
    namespace: workload.namespace,
    namespaceLabels: namespaceLabels(manifests, workload.namespace),
    labels: asPlugInSees(labelsOf(workload), cni),
  };
  return manifests.adminPolicies.flatMap((policy) => {
    standAt(policy);
    const { subject } = policy;
    const mayBeSubject = (one: typeof pod): Likelihood => (subject === undefined ? 'yes' : mayBeSelected(subject, one));
    const isSubject = mayBeSubject(pod);
    // A policy without rules for a direction does not touch it.
    if (isSubject === 'no' || (policy[direction].length === 0 && policy.notUnderstood === undefined)) return [];
    const doubt = isSubject === 'perhaps' ? findLabelDoubt(pod, mayBeSubject) : undefined;
    return [{ policy, doubt: isSubject === 'perhaps' ? (doubt ?? pod.namespaceLabels.incomplete) : undefined }];
  });
}

/** Which plug-ins enforce which kind in every release in use; what others do depends on release and options. */
const enforcedBy: Readonly<Record<AdminPolicyKind, ReadonlySet<Cni>>> = {
  AdminNetworkPolicy: new Set(['generic', 'ovn-kubernetes']),
  BaselineAdminNetworkPolicy: new Set(['generic', 'ovn-kubernetes']),
  ClusterNetworkPolicy: new Set(['generic']),
};

/** OVN-Kubernetes takes priorities up to this one only. */
const lastOvnPriority = 99;

/** Why it is not certain that the plug-in enforces the policy; undefined where it is. */
export function doubtEnforcement({ kind, priority, place }: AdminPolicy, cni: Cni | undefined): string | undefined {
  if (cni === undefined) return `Whether the cluster’s plug-in enforces ${place.rule} is not known: set network.cni.`;
  if (!enforcedBy[kind].has(cni)) {
    return `Whether ${cni} enforces ${place.rule} depends on its release and its options: test it in the cluster.`;
  }
  return cni === 'ovn-kubernetes' && kind === 'AdminNetworkPolicy' && priority > lastOvnPriority
    ? `${place.rule} has the priority ${priority}, and ovn-kubernetes takes none above ${lastOvnPriority}: lower it.`
    : undefined;
}

export function makeCompileAdminPolicies(
  manifests: Manifests,
  network: ClusterNetwork,
  direction: Direction,
): (selecting: readonly Selecting<AdminPolicy>[]) => AdminPolicySet {
  const compiled = new Map<AdminPolicy, readonly Rule[]>();
  const lookUpFor = makePortLookup(manifests, network, direction);
  const context: Context = { manifests, network, direction, lookUpFor };
  const rulesOf = (policy: AdminPolicy): readonly Rule[] => {
    let rules = compiled.get(policy);
    if (rules === undefined) compiled.set(policy, (rules = compilePolicy(policy, context)));
    return rules;
  };
  const toSections = (selecting: readonly Selecting<AdminPolicy>[]): readonly Section[] => {
    if (selecting.length === 0) return [];
    const byPriority = Map.groupBy(selecting, ({ policy }) => policy.priority);
    const ordered = [...byPriority].toSorted(([one], [other]) => one - other);
    const rules = ordered.flatMap(([, equal]) =>
      inAnyOrder(
        equal.map(({ policy, doubt }) => {
          const certain = rulesOf(policy);
          return doubt === undefined ? certain : certain.map((rule) => onlyPossible(rule, doubt));
        }),
      ),
    );
    return [{ rules, otherwise: 'next', otherwiseBy: [] }];
  };
  return (selecting) => ({
    admin: toSections(selecting.filter(({ policy }) => policy.tier === 'admin')),
    baseline: toSections(selecting.filter(({ policy }) => policy.tier === 'baseline')),
    places: selecting.map(({ policy }) => policy.place),
    hosts: selecting.flatMap(({ policy }) => policy[direction].flatMap(toHostOpenings)),
  });
}

function toHostOpenings({ action, peers, ports }: AdminRule): readonly HostOpening[] {
  if (action !== 'allow') return [];
  return peers.flatMap((peer) =>
    peer.kind === 'names' ? peer.patterns.map((pattern) => ({ pattern, services: ports.numbered })) : [],
  );
}

interface Context {
  readonly manifests: Manifests;
  readonly network: ClusterNetwork;
  readonly direction: Direction;
  readonly lookUpFor: (action: Rule['action']) => PortLookup;
}

function compilePolicy(policy: AdminPolicy, { manifests, network, direction, lookUpFor }: Context): readonly Rule[] {
  const { notUnderstood, place } = policy;
  if (notUnderstood !== undefined) return undecidedRules(place, `${place.rule}: ${notUnderstood}`);
  return policy[direction].flatMap((written) => {
    const { action, peers, ports, place: rulePlace } = written;
    standAt(written);
    const match = onPorts(matchAny(peers.map((peer) => matchPeer(peer, manifests, network))), ports, lookUpFor(action));
    const asWritten = { action, place: rulePlace, match };
    if (direction === 'ingress') return asConverted(asWritten, written, network);
    const possible = ports.numbered === ALL_SERVICES ? ALL_SERVICES : everyPortOf(ports);
    const throughServices = behindServices(match, network, { certain: NO_SERVICES, possible });
    return asConverted({ ...asWritten, match: throughServices }, written, network);
  });
}

/**
 * What a plug-in may make of a rule. Calico drops a rule that allows, if it does not convert one of its fields, and puts a
 * denial of everything in place of any other, whatever else they name. Source: Calico libcalico-go
 * lib/backend/k8s/conversion/clusternetworkpolicy.go.
 */
function asConverted(rule: Rule, written: AdminRule, { cni }: ClusterNetwork): readonly Rule[] {
  const field = cni === 'calico' || cni === undefined ? findUnconverted(written) : undefined;
  if (field === undefined) return [rule];
  const { action, place } = rule;
  const instead = action === 'allow' ? 'it allows nothing' : 'it denies everything';
  const because =
    cni === undefined
      ? `Not every plug-in takes ${field} of ${place.rule}, and where it does not, ${instead}: set network.cni.`
      : `${cni} may not take ${field} of ${place.rule}, and then ${instead}: write networks and numbers of ports in their place.`;
  if (action === 'allow') return [onlyPossible(rule, because)];
  return [onlyPossible({ action: 'deny', place, match: matchEverything }, because), rule];
}

/** A field of a rule that Calico does not convert, in words. */
function findUnconverted({ peers, ports }: AdminRule): string | undefined {
  if (peers.some(({ kind }) => kind === 'names')) return 'the domainNames';
  if (peers.some(({ kind }) => kind === 'nodes')) return 'the nodes';
  return ports.named.length > 0 ? 'the names of ports' : undefined;
}

function matchPeer(peer: AdminPeer, { nodes }: Manifests, network: ClusterNetwork): Match {
  switch (peer.kind) {
    case 'pods':
      return matchPods((pod) => mayBeSelected(peer.selection, pod), network);
    case 'nodes':
      return matchNodes(peer.selector, nodes, network);
    case 'networks':
      return matchAddresses(flowsTo(toRanges(peer.cidrs)));
    case 'names':
      return matchNames((host) => holds(peer.patterns.some((pattern) => isNamedBy(pattern, host))));
  }
}

/** `*.` at the beginning stands for one label or several, and not for none. */
function isNamedBy(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
