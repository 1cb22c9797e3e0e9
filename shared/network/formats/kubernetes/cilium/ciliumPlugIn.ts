/**
 * Cilium puts NetworkPolicies, its own policies and its cluster-wide ones in one set: what a deny rule hits is denied, what
 * any other rule opens is allowed, and the rest is closed once one of them asks for that. Source: cilium
 * pkg/policy/repository.go, rule.go, and Documentation/security/policy.
 */
import type { Narrowing, Rule, RulePlace, Section } from '../../../machine/ruleProgram.ts';
import { ALL_FLOWS, NO_FLOWS } from '../../../flows/flowSet.ts';
import { CONNECTION_SERVICES, coversServices, NO_SERVICES } from '../../../flows/services.ts';
import type { ClusterNetwork } from '../clusterNetwork.ts';
import { toClosingPlaces } from '../compileNetworkPolicies.ts';
import { findDnsPods } from '../dnsPods.ts';
import type { DnsPod } from '../dnsPods.ts';
import type { HostOpening } from '../../../machine/hostOpening.ts';
import { namespaceLabels } from '../manifests.ts';
import type { Manifests, PolicySubject } from '../manifests.ts';
import {
  behindServices,
  comparable,
  complement,
  everyPortOf,
  matchBoth,
  matchEverything,
  onlyPerhaps,
  onlyPossible,
  onPorts,
  rememberLast,
  someHold,
} from '../peerMatch.ts';
import type { Match, PortLookup } from '../peerMatch.ts';
import type { PlugIn } from '../plugIn.ts';
import { asPlugInSees, findLabelDoubt, labelsOf } from '../podLabels.ts';
import { makePortLookup } from '../portLookup.ts';
import type { Direction, PodPolicy } from '../podPolicy.ts';
import type { StandardPolicies } from '../standardPolicies.ts';
import { withReadings } from '../withReadings.ts';
import { maySelectPod } from './ciliumLabels.ts';
import type { CiliumPod } from './ciliumLabels.ts';
import { openingOf } from './ciliumPolicy.ts';
import type { CiliumEntry, CiliumOpening, CiliumPolicy, CiliumRule, CiliumSide, NamePattern } from './ciliumPolicy.ts';
import { makeDnsProxy, mayLeadToDns, namesAsked } from './dnsProxy.ts';
import type { DnsProxy, ListedNames } from './dnsProxy.ts';
import { spend, standAt, stepsToAsk, stepsToMake, stepsToWrite } from '../../../flows/effort.ts';
import { matchCiliumPeers, reachOfPeers } from './matchCiliumPeer.ts';
import { SharedLists } from './sharedLists.ts';
import type { PeerContext } from './matchCiliumPeer.ts';
import { mayMatchName } from './namePattern.ts';

export const ciliumPlugIn: PlugIn = {
  cni: 'cilium',
  title: 'Cilium',
  findObjects: ({ cilium }) => cilium.policies.map(({ place }) => place),
  onNode,
  makeCompose(manifests, network, direction) {
    const isSeenSomewhere = manifests.cilium.policies.some(({ rules }) =>
      rules.some(({ egress }) => egress.allow.some((entry) => namesAsked(entry).length > 0)),
    );
    const { pods: dnsPods } = findDnsPods(manifests);
    const lookUpFor = makePortLookup(manifests, network, direction);
    const context: Context = {
      manifests,
      network,
      direction,
      isSeenSomewhere,
      dnsPods,
      lookUpFor,
      lists: new SharedLists(manifests),
      compiled: new Map(),
    };
    const numbers = new Map(
      manifests.cilium.policies.flatMap(({ rules }) => rules).map((rule, index) => [rule, index]),
    );
    /** Workloads that the same rules select share one answer. */
    const answers = new Map<StandardPolicies, Map<string, PodPolicy>>();
    return (workload, standard) => {
      const selecting = findRules(workload, manifests);
      spend(stepsToWrite * selecting.length);
      const key = selecting.map(({ rule, doubt }) => `${numbers.get(rule)}${doubt ?? ''}`).join('|');
      const known = answers.get(standard) ?? new Map<string, PodPolicy>();
      answers.set(standard, known);
      let answer = known.get(key);
      if (answer === undefined) known.set(key, (answer = compose(selecting, standard, context)));
      return answer;
    };
  },
};

