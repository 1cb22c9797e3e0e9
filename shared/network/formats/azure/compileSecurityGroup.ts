/** What a network security group makes of traffic that leaves the nodes' subnets. */
import { parseCidr } from '../../address.ts';
import type { AddressRange } from '../../address.ts';
import { privateRanges, publicRanges, toRanges } from '../../addressSpaces.ts';
import {
  ALL_FLOWS,
  ALL_IPV4_FLOWS,
  ALL_IPV6_FLOWS,
  covers,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  overlaps,
  subtract,
  uniteAll,
  withServices,
} from '../../flowSet.ts';
import type { FlowSet } from '../../flowSet.ts';
import type { Origin } from '../../ruleFormat.ts';
import type { Rule, RulePlace, RuleProgram } from '../../ruleProgram.ts';
import { NO_SERVICES, servicesOf, uniteServices } from '../../services.ts';
import type { Protocol, Services } from '../../services.ts';
import type {
  AzureNetwork,
  Endpoint,
  NetworkSecurityGroup,
  PortRange,
  SecurityRule,
  Subnet,
} from './networkSecurityGroup.ts';

/** What a rule's words are read by. */
interface Surroundings {
  readonly origin: Origin;
  readonly serviceTags: AzureNetwork['serviceTags'];
  /** What VirtualNetwork stands for, without a doubt and possibly. */
  readonly virtualNetwork: Bounds;
}

interface Bounds {
  readonly certain: FlowSet;
  readonly possible: FlowSet;
  /** Why the two differ. */
  readonly because?: string | undefined;
  /** As in `RuleMatch`: the addresses of a tag tell nothing of a destination whose own are not known. */
  readonly needsAddress?: boolean | undefined;
}

/** DHCP, DNS, metadata, probes and licences: no rule bears on them but one that names their own tag. */
const platformTags: ReadonlyMap<string, readonly string[]> = new Map([
  ['azureplatformdns', ['168.63.129.16/32']],
  ['azureplatformimds', ['169.254.169.254/32']],
  ['azureplatformlkm', ['168.63.129.16/32']],
]);
const platform = flowsTo(toRanges([...platformTags.values()].flat()));

/** Where nothing is said of where the traffic comes from, it may come from any address that a network can have. */
const anyOrigin = subtract(flowsTo([...privateRanges, ...publicRanges]), platform);

export function compileSecurityGroup(group: NetworkSecurityGroup, network: AzureNetwork, origin: Origin): RuleProgram {
  const { place, outbound, notUnderstood } = group;
  const surroundings = {
    origin,
    serviceTags: network.serviceTags,
    virtualNetwork: boundsOfVirtualNetwork(group, network, origin),
  };
  const rules =
    notUnderstood === undefined
      ? outbound.flatMap((rule) => compileRule(rule, surroundings))
      : openRules(group.place, notUnderstood);
  const exempt: Rule = {
    action: 'allow',
    place: { ...place, rule: `${place.rule}: the platform’s own addresses are exempt` },
    match: () => ({ certain: platform, possible: platform }),
  };
  return { sections: [{ rules: [...rules, exempt], otherwise: 'deny', otherwiseBy: [place] }] };
}

/** A rule of which nothing is known but that it is there: it may allow anything, deny anything, or bear on nothing. */
function openRules(
  place: Rule['place'],
  because: string,
  actions: readonly Rule['action'][] = ['allow', 'deny'],
): Rule[] {
  return actions.map((action) => ({
    action,
    place,
    match: ({ flows }) => ({ certain: NO_FLOWS, possible: flows, unknownBecause: because }),
  }));
}

function compileRule(rule: SecurityRule, surroundings: Surroundings): readonly Rule[] {
  const { access, place, notUnderstood } = rule;
  if (access === undefined || notUnderstood !== undefined) {
    return openRules(atName(place), notUnderstood ?? place.rule, access === undefined ? undefined : [access]);
  }
  const services = servicesOfRule(rule);
  const to = exceptPlatform(rule, boundsOf(rule.destinations, rule, surroundings));
  const from = boundsOfOrigin(rule, surroundings);
  const match = {
    certain: withServices(intersect(to.certain, from.certain), services),
    possible: withServices(intersect(to.possible, from.possible), services),
    unknownBecause: areSame(from) ? to.because : from.because,
    needsAddress: to.needsAddress,
  };
  return [{ action: access, place: atName(place), match: () => match }];
}

