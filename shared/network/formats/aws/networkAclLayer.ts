/**
 * What network ACLs make of traffic: stateless, lowest number first, at the edge of every subnet that is crossed. A
 * connection needs its own packets out and the replies back in, at the workload's subnet and at those of a NAT gateway, a
 * firewall and a destination in the VPC. Source: Amazon VPC User Guide, "Control subnet traffic with network ACLs".
 */
import type { AddressRange } from '../../flows/address.ts';
import { privateRanges } from '../../flows/addressSpaces.ts';
import {
  addressRanges,
  ALL_FLOWS,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  servicesIn,
  subtract,
  unite,
  withServices,
} from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { LayerBinding, Origin, WayIn } from '../../reading/ruleFormat.ts';
import { certainlyAllowed, unknownReasons } from '../../machine/decision.ts';
import { runProgram } from '../../machine/runProgram.ts';
import type { Decision } from '../../machine/decision.ts';
import type { Destination } from '../../machine/destination.ts';
import { FixedRule } from '../../machine/ruleOf.ts';
import type { Rule, RuleMatch, RulePlace, RuleProgram, Section } from '../../machine/ruleProgram.ts';
import {
  ALL_SERVICES,
  messagesOf,
  PORTLESS_SERVICES,
  protocols,
  servicesOf,
  subtractServices,
  uniteAllServices,
} from '../../flows/services.ts';
import type { Services } from '../../flows/services.ts';
import { comesFrom, exactly, somewhereIn, toMatch } from '../../flows/addressBounds.ts';
import { both, never } from '../../machine/condition.ts';
import type { AclEntry, AwsNetwork, NetworkAcl, Route, Subnet } from './awsNetwork.ts';
import { linuxPorts, unprivilegedPorts } from '../../flows/clientPorts.ts';
import { findInterfaces, findNamed, findSubnets, routeTableOf } from './lookUp.ts';
import { orderRoutes, routesTaken } from './routing.ts';
import type { OrderedRoute } from './routing.ts';
import { undecidedRules } from '../../machine/undecidedRules.ts';
import { unfilteredSection } from './unfiltered.ts';

/** The sender of traffic as a subnet's ACL sees it. */
interface Sender {
  readonly ranges: readonly AddressRange[];
  readonly ports: readonly [first: number, last: number];
}

/** `attachedTo` names subnets, instances or interfaces in them, or ACLs, which then stand for all their subnets. */
export function bindNetworkAcls(network: AwsNetwork, attachedTo: readonly string[], origin: Origin): LayerBinding {
  if (attachedTo.length === 0) {
    return unbound('The plan does not say in which subnets the nodes are: set attachedTo of the layer.');
  }
  const crossed: { readonly subnet: Subnet; readonly acl: NetworkAcl }[] = [];
  for (const target of attachedTo) {
    const acls = findNamed(network.networkAcls, target);
    const subnets = acls.length > 0 ? acls.flatMap((acl) => subnetsOf(acl, network)) : findSubnets(network, target);
    if (subnets.length === 0) {
      return unbound(
        `No network ACL or subnet in the files is called ${target}: add the output of \`aws ec2 describe-network-acls\` and \`aws ec2 describe-subnets\`.`,
      );
    }
    for (const subnet of subnets) {
      const acl = acls.find(({ subnetIds }) => subnetIds.includes(subnet.id)) ?? acls[0] ?? aclOf(network, subnet.id);
      if (acl === undefined) {
        return unbound(
          `The network ACL of ${subnet.place.rule} is not in the files: add the output of \`aws ec2 describe-network-acls\`.`,
        );
      }
      if (acl.unreliable !== undefined) return unbound(acl.unreliable);
      crossed.push({ subnet, acl });
    }
  }
  return {
    kind: 'bound',
    programs: crossed.flatMap(({ subnet, acl }) => programsOf(subnet, acl, network, origin)),
    waysIn: () => crossed.map(({ subnet, acl }) => wayInto(subnet, acl)),
  };
}

/** Who opens a connection into the subnet must get in, and the replies back out. */
function wayInto({ id }: Subnet, acl: NetworkAcl): WayIn {
  const fromAnywhere: Sender = { ranges: [], ports: unprivilegedPorts };
  return {
    programs: [
      { sections: [toSection(acl, acl.inbound.flatMap(compileEntry))] },
      { sections: [replySection(acl, acl.outbound, fromAnywhere, undefined)], judges: 'replies' },
    ],
    subnetIds: id === '' ? undefined : [id],
    replies: replyServices,
  };
}

