/** What a network security group makes of traffic that leaves the nodes' subnets, and of what arrives there. */
import { EVERYWHERE, exactly, reaches, somewhereIn } from '../../../flows/addressBounds.ts';
import { Effort, mostOfList, tooMuch } from '../../../flows/effort.ts';
import { undecidedRules } from '../../../machine/undecidedRules.ts';
import { privateRanges, publicRanges, toRanges } from '../../../flows/addressSpaces.ts';
import { azureHost } from '../../../flows/platformAddresses.ts';
import {
  countRanges,
  ALL_FLOWS,
  covers,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  overlaps,
  subtract,
  uniteAll,
  withServices,
} from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import type { Origin } from '../../../reading/ruleFormat.ts';
import type { Rule, RuleMatch, RulePlace, RuleProgram, Section } from '../../../machine/ruleProgram.ts';
import type { ClusterNetwork } from '../../kubernetes/clusterNetwork.ts';
import {
  messagesOf,
  PORTLESS_SERVICES,
  servicesOf,
  servicesOfProtocol,
  uniteAllServices,
  uniteServices,
} from '../../../flows/services.ts';
import type { Protocol, Services } from '../../../flows/services.ts';
import {
  boundsOfSources,
  boundsOfServiceTag,
  isExact,
  openRule,
  parseAddressRange,
  platform,
  platformTags,
  uniteBounds,
  whyNotKnownToBeOurs,
} from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import type { AzureNetwork, NetworkInterface, VirtualNetwork } from '../azureNetwork.ts';
import { isSameId, nameInId } from '../azureResource.ts';
import { findSubnetsOf } from './attachments.ts';
import type { Endpoint, NetworkSecurityGroup, SecurityRule } from './networkSecurityGroup.ts';
import type { PortRange } from '../portRange.ts';

/** The end of a rule's connections that is the origin's. */
type End = 'sources' | 'destinations';

/** What a rule's words are read by. */
interface Surroundings {
  readonly origin: Origin;
  readonly ourEnd: End;
  /** Whether the origin lies in the virtual network that the group's rules mean, whatever its address. */
  readonly virtualNetworkIncludesUs: boolean;
  readonly serviceTags: AzureNetwork['serviceTags'];
  /** What VirtualNetwork stands for, without a doubt and possibly. */
  readonly virtualNetwork: Bounds;
  readonly effort: Effort;
  readonly interfaces: readonly NetworkInterface[];
}

export function compileSecurityGroup(group: NetworkSecurityGroup, network: AzureNetwork, origin: Origin): RuleProgram {
  const known = programs.get(group);
  if (known?.of === origin.network) return known.program;
  const surroundings = surroundingsOf(network, origin, 'sources', boundsOfOwnNetwork(group, network, origin));
  const program = { sections: [blockMail(group), toSection(group, group.outbound, surroundings)] };
  if (group.outbound.every(isForAnyOfOurs)) programs.set(group, { of: origin.network, program });
  return program;
}

/** Of groups that hold for all of a cluster alike, which most do. */
const programs = new WeakMap<NetworkSecurityGroup, { readonly of: ClusterNetwork; readonly program: RuleProgram }>();

/** What decides about connections that others open to the origin: asked about who opens them. */
export function compileArrivals(group: NetworkSecurityGroup, network: AzureNetwork, origin: Origin): RuleProgram {
  const surroundings = surroundingsOf(network, origin, 'destinations', boundsOfOwnNetwork(group, network, origin));
  return { sections: [toSection(group, group.inbound(), surroundings)] };
}

/**
 * What decides about connections that the origin opens to what the group stands before elsewhere: asked about where they go.
 * What none of the rules decides is denied.
 */
export function compileReceipt(
  group: NetworkSecurityGroup,
  { within, isNear }: ReceivingPlace,
  network: AzureNetwork,
  origin: Origin,
): readonly Rule[] {
  const own = within === undefined ? [] : [within];
  const elsewhere = { ...origin, network: { ...origin.network, nodeRanges: [] } };
  const virtualNetwork = boundsOfVirtualNetwork(group, own, network, elsewhere);
  const surroundings = surroundingsOf(network, origin, 'sources', virtualNetwork);
  return compileRules(group, group.inbound(), { ...surroundings, virtualNetworkIncludesUs: isNear });
}

