/**
 * What decides about a workload's connections in one direction: the policies of Kubernetes itself, and those of a plug-in that puts them among
 * its own. A plug-in with policies of its own is one entry of `plugIns`.
 */
import { never, perhaps } from '../../machine/condition.ts';
import { ALL_FLOWS, withServices } from '../../flows/flowSet.ts';
import type { RulePlace, Section } from '../../machine/ruleProgram.ts';
import { PORTLESS_SERVICES } from '../../flows/services.ts';
import { undecidedRules } from '../../machine/undecidedRules.ts';
import type { Cni } from '../../../plan/plan.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import { toClosingPlaces } from './compileNetworkPolicies.ts';
import { doubtNotEnforced } from './doubtNotEnforced.ts';
import { standsBehindPolicies } from './foreignPolicies.ts';
import { makeNumbers } from './makeNumbers.ts';
import type { ForeignPolicy, Manifests, NotEnforced, PolicySubject } from './manifests.ts';
import { nameRules } from './nameRules.ts';
import type { PlugIn } from './plugIn.ts';
import { plugIns } from './plugIns.ts';
import { isolateNetworks } from './isolateNetworks.ts';
import type { Direction, PodPolicy } from './podPolicy.ts';
import { makeStandardPolicies } from './standardPolicies.ts';
import type { StandardPolicies, StandardReadings } from './standardPolicies.ts';
import { withReadings } from './withReadings.ts';

/** Says of each workload what its pod policies are. */
export interface PodPolicies {
  /** What decides about the workload's connections; workloads that policies can't tell apart share one answer. */
  of(workload: PolicySubject): PodPolicy;
  /** What decides about connections that a node itself opens. */
  readonly ofNode: PodPolicy;
}

export function makePodPolicies(manifests: Manifests, network: ClusterNetwork, direction: Direction): PodPolicies {
  const foreign = Map.groupBy(manifests.foreignPolicies, ({ namespace }) => namespace);
  const decide = makeDecide(manifests, network, direction);
  const answers = new Map<string, PodPolicy>();

  return {
    ofNode: plugIns
      .map((plugIn) => plugIn.onNode(manifests))
      .reduce((first, other) => (first.kind === 'node-network' ? other : first)),
    of(workload) {
      const key = describeToldApart(workload);
      let answer = answers.get(key);
      if (answer === undefined) {
        const strangers = [...(foreign.get(undefined) ?? []), ...(foreign.get(workload.namespace) ?? [])];
        const areBehind = strangers.every(({ apiVersion, kind }) => standsBehindPolicies(apiVersion, kind));
        answer = areBehind ? narrow(decide(workload), strangers, direction) : notJudged(strangers);
        answers.set(key, answer);
      }
      return answer;
    },
  };
}

/** All that policies can tell workloads apart by. */
function describeToldApart({ namespace, labels, openLabels, hostNetwork, serviceAccount }: PolicySubject): string {
  return JSON.stringify([namespace, serviceAccount, hostNetwork, Object.entries(labels).toSorted(), openLabels]);
}

type Decide = (workload: PolicySubject) => PodPolicy;

function makeDecide(manifests: Manifests, network: ClusterNetwork, direction: Direction): Decide {
  const { notEnforced } = manifests;
  if (notEnforced !== undefined) {
    const answer = decideNothing(notEnforced, manifests, network);
    return (workload) => (workload.hostNetwork ? { kind: 'node-network' } : answer);
  }
  const used = plugIns.filter((plugIn) => plugIn.findObjects(manifests).length > 0);
  const [plugIn] = used;
  if (plugIn === undefined) return composeWith(makeByApi(network), manifests, network, direction);
  const conflict = findConflict(used, manifests, network);
  if (conflict !== undefined) return () => conflict;
  const own = { ...network, cni: plugIn.cni };
  const compose = composeWith(plugIn.makeCompose(manifests, own, direction), manifests, own, direction);
  const onNode = plugIn.onNode(manifests);
  return (workload) => (workload.hostNetwork ? onNode : compose(workload));
}

/** Cilium enforces nothing: whether that means anything rests on its being the plug-in. */
function decideNothing(notEnforced: NotEnforced, manifests: Manifests, { cni }: ClusterNetwork): PodPolicy {
  const doubt = doubtNotEnforced(notEnforced, manifests, cni);
  if (doubt !== undefined) return { kind: 'unknown', because: doubt, places: [notEnforced.place] };
  const openBecause = `${notEnforced.because}: no policy decides anything.`;
  return { kind: 'program', program: { sections: [] }, isolatedBy: [], hosts: [], openBecause };
}

/** A cluster has one plug-in: of two, or of another than the plan names, it is not known which is in force. */
function findConflict(used: readonly PlugIn[], manifests: Manifests, { cni }: ClusterNetwork): PodPolicy | undefined {
  const [plugIn] = used;
  if (plugIn === undefined || (used.length === 1 && (cni === undefined || cni === plugIn.cni))) return undefined;
  const objects = used.flatMap((one) => one.findObjects(manifests).slice(0, 1));
  const because =
    used.length > 1
      ? `${nameRules(objects)} are of different plug-ins, of which a cluster runs one: leave out those that are not in force.`
      : `${nameRules(objects)} is of ${plugIn.title}, and the cluster’s plug-in is said to be ${cni}: correct network.cni, or leave out what is not in force.`;
  return { kind: 'unknown', because, places: objects };
}