interface Context {
  readonly manifests: Manifests;
  readonly network: ClusterNetwork;
  readonly direction: Direction;
  /** Whether the DNS proxy sees the queries of any pod. */
  readonly isSeenSomewhere: boolean;
  readonly dnsPods: readonly DnsPod[];
  readonly lookUpFor: (action: Rule['action']) => PortLookup;
  readonly lists: SharedLists;
  /** What was compiled before and is the same for all pods. */
  readonly compiled: Map<CiliumEntry, readonly Rule[]>;
}

/** A rule that selects the workload, or may. */
interface SelectingRule {
  readonly rule: CiliumRule;
  readonly policy: CiliumPolicy;
  /** Undefined where it certainly does. */
  readonly doubt: string | undefined;
}

function compose(selecting: readonly SelectingRule[], standard: StandardPolicies, context: Context): PodPolicy {
  const unclear = selecting.find(({ policy }) => policy.notUnderstood !== undefined)?.policy;
  if (unclear !== undefined) {
    const { place, notUnderstood } = unclear;
    return { kind: 'unknown', because: `${place.rule}: ${notUnderstood}`, places: [place] };
  }
  const doubted = selecting.flatMap(({ rule, doubt }) => (doubt === undefined ? [] : [{ rule, doubt }]));
  const selectors = new Set(doubted.map(({ rule }) => JSON.stringify(rule.endpointSelector)));
  const [first] = doubted;
  if (first === undefined || selectors.size > 1) return composeCertain(selecting, standard, context);
  // One selector selects the pod or does not: then all of its rules are in force, or none.
  const all = composeCertain(
    selecting.map((one) => ({ ...one, doubt: undefined })),
    standard,
    context,
  );
  const certain = composeCertain(
    selecting.filter(({ doubt }) => doubt === undefined),
    standard,
    context,
  );
  return withReadings(all, [{ policy: certain, because: first.doubt }]);
}

/** Rules that only may select the pod count as such one by one. */
function composeCertain(
  selecting: readonly SelectingRule[],
  { network: standard, cluster }: StandardPolicies,
  context: Context,
): PodPolicy {
  const certain = selecting.filter(({ doubt }) => doubt === undefined);
  const dnsProxy = makeDnsProxy(
    certain.flatMap(({ rule, policy }) => rule.egress.allow.flatMap((entry) => listNames(entry, policy, context))),
    context.isSeenSomewhere,
  );
  const entryContext: EntryContext = { ...context, dnsProxy };
  const { direction } = context;
  const compileAll = (action: Action): readonly Rule[] =>
    selecting.flatMap((one) =>
      one.rule[direction][action].flatMap((entry) => compileEntry(entry, action, one, entryContext)),
    );
  const rules = [
    ...compileAll('deny'),
    ...compileDemands(selecting, entryContext),
    ...compileAll('allow'),
    ...standard.rules,
  ];
  const closing = (some: readonly SelectingRule[]): readonly RulePlace[] => [
    ...some.filter(({ rule }) => rule[direction].closes).map(({ rule }) => rule.place),
    ...toClosingPlaces(standard.isolatedBy),
  ];
  const toSection = (otherwiseBy: readonly RulePlace[]): Section =>
    otherwiseBy.length > 0
      ? { rules, otherwise: 'deny', otherwiseBy }
      : // Nothing is closed, and still a proxy drops what its rules do not list.
        { rules: [...rules, ...compileLimits(selecting, entryContext)], otherwise: 'next', otherwiseBy };
  const [doubt] = selecting.flatMap((one) => (one.rule[direction].closes ? (one.doubt ?? []) : []));
  const { admin, baseline } = cluster;
  return {
    kind: 'program',
    program: {
      sections: [...admin, toSection(closing(selecting)), ...baseline],
      otherReadings:
        doubt !== undefined && closing(certain).length === 0
          ? [{ sections: [...admin, toSection([]), ...baseline], because: doubt }]
          : [],
    },
    isolatedBy: [
      ...standard.isolatedBy,
      ...selecting
        .filter(({ rule: { [direction]: side } }) => side.closes || side.allow.length + side.deny.length > 0)
        .map(({ policy }) => policy.place),
      ...cluster.places,
    ],
    hosts: [...cluster.hosts, ...certain.flatMap(({ rule }) => findHosts(rule[direction], dnsProxy))],
  };
}