interface ReceivingPlace {
  /** Undefined where it is not in the files. */
  readonly within: VirtualNetwork | undefined;
  /** Whether the nodes are in it or in a network that is peered with it. Pods of an overlay leave as their node. */
  readonly isNear: boolean;
}

function surroundingsOf(network: AzureNetwork, origin: Origin, ourEnd: End, virtualNetwork: Bounds): Surroundings {
  return {
    origin,
    ourEnd,
    virtualNetworkIncludesUs: true,
    serviceTags: network.serviceTags,
    virtualNetwork,
    effort: new Effort(mostOfList),
    interfaces: network.interfaces,
  };
}

/**
 * Azure keeps mail from leaving, but for some subscriptions, whatever a group allows. Source: "Network security groups",
 * Azure platform considerations.
 */
const mail = flowsTo(publicRanges, servicesOf('TCP', 25));
const mailBlocked =
  'Azure blocks mail (TCP 25) to the internet, except for some subscriptions: ask whether yours is one.';

function blockMail({ place }: NetworkSecurityGroup): Section {
  const match: RuleMatch = { certain: NO_FLOWS, possible: mail, unknownBecause: mailBlocked };
  const isBlocked = { ...place, rule: 'mail to the internet, which Azure blocks', isBuiltIn: true };
  return {
    rules: [{ action: 'deny', place: isBlocked, match: () => match, reach: mail }],
    bearsOn: mail,
    otherwise: 'next',
    otherwiseBy: [],
    goesByFlowsAlone: true,
  };
}

function toSection(group: NetworkSecurityGroup, written: readonly SecurityRule[], surroundings: Surroundings): Section {
  const rules = compileRules(group, written, surroundings);
  return { rules, otherwise: 'deny', otherwiseBy: [group.place], goesByFlowsAlone: true };
}

function compileRules(
  { place, notUnderstood }: NetworkSecurityGroup,
  written: readonly SecurityRule[],
  surroundings: Surroundings,
): readonly Rule[] {
  const rules =
    notUnderstood === undefined
      ? withoutIdle(written).flatMap((rule) => compileRule(rule, surroundings))
      : undecidedRules(place, notUnderstood);
  const exempt: Rule = {
    action: 'allow',
    place: { ...place, rule: `${place.rule}: the platform’s own addresses are exempt` },
    match: () => ({ certain: platform, possible: platform }),
    reach: platform,
  };
  return [...rules, exempt];
}

/** Of rules that may be for anything, one more opens nothing after those before it: so many are named, and no others looked at. */
const mostOpenRules = 100;

function withoutIdle(rules: readonly SecurityRule[]): readonly SecurityRule[] {
  const open = new Map<SecurityRule['access'], number>();
  return rules.filter(({ access, notUnderstood }) => {
    if (notUnderstood === undefined) return true;
    const before = open.get(access) ?? 0;
    open.set(access, before + 1);
    return before < mostOpenRules;
  });
}

/** Its place and what it matches are worked out when they are asked for: of many rules few are met, and fewer shown. */
class CompiledRule implements Rule {
  readonly action: Rule['action'];
  readonly reach: FlowSet;
  readonly #rule: SecurityRule;
  readonly #to: Bounds;
  readonly #surroundings: Surroundings;
  #match: RuleMatch | undefined;

  constructor(action: Rule['action'], rule: SecurityRule, to: Bounds, surroundings: Surroundings) {
    this.action = action;
    this.reach = to.possible;
    this.#rule = rule;
    this.#to = to;
    this.#surroundings = surroundings;
  }

  get place(): RulePlace {
    return this.#rule.placed.place;
  }