const replyServices = uniteAllServices(protocols.map((protocol) => servicesOf(protocol, ...unprivilegedPorts)));

function unbound(because: string): LayerBinding {
  return { kind: 'unbound', because };
}

function subnetsOf(acl: NetworkAcl, network: AwsNetwork): readonly Subnet[] {
  const described = acl.subnetIds.flatMap((id) => findSubnets(network, id));
  if (described.length > 0) return described;
  return [{ id: '', names: [], place: acl.place, vpcId: acl.vpcId, ranges: [], publicAccess: undefined }];
}

function aclOf(network: AwsNetwork, subnetId: string): NetworkAcl | undefined {
  return network.networkAcls.find(({ subnetIds }) => subnetIds.includes(subnetId));
}

function programsOf(subnet: Subnet, acl: NetworkAcl, network: AwsNetwork, origin: Origin): readonly RuleProgram[] {
  const sender: Sender = {
    ranges: subnet.ranges.length > 0 ? subnet.ranges : origin.addresses,
    ports: linuxPorts,
  };
  const exempt = [unfilteredSection(acl.place, acl.vpcId ?? subnet.vpcId, network), sameSubnetSection(subnet, acl)];
  return [
    { sections: [...exempt, outwards(acl)] },
    { sections: [...exempt, repliesFromDestination(acl, sender)], judges: 'replies' },
    ...[...arrivals(subnet, sender, network), ...gateways(subnet, sender, network)].map(({ sections, judges }) => ({
      sections: [...exempt, ...sections],
      judges,
    })),
  ];
}

/** Traffic inside of a subnet meets no ACL. */
function sameSubnetSection({ ranges }: Subnet, { place }: NetworkAcl): Section {
  const bounds =
    ranges.length > 0
      ? exactly(ranges)
      : somewhereIn(
          flowsTo(privateRanges),
          'Whether the destination is in the same subnet, where no network ACL applies, is not known: add the output of `aws ec2 describe-subnets`.',
        );
  const match = toMatch(bounds, ALL_SERVICES);
  const within = { ...place, rule: 'traffic within the subnet, which no network ACL filters' };
  return { rules: [{ action: 'allow', place: within, match: () => match }], otherwise: 'next', otherwiseBy: [] };
}

/** The connection's own packets as they leave the subnet. */
function outwards(acl: NetworkAcl): Section {
  return toSection(acl, acl.outbound.flatMap(compileEntry));
}

function toSection(acl: NetworkAcl, rules: readonly Rule[]): Section {
  return { rules, otherwise: 'deny', otherwiseBy: [acl.place], goesByFlowsAlone: true };
}

/** An entry by the address of the other side and the port that the packet goes to. */
function compileEntry(entry: AclEntry): readonly Rule[] {
  const { action, placed, range, services, notUnderstood } = entry;
  if (notUnderstood !== undefined || range === undefined) {
    return undecidedRules(placed.place, notUnderstood ?? 'It has no address range.');
  }
  const flows = flowsTo([range], services);
  return [new FixedRule(action, { certain: flows, possible: flows }, placed)];
}

/** An entry that the connection's packets meet as they come into another subnet: it goes by their sender. */
function compileArrival(entry: AclEntry, sender: Sender): readonly Rule[] {
  const { action, placed, range, services, notUnderstood } = entry;
  const { place } = placed;
  if (notUnderstood !== undefined || range === undefined) {
    return undecidedRules(place, notUnderstood ?? 'It has no address range.');
  }
  const source = comesFrom(sender.ranges, exactly([range]), place.rule);
  const match = both(toMatch({ certain: ALL_FLOWS, possible: ALL_FLOWS }, services), toMatch(source, ALL_SERVICES));
  return [{ action, place, match: () => match }];
}

/** Replies on their way in: entries go by the destination's address and the ports that the connection was opened from. */
function repliesFromDestination(acl: NetworkAcl, sender: Sender): Section {
  return replySection(acl, acl.inbound, sender, undefined);
}

/** Replies on their way out of another subnet: entries go by the address and port of the connection's sender. */
function repliesToSender(acl: NetworkAcl, sender: Sender): Section {
  return replySection(acl, acl.outbound, sender, sender.ranges);
}

/**
 * Replies must pass whatever port of the sender's range they go to. Where some do and others do not, it depends on the
 * port that a connection happens to be opened from.
 */