/** The names that each opening of a rule lets the pods ask for, and whether they ask there. */
function listNames(
  { peers, openings }: CiliumEntry,
  { namespace, place }: CiliumPolicy,
  context: Context,
): readonly ListedNames[] {
  return openings.flatMap(({ dnsNames, ports }) => {
    if (dnsNames === undefined) return [];
    const peersOfNames = matchPeers(peers, { ...context, namespace, dnsProxy: blindProxy });
    const isMatched = onPorts(peersOfNames, ports, context.lookUpFor('allow'));
    return [{ names: dnsNames, areAsked: mayLeadToDns(isMatched, context.dnsPods), place }];
  });
}

/** Resolvers are not found by name. */
const blindProxy = makeDnsProxy([], false);

function matchPeers(peers: CiliumEntry['peers'], context: PeerContext): Match {
  return peers === undefined ? matchEverything : matchCiliumPeers(peers, context);
}

/** Pods on the node's network obey the policies for nodes alone, and those only where the host firewall is on. */
function onNode({ cilium }: Manifests): PodPolicy {
  const forNodes = cilium.policies.filter(({ rules }) =>
    rules.some(({ endpointSelector }) => endpointSelector === undefined),
  );
  const [first] = forNodes;
  if (first === undefined) return { kind: 'node-network' };
  return {
    kind: 'unknown',
    because: `${first.place.rule} is for nodes, and has an effect where Cilium’s host firewall is on, which is not judged yet.`,
    places: forNodes.map(({ place }) => place),
  };
}

function findRules(workload: PolicySubject, manifests: Manifests): readonly SelectingRule[] {
  const { namespace, serviceAccount } = workload;
  const pod: CiliumPod = {
    namespace,
    namespaceLabels: namespaceLabels(manifests, namespace),
    labels: asPlugInSees(labelsOf(workload), 'cilium'),
    serviceAccount,
  };
  return manifests.cilium.policies
    .filter((policy) => {
      standAt(policy);
      spend(stepsToAsk);
      return policy.namespace === undefined || policy.namespace === namespace;
    })
    .flatMap((policy) =>
      policy.rules.flatMap((rule): readonly SelectingRule[] => {
        standAt(policy);
        const { endpointSelector } = rule;
        if (endpointSelector === undefined) return [];
        const isSelected = maySelectPod(endpointSelector, pod);
        if (isSelected === 'no') return [];
        if (isSelected === 'yes') return [{ rule, policy, doubt: undefined }];
        const unsure =
          findLabelDoubt(pod, (one) => maySelectPod(endpointSelector, one)) ??
          pod.namespaceLabels.incomplete ??
          `${policy.place.rule} selects by the name of a cluster, which is not known.`;
        return [{ rule, policy, doubt: unsure }];
      }),
    );
}

interface EntryContext extends Context {
  readonly dnsProxy: DnsProxy;
}

type Action = 'allow' | 'deny';

function compileEntry(entry: CiliumEntry, action: Action, { policy, doubt }: SelectingRule, context: EntryContext) {
  standAt(entry);
  spend(stepsToMake * entry.openings.length);
  const goesByName = entry.peers?.some(({ kind }) => kind === 'name') === true;
  let rules = goesByName ? undefined : context.compiled.get(entry);
  if (rules === undefined) {
    const ends = otherEndsOf(entry, policy.namespace, context);
    rules = entry.openings.map((opening) => compileOpening(entry, opening, action, ends, context));
    if (!goesByName) context.compiled.set(entry, rules);
  }
  return doubt === undefined ? rules : rules.map((rule) => onlyPossible(rule, doubt));
}

type OtherEnds = Pick<Rule, 'match' | 'reach'>;

/** The other ends of an entry, which all of its openings share. */
function otherEndsOf({ peers }: CiliumEntry, namespace: string | undefined, context: EntryContext): OtherEnds {
  return {
    match: rememberLast(matchPeers(peers, { ...context, namespace })),
    reach: peers === undefined ? undefined : reachOfPeers(peers, context.network),
  };
}

function compileOpening(
  { peers, place }: CiliumEntry,
  opening: CiliumOpening,
  action: Action,
  ends: OtherEnds,
  context: EntryContext,
): Rule {
  const { ports } = opening;
  const { reach } = ends;
  const match = onPorts(ends.match, ports, context.lookUpFor(action));
  if (context.direction === 'ingress') return { action, place, reach, match: withLimits(match, opening) };
  const isAnywhere = peers === undefined || peers.some((peer) => peer.kind === 'entity' && peer.entity === 'all');
  const isEveryPort = coversServices(ports.numbered, CONNECTION_SERVICES);
  const translated = behindServices(match, context.network, {
    certain: isAnywhere && isEveryPort ? ports.numbered : NO_SERVICES,
    possible: everyPortOf(ports),
  });
  const { dnsNames, serverNames, limit, login } = opening;
  const narrowing = (dnsNames ?? serverNames ?? limit ?? login) === undefined ? undefined : throughProxy;
  return { action, place, reach, narrowing, match: rememberLast(withLimits(translated, opening)) };
}