  get narrowing(): Rule['narrowing'] {
    const rule = this.#rule;
    const { prefixes, groups } = oursOf(rule, this.#surroundings);
    const isEveryPort = rule.sourcePorts.some(({ first, last }) => first === 0 && last === 65535);
    const by = [
      ...(isForEveryAddress(rule, this.#surroundings) ? [] : [`from ${[...prefixes, ...groups].toSorted().join()}`]),
      ...(isEveryPort ? [] : [`from ports ${rule.sourcePorts.map(({ first, last }) => `${first}-${last}`).join()}`]),
    ];
    return by.length === 0 ? undefined : { by };
  }

  match(): RuleMatch {
    if (this.#match === undefined) {
      const [from, to] = [boundsOfOurs(this.#rule, this.#surroundings), this.#to];
      this.#match = {
        certain: intersect(to.certain, from.certain),
        possible: intersect(to.possible, from.possible),
        unknownBecause: isExact(from) ? to.because : from.because,
        needsAddress: to.needsAddress,
      };
    }
    return this.#match;
  }
}

function compileRule(rule: SecurityRule, surroundings: Surroundings): Rule | readonly Rule[] {
  const { access, placed, notUnderstood } = rule;
  if (access !== undefined && notUnderstood === undefined) {
    return new CompiledRule(access, rule, boundsOfOthers(rule, surroundings), surroundings);
  }
  const { place } = placed;
  const because = notUnderstood ?? place.rule;
  return access === undefined ? undecidedRules(place, because) : openRule(access, place, because);
}

function oursOf(rule: SecurityRule, { ourEnd }: Pick<Surroundings, 'ourEnd'>): Endpoint {
  return rule[ourEnd];
}

/** The other end: whom its connections go to, or who opens them. */
function othersOf({ sources, destinations }: SecurityRule, { ourEnd }: Surroundings): Endpoint {
  return ourEnd === 'sources' ? destinations : sources;
}

/** Where the rule leads, or whom it lets in, with its ports. */
function boundsOfOthers(rule: SecurityRule, surroundings: Surroundings): Bounds {
  const services = servicesOfRule(rule);
  const others = othersOf(rule, surroundings);
  const { ranges, words, groups } = others;
  if (words.length + groups.length === 0 && !ranges.some((range) => reaches(platform, range))) {
    const flows = flowsTo(ranges, services);
    return { certain: flows, possible: flows };
  }
  const bounds = exceptPlatform(others, boundsOf(others, rule, surroundings));
  const possible = withServices(bounds.possible, services);
  const certain = bounds.certain === bounds.possible ? possible : withServices(bounds.certain, services);
  return { ...bounds, certain, possible };
}

const carriedBy: ReadonlyMap<string, readonly Protocol[]> = new Map([
  ['*', ['TCP', 'UDP', 'SCTP']],
  ['tcp', ['TCP']],
  ['udp', ['UDP']],
]);

/** What has no ports, of the protocols that a rule can name. */
const portlessBy: ReadonlyMap<string, Services> = new Map([
  ['*', PORTLESS_SERVICES],
  ['icmp', uniteServices(messagesOf('ICMP'), messagesOf('ICMPv6'))],
  ['esp', servicesOfProtocol(50)],
  ['ah', servicesOfProtocol(51)],
]);

/** A rule with ports of its own for every protocol is for those that have ports. */
function servicesOfRule({ protocol, destinationPorts }: SecurityRule): Services {
  const isEveryPort = destinationPorts.some(({ first, last }) => first === 0 && last === 65535);
  const portless = protocol === '*' && !isEveryPort ? undefined : portlessBy.get(protocol);
  const ported = (carriedBy.get(protocol) ?? []).flatMap((carried) =>
    destinationPorts.map(({ first, last }) => servicesOf(carried, first, last)),
  );
  return uniteAllServices(portless === undefined ? ported : [portless, ...ported]);
}

/** Ports that a client may send from: every operating system's ephemeral range lies within. */
const ephemeralPorts: PortRange = { first: 1024, last: 65535 };

/** The flows, by family, of which our end is where the rule says: traffic of one family has both ends in it. */
function boundsOfOurs(rule: SecurityRule, surroundings: Surroundings): Bounds {
  const { sourcePorts } = rule;
  const { ourEnd, origin } = surroundings;
  const isPort = sourcePorts.some(({ last }) => last >= ephemeralPorts.first);
  if (!isPort) return { certain: NO_FLOWS, possible: NO_FLOWS };
  const address = boundsOfOurAddress(rule, surroundings);
  if (!isFromEveryPort(rule)) {
    const because = `${rule.placed.place.rule} goes by source port, which a client picks anew for each connection.`;
    return { ...address, certain: NO_FLOWS, because };
  }
  if (isExact(address)) return address;
  const because =
    address.because ??
    `${rule.placed.place.rule} is for traffic ${ourEnd === 'sources' ? 'from' : 'to'} ${oursOf(rule, surroundings).prefixes.join(', ')}: ${whyNotKnownToBeOurs(origin)}`;
  return { ...address, because };
}

function isFromEveryPort({ sourcePorts }: SecurityRule): boolean {
  return sourcePorts.some(({ first, last }) => first <= ephemeralPorts.first && last >= ephemeralPorts.last);
}

function isForEveryAddress(rule: SecurityRule, by: Pick<Surroundings, 'ourEnd' | 'virtualNetworkIncludesUs'>): boolean {
  const isOurs = (word: string): boolean => by.virtualNetworkIncludesUs && word.toLowerCase() === 'virtualnetwork';
  return oursOf(rule, by).words.some((word) => word === '*' || isOurs(word));
}

/** Of what leaves. */
function isForAnyOfOurs(rule: SecurityRule): boolean {
  return isFromEveryPort(rule) && isForEveryAddress(rule, { ourEnd: 'sources', virtualNetworkIncludesUs: true });
}

function boundsOfOurAddress(rule: SecurityRule, surroundings: Surroundings): Bounds {
  if (isForEveryAddress(rule, surroundings)) return EVERYWHERE;
  const { origin, ourEnd } = surroundings;
  const meant = boundsOf(oursOf(rule, surroundings), rule, surroundings);
  const ours = boundsOfSources(meant, origin);
  if (ourEnd === 'sources') return ours;
  // A load balancer with floating IP leaves its own public address on what it hands to a node, and no export says which.
  const frontends = somewhereIn(intersect(meant.possible, flowsTo(publicRanges)), frontendsAreNotKnown(rule));
  return uniteBounds([ours, boundsOfSources(frontends, { ...origin, addresses: [] })]);
}

function frontendsAreNotKnown({ placed, destinations }: SecurityRule): string {
  return `${placed.place.rule} is for traffic to ${destinations.prefixes.join(', ')}: whether that is an address of the nodes or of a load balancer before them is not in the files.`;
}

/** Of a group before the origin. */
function boundsOfOwnNetwork(group: NetworkSecurityGroup, network: AzureNetwork, origin: Origin): Bounds {
  const nodes = flowsTo(origin.network.nodeRanges);
  const own = network.virtualNetworks.filter(({ subnets, addressPrefixes }) => {
    const isNodes = !isEmpty(nodes) && covers(flowsTo(toRanges(addressPrefixes)), nodes);
    return isNodes || findSubnetsOf(group, network, subnets).length > 0;
  });
  return boundsOfVirtualNetwork(group, own, network, origin);
}

/**
 * The network that the group stands in, those that it is peered with, and the nodes; beyond that it may be anything that a
 * gateway or a route leads to, which no export of the groups says.
 */
function boundsOfVirtualNetwork(
  group: NetworkSecurityGroup,
  own: readonly VirtualNetwork[],
  network: AzureNetwork,
  origin: Origin,
): Bounds {
  const { virtualNetworks } = network;
  const { nodeRanges } = origin.network;
  const spaces = own.flatMap(({ addressPrefixes, peeredPrefixes }) => [...addressPrefixes, ...peeredPrefixes]);
  const certain = flowsTo([...toRanges(spaces), ...nodeRanges]);
  const others = toRanges(virtualNetworks.flatMap(({ addressPrefixes }) => addressPrefixes));
  return {
    certain,
    possible: uniteAll([certain, flowsTo([...privateRanges, ...others]), ...flowsRouted(group, own, network, origin)]),
    because:
      own.length === 0
        ? `Which addresses VirtualNetwork stands for in ${group.place.rule} is not in the files: add the output of \`az network vnet list -o json\`.`
        : `VirtualNetwork in ${group.place.rule} may also cover what VPN, gateways and routes lead to, which is not in the files: write such addresses into a rule of their own.`,
  };
}

/** Where users' routes of the group's subnets lead: that may count as the virtual network too, a default route as everything. */
function flowsRouted(
  group: NetworkSecurityGroup,
  own: readonly VirtualNetwork[],
  network: AzureNetwork,
  { network: { region } }: Origin,
): readonly FlowSet[] {
  const { virtualNetworks, routeTables, serviceTags } = network;
  // Where none is known to be the group's own, each may be.
  const perhapsOwn = own.length > 0 ? own : virtualNetworks;
  const subnets = perhapsOwn.flatMap((one) => one.subnets);
  const attached = findSubnetsOf(group, network, subnets);
  const ids = (attached.length > 0 ? attached : subnets).flatMap(({ routeTableId }) => routeTableId ?? []);
  const isMissing =
    ids.some((id) => !routeTables.some((table) => isSameId(table.id, id))) ||
    (attached.length === 0 && perhapsOwn.some(({ untold }) => untold !== undefined));
  const tables = own.length === 0 ? routeTables : routeTables.filter(({ id }) => ids.some((one) => isSameId(one, id)));
  return [
    ...(isMissing ? [ALL_FLOWS] : []),
    ...tables.flatMap(({ routes }) =>
      routes.map(({ prefix, place }) => {
        const range = parseAddressRange(prefix);
        return range === undefined
          ? boundsOfServiceTag(prefix, { serviceTags, place, region }).possible
          : flowsTo([range]);
      }),
    ),
  ];
}

/** The addresses that an endpoint stands for: those that it does for certain, and those that it may. */
function boundsOf({ ranges, words, groups }: Endpoint, rule: SecurityRule, surroundings: Surroundings): Bounds {
  const parts = words.map((word) => boundsOfWord(word, rule, surroundings));
  if (ranges.length > 0) parts.push(exactly(ranges));
  if (groups.length > 0) parts.push(boundsOfGroups(groups, rule, surroundings));
  const bounds = uniteBounds(parts);
  return surroundings.effort.hasRoomFor(countRanges(bounds.possible)) ? bounds : somewhereIn(ALL_FLOWS, tooMuch);
}

/**
 * Members by the interfaces of the files. Those of scale sets, as clusters have them, no list of interfaces shows, so that
 * there may be more, but not among the interfaces that are shown.
 */
function boundsOfGroups(
  groups: readonly string[],
  { placed }: SecurityRule,
  { interfaces, virtualNetwork }: Surroundings,
): Bounds {
  const wanted = new Set(groups.map((name) => name.toLowerCase()));
  const configurations = interfaces.flatMap((one) => one.configurations);
  const isMember = ({ groups: own }: (typeof configurations)[number]): boolean =>
    own.some((id) => wanted.has(nameInId(id).toLowerCase()));
  const addressesOf = (some: typeof configurations) => flowsTo(toRanges(some.flatMap(({ address }) => address ?? [])));
  const members = addressesOf(configurations.filter(isMember));
  const others = subtract(addressesOf(configurations.filter((one) => !isMember(one))), members);
  return {
    certain: members,
    possible: uniteAll([subtract(virtualNetwork.possible, others), members]),
    because: `${placed.place.rule} goes by application security group (${groups.join(', ')}), whose members are not all in the files: add the output of \`az network nic list -o json\`, or write their addresses into the rule.`,
  };
}

function exceptPlatform({ words }: Endpoint, bounds: Bounds): Bounds {
  if (!overlaps(bounds.possible, platform)) return bounds;
  const named = flowsTo(toRanges(words.flatMap((word) => platformTags.get(word.toLowerCase()) ?? [])));
  const exempt = subtract(platform, named);
  return { ...bounds, certain: subtract(bounds.certain, exempt), possible: subtract(bounds.possible, exempt) };
}

function boundsOfWord(word: string, { placed }: SecurityRule, surroundings: Surroundings): Bounds {
  if (word === '*') return EVERYWHERE;
  const tag = word.toLowerCase();
  if (tag === 'virtualnetwork') return surroundings.virtualNetwork;
  if (tag === 'internet') {
    const outside = subtract(flowsTo(publicRanges), surroundings.virtualNetwork.certain);
    return { certain: outside, possible: outside };
  }
  if (tag === 'azureloadbalancer') return exactly(toRanges([azureHost]));
  const ofPlatform = platformTags.get(tag);
  if (ofPlatform !== undefined) return exactly(toRanges(ofPlatform));
  const { serviceTags, origin } = surroundings;
  return boundsOfServiceTag(word, { serviceTags, place: placed.place, region: origin.network.region });
}