function replySection(
  acl: NetworkAcl,
  entries: readonly AclEntry[],
  { ports }: Sender,
  remote: readonly AddressRange[] | undefined,
): Section {
  const inner = entries.flatMap(compileEntry);
  const program: RuleProgram = { sections: [toSection(acl, inner)] };
  const judged = new WeakMap<Destination, JudgedReplies>();
  const judge = (destination: Destination): JudgedReplies => {
    let replies = judged.get(destination);
    if (replies === undefined) judged.set(destination, (replies = judgeReplies(program, destination, ports, remote)));
    return replies;
  };
  const toRule = (action: 'allow' | 'deny', place: RulePlace): Rule => ({
    action,
    place: { ...place, rule: `${place.rule} (replies)` },
    match: (destination) => judge(destination).get(place)?.[action] ?? never,
  });
  const rules = inner.map(({ action, place }) => toRule(action === 'allow' ? 'allow' : 'deny', place));
  return { rules: [...rules, toRule('deny', acl.place)], otherwise: 'deny', otherwiseBy: [acl.place] };
}

/** Which part of the flows asked about each entry decides by what it makes of their replies. */
type JudgedReplies = ReadonlyMap<RulePlace, Partial<Record<'allow' | 'deny', RuleMatch>>>;

function judgeReplies(
  program: RuleProgram,
  destination: Destination,
  [first, last]: Sender['ports'],
  remote: readonly AddressRange[] | undefined,
): JudgedReplies {
  const judged = new Map<RulePlace, Partial<Record<'allow' | 'deny', RuleMatch>>>();
  for (const { opened, answered } of conversations(first, last)) {
    const asked = withServices(destination.flows, opened);
    if (isEmpty(asked)) continue;
    const ranges = remote ?? addressRanges(asked);
    const replies = flowsTo(ranges.length > 0 ? ranges : addressRanges(ALL_FLOWS), answered ?? servicesIn(asked));
    const decision = runProgram(program, { flows: replies, outside: destination.outside });
    const stopped = addressesOf(subtract(replies, certainlyAllowed(decision)));
    const passing = addressesOf(intersect(replies, decision.mayAllow));
    // Of replies to one sender all must pass; replies from a destination count for that destination alone.
    const of = (addresses: FlowSet): FlowSet =>
      remote === undefined ? intersect(asked, addresses) : isEmpty(addresses) ? NO_FLOWS : asked;
    const allowed = subtract(asked, of(stopped));
    const denied = subtract(asked, of(passing));
    const open = subtract(subtract(asked, allowed), denied);
    const because =
      unknownReasons([decision])[0] ??
      `${describeStop(decision)} lets replies back to some of the ports ${first}-${last} and not to others.`;
    for (const { action, flows, places } of decision.steps) {
      const touched = of(addressesOf(flows));
      const certain = intersect(touched, action === 'allow' ? allowed : denied);
      const possible = unite(certain, intersect(touched, open));
      for (const place of places) {
        const known = judged.get(place) ?? {};
        const before = known[action] ?? { certain: NO_FLOWS, possible: NO_FLOWS };
        judged.set(place, {
          ...known,
          [action]: {
            certain: unite(before.certain, certain),
            possible: unite(before.possible, possible),
            unknownBecause: because,
          },
        });
      }
    }
  }
  return judged;
}

interface Conversation {
  readonly opened: Services;
  /** Undefined where it is the same. */
  readonly answered: Services | undefined;
}

/**
 * What comes back for what goes out: over TCP, UDP and SCTP to the sender's port, as an echo for a ping, and over any other
 * protocol by that protocol.
 */
function conversations(first: number, last: number): readonly Conversation[] {
  return [
    ...protocols.map((protocol) => ({ opened: servicesOf(protocol), answered: servicesOf(protocol, first, last) })),
    ...echoes,
    { opened: otherProtocols, answered: undefined },
  ];
}

/** Source: RFC 792 and RFC 4443, echo and echo reply. */
const echoes = [
  { opened: messagesOf('ICMP', 8), answered: messagesOf('ICMP', 0, 0) },
  { opened: messagesOf('ICMPv6', 128), answered: messagesOf('ICMPv6', 129, 0) },
];

const otherProtocols = echoes.reduce<Services>((rest, { opened }) => subtractServices(rest, opened), PORTLESS_SERVICES);

function addressesOf(flows: FlowSet): FlowSet {
  return flowsTo(addressRanges(flows));
}

