/** What a network security group makes of traffic that leaves the nodes' subnets. */
import { EVERYWHERE, exactly } from '../../../addressBounds.ts';
import { undecidedRules } from '../../../undecidedRules.ts';
import { parseCidr } from '../../../address.ts';
import { privateRanges, publicRanges, toRanges } from '../../../addressSpaces.ts';
import { azureHost } from '../../../platformAddresses.ts';
import {
  covers,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  overlaps,
  subtract,
  uniteAll,
  withServices,
} from '../../../flowSet.ts';
import type { Origin } from '../../../ruleFormat.ts';
import type { Rule, RuleMatch, RulePlace, RuleProgram } from '../../../ruleProgram.ts';
import type { ClusterNetwork } from '../../kubernetes/clusterNetwork.ts';
import { NO_SERVICES, servicesOf, uniteServices } from '../../../services.ts';
import type { Protocol, Services } from '../../../services.ts';
import {
  boundsOfSources,
  boundsOfServiceTag,
  isExact,
  openRule,
  platform,
  platformTags,
  uniteBounds,
} from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import type { AzureNetwork, NetworkInterface, Subnet } from '../azureNetwork.ts';
import { nameInId } from '../azureResource.ts';
import type { Endpoint, NetworkSecurityGroup, SecurityRule } from './networkSecurityGroup.ts';
import type { PortRange } from '../portRange.ts';

/** What a rule's words are read by. */
interface Surroundings {
  readonly origin: Origin;
  readonly serviceTags: AzureNetwork['serviceTags'];
  /** What VirtualNetwork stands for, without a doubt and possibly. */
  readonly virtualNetwork: Bounds;
  readonly interfaces: readonly NetworkInterface[];
}

export function compileSecurityGroup(group: NetworkSecurityGroup, network: AzureNetwork, origin: Origin): RuleProgram {
  const { place, outbound, notUnderstood } = group;
  const surroundings = {
    origin,
    serviceTags: network.serviceTags,
    virtualNetwork: boundsOfVirtualNetwork(group, network, origin),
    interfaces: network.interfaces,
  };
  const rules =
    notUnderstood === undefined
      ? outbound.flatMap((rule) => compileRule(rule, surroundings))
      : undecidedRules(group.place, notUnderstood);
  const exempt: Rule = {
    action: 'allow',
    place: { ...place, rule: `${place.rule}: the platform’s own addresses are exempt` },
    match: () => ({ certain: platform, possible: platform }),
    reach: platform,
  };
  return { sections: [{ rules: [...rules, exempt], otherwise: 'deny', otherwiseBy: [place] }] };
}

function compileRule(rule: SecurityRule, surroundings: Surroundings): readonly Rule[] {
  const { access, place, notUnderstood } = rule;
  if (access === undefined || notUnderstood !== undefined) {
    const because = notUnderstood ?? place.rule;
    return access === undefined ? undecidedRules(atName(place), because) : [openRule(access, atName(place), because)];
  }
  const to = boundsOfDestination(rule, surroundings);
  let match: RuleMatch | undefined;
  const toMatch = (): RuleMatch => {
    const from = boundsOfOrigin(rule, surroundings);
    return {
      certain: intersect(to.certain, from.certain),
      possible: intersect(to.possible, from.possible),
      unknownBecause: isExact(from) ? to.because : from.because,
      needsAddress: to.needsAddress,
    };
  };
  return [{ action: access, place: atName(place), match: () => (match ??= toMatch()), reach: to.possible }];
}

const destinations = new WeakMap<SecurityRule, { readonly of: ClusterNetwork; readonly to: Bounds }>();

/** Where the rule leads, with its ports. It is the same for whatever of one cluster sends the traffic, and found once. */
function boundsOfDestination(rule: SecurityRule, surroundings: Surroundings): Bounds {
  const { network } = surroundings.origin;
  const known = destinations.get(rule);
  if (known?.of === network) return known.to;
  const bounds = exceptPlatform(rule, boundsOf(rule.destinations, rule, surroundings));
  const services = servicesOfRule(rule);
  const possible = withServices(bounds.possible, services);
  const certain = bounds.certain === bounds.possible ? possible : withServices(bounds.certain, services);
  const to = { ...bounds, certain, possible };
  destinations.set(rule, { of: network, to });
  return to;
}

/** The line with the rule's name says more to a reader than the brace above it. */
function atName(place: RulePlace): RulePlace {
  return { ...place, path: [...place.path, 'name'] };
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
    return EVERYWHERE;
  }
  return boundsOfSources(boundsOf(rule.sources, rule, surroundings), surroundings.origin);
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
  if (groups.length > 0) parts.push(boundsOfGroups(groups, rule, surroundings));
  return uniteBounds(parts);
}

/**
 * Members by the interfaces of the files. Those of scale sets, as clusters have them, no list of interfaces shows, so that
 * there may be more, but not among the interfaces that are shown.
 */
function boundsOfGroups(
  groups: readonly string[],
  { place }: SecurityRule,
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
    because: `${place.rule} goes by application security group (${groups.join(', ')}), whose members are not all in the files: add the output of \`az network nic list -o json\`, or write their addresses into the rule.`,
  };
}

function exceptPlatform({ destinations: { prefixes } }: SecurityRule, bounds: Bounds): Bounds {
  if (!overlaps(bounds.possible, platform)) return bounds;
  const named = flowsTo(toRanges(prefixes.flatMap((prefix) => platformTags.get(prefix.toLowerCase()) ?? [])));
  const exempt = subtract(platform, named);
  return { ...bounds, certain: subtract(bounds.certain, exempt), possible: subtract(bounds.possible, exempt) };
}

function boundsOfPrefix(prefix: string, { place }: SecurityRule, surroundings: Surroundings): Bounds {
  if (prefix === '*') return EVERYWHERE;
  const cidr = parseCidr(prefix);
  if (cidr.ok) return exactly([cidr.value.range]);
  const tag = prefix.toLowerCase();
  if (tag === 'virtualnetwork') return surroundings.virtualNetwork;
  if (tag === 'internet') {
    const outside = subtract(flowsTo(publicRanges), surroundings.virtualNetwork.certain);
    return { certain: outside, possible: outside };
  }
  if (tag === 'azureloadbalancer') return exactly(toRanges([azureHost]));
  const ofPlatform = platformTags.get(tag);
  if (ofPlatform !== undefined) return exactly(toRanges(ofPlatform));
  const { serviceTags, origin } = surroundings;
  return boundsOfServiceTag(prefix, { serviceTags, place, region: origin.network.region });
}
