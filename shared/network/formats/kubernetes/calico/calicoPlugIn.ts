/**
 * Calico asks ordered policies in ordered tiers: the first rule that matches decides, and a tier that has a policy for the
 * pod ends in its default action. NetworkPolicies stand in the tier `default`. What all tiers pass on comes
 * to the profiles of the namespace and the service account, which Calico makes itself and which allow.
 * Source: calico felix/calc/policy_sorter.go, felix/rules/endpoints.go, libcalico-go/lib/backend/k8s/conversion.
 */
import { ALL_IPV4_FLOWS, ALL_IPV6_FLOWS, subtract, withServices } from '../../../flows/flowSet.ts';
import type { Rule, RulePlace, Section } from '../../../machine/ruleProgram.ts';
import { ALL_SERVICES, NO_SERVICES } from '../../../flows/services.ts';
import type { ClusterNetwork } from '../clusterNetwork.ts';
import { toClosingPlaces } from '../compileNetworkPolicies.ts';
import { makeNumbers } from '../makeNumbers.ts';
import { namespaceLabels } from '../manifests.ts';
import type { Manifests, PolicySubject } from '../manifests.ts';
import {
  allHold,
  behindServices,
  everyPortOf,
  matchAddresses,
  matchBoth,
  matchEverything,
  namedServices,
  onlyPerhaps,
  onlyPossible,
  onPorts,
  rememberLast,
} from '../peerMatch.ts';
import type { Match } from '../peerMatch.ts';
import type { PlugIn } from '../plugIn.ts';
import { findLabelDoubt, labelsOf } from '../podLabels.ts';
import type { Direction, PodPolicy } from '../podPolicy.ts';
import type { StandardPolicies } from '../standardPolicies.ts';
import { spend, standAt, stepsToMake, stepsToWrite } from '../../../flows/effort.ts';
import { undecidedRules } from '../../../machine/undecidedRules.ts';
import { withReadings } from '../withReadings.ts';
import { defaultTier, unreadTier } from './calicoPolicy.ts';
import type { CalicoPolicy, CalicoRule, Tier } from './calicoPolicy.ts';
import { maySelectThing } from './calicoSelector.ts';
import type { CalicoPod } from './labelledThings.ts';
import { matchOtherEnd, mayBeOwnEnd, maySelectWorkload, reachOfEntity, SelectedSets } from './matchCalicoEntity.ts';

export const calicoPlugIn: PlugIn = {
  cni: 'calico',
  title: 'Calico',
  findObjects: ({ calico }) => [...calico.policies, ...calico.hostEndpoints].map(({ place }) => place),
  onNode: ({ calico: { hostEndpoints, automaticHostEndpoints, policies } }) => {
    // What Calico makes by itself is open until a policy selects it; what somebody made is closed.
    const automatic = policies.some(({ namespace }) => namespace === undefined) ? automaticHostEndpoints : [];
    const places = [...hostEndpoints.map(({ place }) => place), ...automatic];
    const [first] = places;
    if (first === undefined) return { kind: 'node-network' };
    const because = `${first.rule} has Calico decide about connections of the node itself, which is not judged yet.`;
    return { kind: 'unknown', because, places };
  },
  makeCompose(manifests, network, direction) {
    const context: Context = {
      manifests,
      network,
      direction,
      sets: new SelectedSets(manifests),
      compiled: new Map(),
    };
    const share = makeShare();
    const forwarding = findForwarding(manifests, direction);
    return (workload, standard) => forwarding ?? share(compose(workload, standard, context));
  },
};

/** Workloads for which the same rules stand in the same order share one answer. */
function makeShare(): (policy: PodPolicy) => PodPolicy {
  const numberOf = makeNumbers();
  const shared = new Map<string, PodPolicy>();
  const describe = (sections: readonly Section[]): string =>
    sections
      .map(({ rules, otherwise }) => {
        spend(stepsToWrite * rules.length);
        return `${rules.map(numberOf).join(',')}>${otherwise}`;
      })
      .join(';');
  return (policy) => {
    if (policy.kind !== 'program') return policy;
    const { sections, otherReadings = [] } = policy.program;
    const key =
      [sections, ...otherReadings.map((one) => one.sections)].map(describe).join('|') +
      policy.isolatedBy.map(({ rule }) => rule).join();
    const known = shared.get(key);
    if (known === undefined) shared.set(key, policy);
    return known ?? policy;
  };
}

interface Context {
  readonly manifests: Manifests;
  readonly network: ClusterNetwork;
  readonly direction: Direction;
  readonly sets: SelectedSets;
  readonly compiled: Map<CalicoRule, Rule>;
}