function describeStop(decision: Decision): string {
  return decision.steps.find(({ action }) => action === 'deny')?.places[0]?.rule ?? 'The network ACL';
}

/** What the packets or their replies meet beyond the subnet that they come from. */
interface StageFurtherOn extends RuleProgram {
  readonly judges: 'replies' | 'further-on';
}

/** At the subnets of the VPC that a destination lies in: in with the packets, out with the replies. */
function arrivals(from: Subnet, sender: Sender, network: AwsNetwork): readonly StageFurtherOn[] {
  return [...network.subnets.values()].flatMap((subnet) => {
    if (subnet.id === from.id || subnet.ranges.length === 0) return [];
    const acl = aclOf(network, subnet.id);
    const guard = otherwiseAllowed(subnet.place, ({ flows }) => {
      const inside = intersect(flows, flowsTo(subnet.ranges));
      return { certain: inside, possible: inside };
    });
    if (acl === undefined) {
      const because = `The network ACL of ${subnet.place.rule}, where the destination is, is not in the files: add the output of \`aws ec2 describe-network-acls\`.`;
      return [undecidedStage(guard, subnet.place, because)];
    }
    return arrivalStages(acl, sender).map(behind(guard));
  });
}

/** A place further on of which nothing is known but that the traffic passes it. */
function undecidedStage(guard: Section, place: RulePlace, because: string): StageFurtherOn {
  const unknown: Section = { rules: undecidedRules(place, because), otherwise: 'next', otherwiseBy: [] };
  return { sections: [guard, unknown], judges: 'further-on' };
}

const behind =
  (guard: Section) =>
  ({ sections, judges }: StageFurtherOn): StageFurtherOn => ({ sections: [guard, ...sections], judges });

function arrivalStages(acl: NetworkAcl, sender: Sender): readonly StageFurtherOn[] {
  if (acl.unreliable !== undefined) {
    const rules = undecidedRules(acl.place, acl.unreliable);
    return [{ sections: [{ rules, otherwise: 'deny', otherwiseBy: [acl.place] }], judges: 'further-on' }];
  }
  const entries = acl.inbound.flatMap((entry) => compileArrival(entry, sender));
  return [
    { sections: [toSection(acl, entries)], judges: 'further-on' },
    { sections: [repliesToSender(acl, sender)], judges: 'replies' },
  ];
}

/** Lets past what does not get to the place that the next sections are about. */
function otherwiseAllowed(place: RulePlace, getsThere: (destination: Destination) => RuleMatch): Section {
  const rule: Rule = {
    action: 'allow',
    place: { ...place, rule: `${place.rule}, which is not on the way` },
    match: (destination) => {
      const { certain, possible, unknownBecause } = getsThere(destination);
      return {
        certain: subtract(destination.flows, possible),
        possible: subtract(destination.flows, certain),
        unknownBecause,
      };
    },
  };
  return { rules: [rule], otherwise: 'next', otherwiseBy: [] };
}

/** A gateway with a subnet of its own that traffic passes on its way out. */
interface Gateway {
  readonly id: string;
  /** Its subnet, or an instance or interface in it. */
  readonly subnetId: string | undefined;
  readonly translates: boolean;
  /** Why it is not known that traffic leaves it in the subnet in which it comes in. */
  readonly leavesElsewhere?: string | undefined;
  readonly command: string;
}

/** A chain of firewall, NAT gateway and the like is no longer than this. */
const longestWay = 4;