/** The line with the rule's name says more to a reader than the brace above it. */
function atName(place: RulePlace): RulePlace {
  return { ...place, path: [...place.path, 'name'] };
}

function areSame({ certain, possible }: Bounds): boolean {
  return covers(certain, possible);
}

const carriedBy: ReadonlyMap<string, readonly Protocol[]> = new Map([
  ['*', ['TCP', 'UDP', 'SCTP']],
  ['tcp', ['TCP']],
  ['udp', ['UDP']],
]);

function servicesOfRule({ protocol, destinationPorts }: SecurityRule): Services {
  return (carriedBy.get(protocol) ?? []).reduce<Services>(
    (services, carried) =>
      destinationPorts.reduce((all, { first, last }) => uniteServices(all, servicesOf(carried, first, last)), services),
    NO_SERVICES,
  );
}

/** Ports that a client may send from: every operating system's ephemeral range lies within. */
const ephemeralPorts: PortRange = { first: 1024, last: 65535 };

/** The flows, by family, that come from where the rule says: traffic of one family has a source of the same. */
function boundsOfOrigin(rule: SecurityRule, surroundings: Surroundings): Bounds {
  const { sourcePorts, sources, place } = rule;
  const isPort = sourcePorts.some(({ last }) => last >= ephemeralPorts.first);
  if (!isPort) return { certain: NO_FLOWS, possible: NO_FLOWS };
  const address = boundsOfSourceAddress(rule, surroundings);
  const isEveryPort = sourcePorts.some(
    ({ first, last }) => first <= ephemeralPorts.first && last >= ephemeralPorts.last,
  );
  if (!isEveryPort) {
    const because = `${place.rule} goes by source port, which a client picks anew for each connection.`;
    return { ...address, certain: NO_FLOWS, because };
  }
  const because =
    address.because ??
    `${place.rule} is for traffic from ${sources.prefixes.join(', ')}: set network.nodeCidrs and network.podCidrs, so that it is known whether that is meant.`;
  return { ...address, because };
}

function boundsOfSourceAddress(rule: SecurityRule, surroundings: Surroundings): Bounds {
  const { prefixes } = rule.sources;
  // A node or pod lies in the virtual network, whatever its address.
  if (prefixes.some((prefix) => prefix === '*' || prefix.toLowerCase() === 'virtualnetwork')) {
    return { certain: ALL_FLOWS, possible: ALL_FLOWS };
  }
  const meant = boundsOf(rule.sources, rule, surroundings);
  const from = flowsTo(surroundings.origin.addresses);
  const families = [ALL_IPV4_FLOWS, ALL_IPV6_FLOWS].map((family) => {
    const known = intersect(from, family);
    const origin = isEmpty(known) ? intersect(anyOrigin, family) : known;
    return {
      certain: covers(meant.certain, origin) ? family : NO_FLOWS,
      possible: overlaps(meant.possible, origin) ? family : NO_FLOWS,
    };
  });
  return {
    certain: uniteAll(families.map(({ certain }) => certain)),
    possible: uniteAll(families.map(({ possible }) => possible)),
    because: meant.because,
  };
}

/**
 * The network that the group stands in, those that it is peered with, and the nodes; beyond that it may be anything that a
 * gateway or a route leads to, which no export of the groups says.
 */