type TierInForce = Pick<Tier, 'name' | 'order' | 'otherwise'> & Partial<Tier>;

/** Tiers that Calico makes of itself, the ones for the policies of Kubernetes under the names of several releases. */
const builtInTiers: readonly TierInForce[] = [
  unreadTier,
  { name: 'kube-admin', order: 1000, otherwise: 'pass' },
  { name: 'adminnetworkpolicy', order: 1000, otherwise: 'pass' },
  defaultTier,
  { name: 'kube-baseline', order: 10_000_000, otherwise: 'pass' },
  { name: 'baselineadminnetworkpolicy', order: 10_000_000, otherwise: 'pass' },
];
const [adminTier, baselineTier] = ['kube-admin', 'kube-baseline'];

/** Where NetworkPolicies stand among the policies of their tier. */
const networkPolicyOrder = 1000;

/** What host endpoints forward for pods is theirs to decide, and not judged yet. */
function findForwarding({ calico }: Manifests, direction: Direction): PodPolicy | undefined {
  const forwarding = calico.policies.filter(
    (policy) =>
      policy.appliesOnForward &&
      policy.types.has(direction) &&
      (calico.automaticHostEndpoints.length > 0 ||
        calico.hostEndpoints.some(
          ({ labels }) =>
            maySelectThing(policy.selector, {
              namespace: undefined,
              labelOf: (key) => ({ value: Object.hasOwn(labels, key) ? labels[key] : undefined }),
            }) !== 'no',
        )),
  );
  const [first] = forwarding;
  if (first === undefined) return undefined;
  return {
    kind: 'unknown',
    because: `${first.place.rule} applies to what host endpoints forward for pods (applyOnForward), which is not judged yet.`,
    places: forwarding.map(({ place }) => place),
  };
}

/** A policy as it stands in its tier. */
interface Placed {
  readonly tier: string;
  readonly order: number;
  /** Undefined of the NetworkPolicies, which stand here as one. */
  readonly name: string | undefined;
  /** As Calico keeps it, with its tier before it. */
  readonly storedName: string;
  /** Undefined of a GlobalNetworkPolicy. */
  readonly namespace: string | undefined;
  readonly rules: readonly Rule[];
  readonly places: readonly RulePlace[];
  /** Why it is not certain that it is for the pod at all. */
  readonly doubt: string | undefined;
  /** Of those in doubt: all of one cause are for the pod, or none is. */
  readonly cause: string;
}

function compose(workload: PolicySubject, standard: StandardPolicies, context: Context): PodPolicy {
  const { manifests } = context;
  const pod: CalicoPod = {
    namespace: workload.namespace,
    namespaceLabels: namespaceLabels(manifests, workload.namespace),
    labels: labelsOf(workload),
    serviceAccount: workload.serviceAccount,
  };
  const selecting = manifests.calico.policies.flatMap((policy) => placePolicy(policy, pod, context));
  const doubted = selecting.filter(({ doubt }) => doubt !== undefined);
  const [first] = doubted;
  if (first?.doubt === undefined) return composePlaced(selecting, workload, standard, context);
  if (new Set(doubted.map(({ cause }) => cause)).size > 1) {
    return composePlaced(selecting.map(onlyPerhapsInForce), workload, standard, context);
  }
  const inForce = selecting.map((one) => ({ ...one, doubt: undefined }));
  const certain = selecting.filter(({ doubt }) => doubt === undefined);
  return withReadings(composePlaced(inForce, workload, standard, context), [
    { policy: composePlaced(certain, workload, standard, context), because: first.doubt },
  ]);
}

function onlyPerhapsInForce(placed: Placed): Placed {
  const { rules, doubt } = placed;
  return doubt === undefined ? placed : { ...placed, rules: rules.map((rule) => onlyPossible(rule, doubt)) };
}