/**
 * A rule that has traffic go through a proxy decides more than what it lets through: which names are learnt, or what comes of rules
 * for the same peers and ports. No other rule does that in its place.
 */
const throughProxy: Narrowing = { by: ['through a proxy of Cilium'], widest: ALL_FLOWS };

const dnsLimited =
  'The DNS proxy answers only the names that rules.dns lists: which ones the pods ask for is not known.';
const serverNameLimited = 'Only TLS that is opened with a name of serverNames comes through there.';

/** Why not all that goes to its peers and ports comes through; undefined where it does. */
function describeLimit({ dnsNames, limit }: CiliumOpening): string | undefined {
  const isLimitedByName = dnsNames !== undefined && !dnsNames.some(({ text }) => /^\*+$/.test(text));
  return limit ?? (isLimitedByName ? dnsLimited : undefined);
}

/** What a rule lets through of what goes to its peers and ports. */
function withLimits(match: Match, opening: CiliumOpening): Match {
  const because = describeLimit(opening);
  const limited = because === undefined ? match : onlyPerhaps(match, because);
  const { serverNames } = opening;
  return serverNames === undefined ? limited : matchBoth(limited, matchServerNames(serverNames));
}

/** Who connects by name is taken to open TLS with it. */
function matchServerNames(names: readonly NamePattern[]): Match {
  return ({ flows, host }) => {
    const isNamed =
      host === undefined ? 'perhaps' : someHold(names.map((name) => mayMatchName(name, comparable(host))));
    return {
      certain: isNamed === 'yes' ? flows : NO_FLOWS,
      possible: isNamed === 'no' ? NO_FLOWS : flows,
      unknownBecause: serverNameLimited,
    };
  };
}

/** What a proxy may drop where nothing else is closed. */
function compileLimits(selecting: readonly SelectingRule[], context: EntryContext): readonly Rule[] {
  return compileDoubts(selecting, context, (opening) => {
    const because = describeLimit(opening);
    return because === undefined ? undefined : (whole) => onlyPerhaps(whole, because);
  });
}

/**
 * Rules for the same peers and ports are merged, and where one of them lists names of TLS the others do not let anything
 * else through there. Where one demands a login, rules for a part of that take it over unless they say otherwise. Source:
 * cilium pkg/policy/mapstate.go, authPreferredInsert.
 */
function compileDemands(selecting: readonly SelectingRule[], context: EntryContext): readonly Rule[] {
  return compileDoubts(selecting, context, ({ serverNames, login }) => {
    if (login !== undefined) return (whole) => onlyPerhaps(whole, login);
    if (serverNames === undefined) return undefined;
    const notNamed = complement(matchServerNames(serverNames));
    return (whole) => onlyPerhaps(matchBoth(whole, notNamed), serverNameLimited);
  });
}

/** Denials that are possible of what goes to the peers and ports of openings, as `limitOf` says of each. */
function compileDoubts(
  selecting: readonly SelectingRule[],
  context: EntryContext,
  limitOf: (opening: CiliumOpening) => ((whole: Match) => Match) | undefined,
): readonly Rule[] {
  return selecting.flatMap(({ rule, policy }) =>
    rule[context.direction].allow.flatMap((entry) => {
      const limited = entry.openings.map((opening) => ({ opening, limit: limitOf(opening) }));
      if (limited.every(({ limit }) => limit === undefined)) return [];
      const ends = otherEndsOf(entry, policy.namespace, context);
      return limited.flatMap(({ opening, limit }) => {
        if (limit === undefined) return [];
        const whole = compileOpening(entry, openingOf(opening.ports), 'deny', ends, context);
        return [{ ...whole, match: limit(whole.match) }];
      });
    }),
  );
}

function findHosts({ allow }: CiliumSide, { sees }: DnsProxy): readonly HostOpening[] {
  if (sees === 'no') return [];
  return allow.flatMap(({ peers, openings }) =>
    (peers ?? []).flatMap((peer) =>
      peer.kind === 'name'
        ? openings.map(({ ports }) => ({ pattern: peer.pattern.text, services: ports.numbered }))
        : [],
    ),
  );
}