function boundsOfVirtualNetwork(
  group: NetworkSecurityGroup,
  { virtualNetworks }: AzureNetwork,
  { network: { nodeRanges } }: Origin,
): Bounds {
  const nodes = flowsTo(nodeRanges);
  const own = virtualNetworks.filter(({ subnets, addressPrefixes }) => {
    const isNodes = !isEmpty(nodes) && covers(flowsTo(toRanges(addressPrefixes)), nodes);
    return isNodes || subnets.some((subnet) => isAttached(group, subnet));
  });
  const spaces = own.flatMap(({ addressPrefixes, peeredPrefixes }) => [...addressPrefixes, ...peeredPrefixes]);
  const certain = flowsTo([...toRanges(spaces), ...nodeRanges]);
  const others = toRanges(virtualNetworks.flatMap(({ addressPrefixes }) => addressPrefixes));
  return {
    certain,
    possible: uniteAll([certain, flowsTo([...privateRanges, ...others])]),
    because:
      own.length === 0
        ? `Which addresses VirtualNetwork stands for in ${group.place.rule} is not in the files: add the output of \`az network vnet list -o json\`.`
        : `VirtualNetwork in ${group.place.rule} may also cover what VPN, gateways and routes lead to, which is not in the files: write such addresses into a rule of their own.`,
  };
}

function isAttached({ id, attachedTo }: NetworkSecurityGroup, subnet: Subnet): boolean {
  const isSame = (one: string | undefined, other: string | undefined): boolean =>
    one !== undefined && one.toLowerCase() === other?.toLowerCase();
  return isSame(subnet.networkSecurityGroupId, id) || attachedTo.some((target) => isSame(subnet.id, target));
}

/** The addresses that an endpoint stands for: those that it does for certain, and those that it may. */
function boundsOf({ prefixes, groups }: Endpoint, rule: SecurityRule, surroundings: Surroundings): Bounds {
  const parts = prefixes.map((prefix) => boundsOfPrefix(prefix, rule, surroundings));
  if (groups.length > 0) {
    parts.push({
      certain: NO_FLOWS,
      possible: surroundings.virtualNetwork.possible,
      because: `${rule.place.rule} goes by application security group (${groups.join(', ')}), whose members are not in the files: write their addresses into the rule.`,
    });
  }
  return uniteBounds(parts);
}

function uniteBounds(parts: readonly Bounds[]): Bounds {
  return {
    certain: uniteAll(parts.map(({ certain }) => certain)),
    possible: uniteAll(parts.map(({ possible }) => possible)),
    because: parts.find((part) => part.because !== undefined && !areSame(part))?.because,
    needsAddress: parts.some(({ needsAddress }) => needsAddress === true),
  };
}

function exceptPlatform({ destinations: { prefixes } }: SecurityRule, bounds: Bounds): Bounds {
  const named = flowsTo(toRanges(prefixes.flatMap((prefix) => platformTags.get(prefix.toLowerCase()) ?? [])));
  const exempt = subtract(platform, named);
  return { ...bounds, certain: subtract(bounds.certain, exempt), possible: subtract(bounds.possible, exempt) };
}

function boundsOfPrefix(prefix: string, rule: SecurityRule, surroundings: Surroundings): Bounds {
  const exactly = (ranges: readonly AddressRange[]): Bounds => {
    const flows = flowsTo(ranges);
    return { certain: flows, possible: flows };
  };
  if (prefix === '*') return { certain: ALL_FLOWS, possible: ALL_FLOWS };
  const cidr = parseCidr(prefix);
  if (cidr.ok) return exactly([cidr.value.range]);
  const tag = prefix.toLowerCase();
  if (tag === 'virtualnetwork') return surroundings.virtualNetwork;
  if (tag === 'internet') {
    const outside = subtract(flowsTo(publicRanges), surroundings.virtualNetwork.certain);
    return { certain: outside, possible: outside };
  }
  if (tag === 'azureloadbalancer') return exactly(toRanges(['168.63.129.16/32']));
  const known = platformTags.get(tag) ?? surroundings.serviceTags.get(tag);
  if (known !== undefined) return exactly(toRanges(known));
  return {
    certain: NO_FLOWS,
    possible: flowsTo(publicRanges),
    because: describeUnknownTag(prefix, rule, surroundings.origin.network.region),
    needsAddress: true,
  };
}

/** The answer holds the addresses of every region; the command asks for one all the same, for the version of the list. */
function describeUnknownTag(tag: string, { place }: SecurityRule, region = 'REGION'): string {
  return `The addresses of the service tag ${tag} (${place.rule}) are not in the files: add the output of \`az network list-service-tags --location ${region} -o json\`.`;
}