/** At the subnets of NAT gateways, firewalls and appliances, as far as the route tables show which traffic takes them. */
function gateways(
  from: Subnet,
  sender: Sender,
  network: AwsNetwork,
  before: (destination: Destination) => RuleMatch = ({ flows }) => ({ certain: flows, possible: flows }),
  steps = longestWay,
): readonly StageFurtherOn[] {
  // Without any route table the plan is to name all subnets that the traffic passes.
  if (network.routeTables.length === 0 || steps === 0) return [];
  const table = routeTableOf(network, from);
  if ('because' in table) {
    const inside = flowsTo([...network.vpcs.values()].flatMap(({ ranges }) => ranges));
    const guard = otherwiseAllowed(from.place, (destination) => {
      const { certain, possible } = before(destination);
      return { certain: subtract(certain, inside), possible: subtract(possible, inside) };
    });
    return [undecidedStage(guard, from.place, table.because)];
  }
  const routes = orderRoutes(table, network);
  const found = new Map<string, Gateway>();
  for (const route of table.routes) {
    const gateway = gatewayOf(route, network);
    if (gateway !== undefined) found.set(gateway.id, gateway);
  }
  return [...found.values()].flatMap((gateway): readonly StageFurtherOn[] => {
    const place = { ...table.place, rule: gateway.id };
    const getsThere = (destination: Destination): RuleMatch =>
      both(before(destination), takenBy(gateway.id, routes, destination.flows));
    const guard = otherwiseAllowed(place, getsThere);
    const subnet = gateway.subnetId === undefined ? undefined : findSubnets(network, gateway.subnetId)[0];
    const acl = subnet === undefined ? undefined : aclOf(network, subnet.id);
    if (subnet === undefined || acl === undefined) {
      const because = `The subnet of ${gateway.id} and its network ACL are not in the files: add the output of \`${gateway.command}\`.`;
      return [undecidedStage(guard, place, because)];
    }
    const beyond: Sender = gateway.translates ? { ranges: subnet.ranges, ports: unprivilegedPorts } : sender;
    // What stays in the subnet on its way to the gateway meets its ACL only when it leaves the gateway.
    const inwards = subnet.id === from.id ? [] : arrivalStages(acl, sender);
    if (gateway.leavesElsewhere !== undefined) {
      const entering = inwards.filter(({ judges }) => judges === 'further-on').map(behind(guard));
      return [...entering, undecidedStage(guard, place, gateway.leavesElsewhere)];
    }
    const stages: readonly StageFurtherOn[] = [
      ...inwards,
      { sections: [outwards(acl)], judges: 'further-on' },
      { sections: [repliesFromDestination(acl, beyond)], judges: 'replies' },
    ];
    return [...stages.map(behind(guard)), ...gateways(subnet, beyond, network, getsThere, steps - 1)];
  });
}

/**
 * NAT gateways, appliances, and endpoints of firewalls. Gateway endpoints are in no subnet; an endpoint that is not described is
 * taken for one where a prefix list is routed to it.
 */
function gatewayOf({ destination, nextHop }: Route, network: AwsNetwork): Gateway | undefined {
  if (nextHop.kind === 'NAT gateway') {
    const { id } = nextHop;
    const subnetId = network.natGateways.get(id)?.subnetId;
    return { id, subnetId, translates: true, command: 'aws ec2 describe-nat-gateways' };
  }
  if (nextHop.kind === 'appliance') {
    const { id } = nextHop;
    const command = 'aws ec2 describe-network-interfaces';
    return { id, subnetId: id, translates: false, leavesElsewhere: describeOtherWays(id, network), command };
  }
  if (nextHop.kind !== 'VPC endpoint') return undefined;
  const { id } = nextHop;
  const ofFirewall = network.firewalls.flatMap(({ endpoints }) => endpoints).find((one) => one.id === id);
  const described = network.endpoints.get(id);
  const isGateway = described === undefined ? destination.kind === 'prefix list' : described.type === 'Gateway';
  if (ofFirewall === undefined && isGateway) return undefined;
  const subnetId = ofFirewall?.subnetId ?? described?.subnetIds[0];
  return { id, subnetId, translates: false, command: 'aws ec2 describe-vpc-endpoints' };
}

/** An appliance may let traffic out, and replies back, by another interface than the one that it comes in by. */
function describeOtherWays(id: string, network: AwsNetwork): string | undefined {
  const [known, ...others] = findInterfaces(network, id);
  const instance = known?.instanceId;
  const isOnlyOne = known?.isOnlyOne === true && others.length === 0;
  return isOnlyOne && (instance === undefined || findInterfaces(network, instance).length === 1)
    ? undefined
    : `By which interface, and through which network ACL, traffic leaves the appliance at ${id} is not known, unless the output of \`aws ec2 describe-instances\` shows that it has no other.`;
}

function takenBy(id: string, routes: readonly OrderedRoute[], flows: FlowSet): RuleMatch {
  let certain = NO_FLOWS;
  let possible = NO_FLOWS;
  let because: string | undefined;
  for (const taken of routesTaken(routes, flows)) {
    const { nextHop, place } = taken.route;
    if (!('id' in nextHop) || nextHop.id !== id) continue;
    certain = unite(certain, taken.certain);
    possible = unite(possible, taken.possible);
    because = `Whether the traffic takes ${place.rule} is not known.`;
  }
  return { certain, possible, unknownBecause: because };
}