type Compose = ReturnType<PlugIn['makeCompose']>;

function composeWith(compose: Compose, manifests: Manifests, network: ClusterNetwork, direction: Direction): Decide {
  const standardPolicies = makeStandardPolicies(manifests, network, direction);
  const composeReadings = makeComposeReadings(compose);
  return (workload) => {
    const standard = standardPolicies.of(workload);
    if (standard.kind !== 'policies') return standard;
    const policy = composeReadings(workload, standard);
    return direction === 'egress' ? isolateNetworks(policy, manifests, workload, network) : policy;
  };
}

/** What a plug-in makes of each of the readings; workloads for which it makes the same of all share the answer. */
function makeComposeReadings(compose: Compose): (workload: PolicySubject, standard: StandardReadings) => PodPolicy {
  const numberOf = makeNumbers();
  const known = new Map<string, PodPolicy>();
  return (workload, standard) => {
    const first = compose(workload, standard.policies);
    if (first.kind !== 'program' || standard.others.length === 0) return first;
    const others = standard.others.map(({ policies, because }) => ({ policy: compose(workload, policies), because }));
    const key = [standard, first, ...others.map(({ policy }) => policy)].map(numberOf).join();
    let answer = known.get(key);
    if (answer === undefined) known.set(key, (answer = withReadings(first, others)));
    return answer;
  };
}

/** By the API alone: the admin tier, NetworkPolicy, and the baseline for pods that no NetworkPolicy isolates. */
function makeByApi({ cni }: ClusterNetwork): Compose {
  const composed = new WeakMap<StandardPolicies, PodPolicy>();
  return (_workload, standard) => {
    let policy = composed.get(standard);
    if (policy === undefined) composed.set(standard, (policy = composeByApi(standard, cni)));
    return policy;
  };
}

function composeByApi({ network, cluster }: StandardPolicies, cni: Cni | undefined): PodPolicy {
  const otherwiseBy = toClosingPlaces(network.isolatedBy);
  const closing: Section = { rules: network.rules, otherwise: 'deny', otherwiseBy };
  const before = cni === 'cilium' || cni === 'calico' ? [] : [portless(network.isolatedBy)];
  const isolating = network.isolatedBy.length > 0 ? [...before, closing] : [];
  return {
    kind: 'program',
    program: { sections: [...cluster.admin, ...isolating, ...cluster.baseline] },
    isolatedBy: [...network.isolatedBy, ...cluster.places],
    hosts: cluster.hosts,
  };
}

/**
 * The API says of TCP, UDP and SCTP what a NetworkPolicy does, and of nothing else. In Cilium and Calico a rule without ports is
 * for every protocol, and all that no rule opens is closed. Source: kubernetes.io "Network Policies".
 */
function portless([first]: readonly RulePlace[]): Section {
  const because =
    'What a NetworkPolicy does about ICMP and other protocols without ports is left to the plug-in: test it in the cluster.';
  const rules = first === undefined ? [] : undecidedRules(first, because, perhaps(because, portlessFlows));
  return {
    rules,
    bearsOn: portlessFlows,
    otherwise: 'next',
    otherwiseBy: [],
  };
}

const portlessFlows = withServices(ALL_FLOWS, PORTLESS_SERVICES);

function notJudged(policies: readonly ForeignPolicy[]): PodPolicy {
  return { kind: 'unknown', because: describeNotJudged(policies), places: policies.map(({ place }) => place) };
}

function describeNotJudged(policies: readonly ForeignPolicy[]): string {
  const verb = policies.length === 1 ? 'is' : 'are';
  return `${nameRules(policies.map(({ place }) => place))} ${verb} not judged yet, and may decide about these pods.`;
}

/**
 * What firewalls behind the policies leave of it: whatever goes out of the cluster they may deny. Source: OpenShift, "About an
 * egress firewall"; OVN-Kubernetes, egressfirewall.go.
 */
function narrow(policy: PodPolicy, firewalls: readonly ForeignPolicy[], direction: Direction): PodPolicy {
  if (firewalls.length === 0 || policy.kind !== 'program' || direction === 'ingress') return policy;
  const because = describeNotJudged(firewalls);
  const places = firewalls.map(({ place }) => place);
  const behind: Section = {
    rules: places.map((place) => ({
      action: 'deny',
      place,
      match: ({ flows, pod }) => (pod === undefined ? perhaps(because, flows) : never),
    })),
    otherwise: 'next',
    otherwiseBy: [],
  };
  const { sections, otherReadings } = policy.program;
  const program = {
    ...policy.program,
    sections: [behind, ...sections],
    otherReadings: otherReadings?.map((reading) => ({ ...reading, sections: [behind, ...reading.sections] })),
  };
  return { ...policy, program, isolatedBy: [...policy.isolatedBy, ...places], hosts: [] };
}