function composePlaced(
  selecting: readonly Placed[],
  workload: PolicySubject,
  standard: StandardPolicies,
  { manifests: { calico } }: Context,
): PodPolicy {
  const tiers = new Map([...builtInTiers, ...calico.tiers].map((tier) => [tier.name, tier]));
  const missing = selecting.find(({ tier }) => !tiers.has(tier));
  if (missing !== undefined) {
    const because = `The Tier ${missing.tier} is not in the files, and its order decides when its policies are asked: add it.`;
    return { kind: 'unknown', because, places: missing.places };
  }
  const { rules, isolatedBy } = standard.network;
  const placed: readonly Placed[] =
    isolatedBy.length === 0
      ? selecting
      : [
          ...selecting,
          {
            tier: defaultTier.name,
            order: networkPolicyOrder,
            name: undefined,
            storedName: 'knp.default.',
            namespace: workload.namespace,
            rules,
            places: toClosingPlaces(isolatedBy),
            doubt: undefined,
            cause: '',
          },
        ];
  const byTier = Map.groupBy(placed, ({ tier }) => tier);
  const unclear = calico.tiers.find(({ name, notUnderstood }) => notUnderstood !== undefined && byTier.has(name));
  if (unclear !== undefined) {
    const { place, notUnderstood } = unclear;
    return { kind: 'unknown', because: `${place.rule}: ${notUnderstood}`, places: [place] };
  }
  const inOrder = [...tiers.values()].toSorted(
    (one, other) => one.order - other.order || compare(one.name, other.name),
  );
  const { admin, baseline, places, hosts } = standard.cluster;
  const toSections = (policiesOf: PoliciesOfTiers): readonly Section[] =>
    inOrder.flatMap((tier) => [
      ...(tier.name === adminTier ? admin : []),
      ...(tier.name === baselineTier ? baseline : []),
      ...toTierSection(tier, policiesOf.get(tier.name) ?? []),
    ]);
  const [first, behind, before] = [nameFirst(beforeAllNames), nameFirst(behindAllNames), namespaceFirst].map((keyOf) =>
    sortPolicies(byTier, keyOf),
  ) as [PoliciesOfTiers, PoliciesOfTiers, PoliciesOfTiers];
  const others = findOtherOrder(behind, before) === undefined ? [before] : [behind, before];
  const otherReadings = others.flatMap((other) => {
    const because = findOtherOrder(first, other);
    return because === undefined ? [] : [{ sections: toSections(other), because }];
  });
  return {
    kind: 'program',
    program: {
      sections: toSections(first),
      ...(otherReadings.length > 0 && { otherReadings }),
    },
    isolatedBy: [...isolatedBy, ...selecting.flatMap((one) => one.places), ...places],
    hosts,
  };
}

type PoliciesOfTiers = ReadonlyMap<string, readonly Placed[]>;

/**
 * What policies of one order are put in order by, since Calico 3.32 and until 3.31. Since 3.32 NetworkPolicies stand among
 * policies of Calico by their own names: to a flow, the first of them that opens it comes as if all came before a policy of
 * Calico, or behind it, so that both are read. Source: calico felix/calc/policy_sorter.go.
 */
const nameFirst =
  (networkPolicyName: string) =>
  ({ name = networkPolicyName, namespace = '' }: Placed): string =>
    `${name}/${namespace}`;
const [beforeAllNames, behindAllNames] = ['', '~'];
const namespaceFirst = ({ storedName, namespace }: Placed): string =>
  namespace === undefined ? storedName : `${namespace}/${storedName}`;

function sortPolicies(byTier: PoliciesOfTiers, keyOf: (placed: Placed) => string): PoliciesOfTiers {
  return new Map(
    [...byTier].map(([tier, placed]) => [
      tier,
      // Both orders may be infinite.
      placed.toSorted((one, other) =>
        one.order === other.order ? compare(keyOf(one), keyOf(other)) : one.order - other.order,
      ),
    ]),
  );
}

/** Why policies may be asked in another order; undefined where they are not. */
function findOtherOrder(first: PoliciesOfTiers, second: PoliciesOfTiers): string | undefined {
  for (const [tier, policies] of first) {
    const others = second.get(tier) ?? [];
    const index = policies.findIndex((policy, at) => policy !== others[at]);
    const differing = [policies[index], others[index]].filter((policy) => policy !== undefined);
    const [one, other] = differing.flatMap(({ name, places }) => (name === undefined ? [] : (places[0]?.rule ?? [])));
    if (one === undefined) continue;
    if (other === undefined) {
      return `${one} has the order of NetworkPolicies, ${networkPolicyOrder}, and releases of Calico differ in which comes first: give it another.`;
    }
    return `${one} and ${other} have the same order, and releases of Calico differ in which comes first: give each its own.`;
  }
  return undefined;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Nothing where the policy is certainly not for the pod’s connections in this direction. */
function placePolicy(policy: CalicoPolicy, pod: CalicoPod, context: Context): readonly Placed[] {
  const { tier, order, name, namespace, notUnderstood, place: where } = policy;
  standAt(policy);
  spend(stepsToMake);
  const isElsewhere = policy.isForHostsOnly || !policy.types.has(context.direction);
  if (isElsewhere && notUnderstood === undefined) return [];
  const isSelected = maySelectWorkload(policy, pod, context.manifests);
  if (isSelected === 'no') return [];
  const doubt = isSelected === 'perhaps' ? describeDoubt(policy, pod, context.manifests) : undefined;
  const bareName = name.startsWith(`${tier}.`) ? name.slice(tier.length + 1) : name;
  const inTier = { tier, order, name: bareName, storedName: `${tier}.${bareName}`, namespace, places: [where] };
  if (notUnderstood !== undefined) {
    const because = `${where.rule}: ${notUnderstood}`;
    const cause = JSON.stringify([where.file, where.document, where.path]);
    return [{ ...inTier, rules: undecidedRules(where, because), doubt: because, cause }];
  }
  const { selector, namespaceSelector, serviceAccountSelector } = policy;
  const selectors = [namespace, selector, namespaceSelector, serviceAccountSelector];
  const cause = doubt === undefined ? '' : JSON.stringify(selectors);
  return [{ ...inTier, rules: compileRules(policy[context.direction], namespace, pod, context), doubt, cause }];
}

function describeDoubt(policy: CalicoPolicy, pod: CalicoPod, manifests: Manifests): string {
  const { rule } = policy.place;
  return (
    findLabelDoubt(pod, (one) => maySelectWorkload(policy, one, manifests)) ??
    pod.namespaceLabels.incomplete ??
    `${rule} selects by labels that are not known: those of a service account that is not in the files, or of a Profile.`
  );
}

/** Of policies in their order. A tier without a policy for the pod is passed over. */
function toTierSection({ otherwise }: TierInForce, placed: readonly Placed[]): readonly Section[] {
  if (placed.length === 0) return [];
  const rules = placed.flatMap((one) => one.rules);
  const certain = placed.filter(({ doubt }) => doubt === undefined);
  if (otherwise === 'pass') return [{ rules, otherwise: 'next', otherwiseBy: [] }];
  if (certain.length > 0) return [{ rules, otherwise: 'deny', otherwiseBy: certain.flatMap(({ places }) => places) }];
  const closing = placed.flatMap(({ places, doubt }): readonly Rule[] =>
    places.map((where) => ({ action: 'deny', place: where, match: onlyPerhaps(matchEverything, doubt ?? '') })),
  );
  return [{ rules: [...rules, ...closing], otherwise: 'next', otherwiseBy: [] }];
}

/** Rules that are for other pods are left out. */
function compileRules(
  rules: readonly CalicoRule[],
  namespace: string | undefined,
  pod: CalicoPod,
  context: Context,
): readonly Rule[] {
  const { manifests, network, direction, sets, compiled } = context;
  const inNamespace = { manifests, network, sets, namespace, direction };
  spend(stepsToMake * rules.length);
  return rules.flatMap((rule) => {
    const [own, other] = direction === 'egress' ? [rule.source, rule.destination] : [rule.destination, rule.source];
    const isMeant = allHold(mayBeOwnEnd(own, pod, inNamespace), rule.goesBySourcePorts ? 'perhaps' : 'yes');
    if (isMeant === 'no') return [];
    standAt(rule);
    let known = compiled.get(rule);
    if (known === undefined) {
      const { action, place: where } = rule;
      const match = rememberLast(compileMatch(rule, matchOtherEnd(other, inNamespace), context));
      known = { action, place: where, match, reach: reachOfEntity(other, network) };
      compiled.set(rule, known);
    }
    return [isMeant === 'yes' ? known : onlyPossible(known, ownEndNotKnown)];
  });
}

const ownEndNotKnown =
  'The rule goes by the address or the service account of the pod, or by the port of the source, which are not known.';

function compileMatch(rule: CalicoRule, peers: Match, { network, direction }: Context): Match {
  const { ports, notNamed, family, limit } = rule;
  const ofFamily =
    family === undefined ? peers : matchBoth(peers, matchAddresses(family === 4 ? ALL_IPV4_FLOWS : ALL_IPV6_FLOWS));
  const match = exceptNamed(onPorts(ofFamily, ports), notNamed);
  const isAnything = peers === matchEverything && ports.numbered === ALL_SERVICES;
  const whole =
    direction === 'ingress'
      ? match
      : behindServices(match, network, {
          certain: isAnything ? ALL_SERVICES : NO_SERVICES,
          possible: ports.numbered === ALL_SERVICES ? ALL_SERVICES : everyPortOf(ports),
        });
  return limit === undefined ? whole : onlyPerhaps(whole, limit);
}

/** Without the ports of these names, which only pods have. */
function exceptNamed(match: Match, named: CalicoRule['notNamed']): Match {
  if (named.length === 0) return match;
  return (destination) => {
    const { certain, possible, unknownBecause } = match(destination);
    const without = withServices(destination.flows, namedServices(named, destination));
    return { certain: subtract(certain, without), possible: subtract(possible, without), unknownBecause };
  };
}
