/**
 * Whether there is a way at all: what the route tables of subnets make of a destination. A route to a NAT gateway or a
 * firewall is followed on from the subnet of that. Source: Amazon VPC User Guide, "Configure route tables" and "Gateway
 * Load Balancer endpoints".
 */
import { entryOf } from '../../../kernel/entryOf.ts';
import { privateRanges } from '../../flows/addressSpaces.ts';
import {
  ALL_IPV4_FLOWS,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  subtract,
  unite,
  uniteAll,
  withServices,
} from '../../flows/flowSet.ts';
import { messagesOf, servicesOf, uniteAllServices } from '../../flows/services.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { LayerBinding } from '../../reading/ruleFormat.ts';
import { certainlyAllowed, certainlyDenied, unknownReasons } from '../../machine/decision.ts';
import { runProgram } from '../../machine/runProgram.ts';
import type { Destination } from '../../machine/destination.ts';
import type { Rule, RuleMatch, RuleProgram } from '../../machine/ruleProgram.ts';
import type { AwsNetwork, NetworkInterface, NextHop, PublicAccess, RouteTable, Subnet } from './awsNetwork.ts';
import { never } from '../../machine/condition.ts';
import { findInterfaces, findNamed, findSubnets, routeTableOf } from './lookUp.ts';
import type { MissingTable } from './lookUp.ts';
import { orderRoutes } from './routing.ts';
import type { OrderedRoute } from './routing.ts';

/** `attachedTo` names subnets, instances or interfaces in them, or route tables. */
export function bindRoutes(network: AwsNetwork, attachedTo: readonly string[]): LayerBinding {
  if (attachedTo.length === 0) {
    return unbound('The plan does not say in which subnets the nodes are: set attachedTo of the layer.');
  }
  /** Subnets that have the same table, and of whose traffic the same becomes, have one. */
  const programs = new Map<string, RuleProgram>();
  for (const target of attachedTo) {
    const tables = findNamed(network.routeTables, target).map((table) => ({ table, subnet: undefined }));
    const subnets = findSubnets(network, target).map((subnet) => ({ table: routeTableOf(network, subnet), subnet }));
    const meant: readonly { readonly table: RouteTable | MissingTable; readonly subnet: Subnet | undefined }[] =
      tables.length > 0 ? tables : subnets;
    if (meant.length === 0) {
      return unbound(
        `No route table or subnet in the files is called ${target}: add the output of \`aws ec2 describe-route-tables\` and \`aws ec2 describe-subnets\`.`,
      );
    }
    const own = findInterfaces(network, target);
    for (const { table, subnet } of meant) {
      if ('because' in table) return unbound(table.because);
      if (table.unreliable !== undefined) return unbound(table.unreliable);
      const left = subnet === undefined ? table.subnetIds.flatMap((id) => findSubnets(network, id)) : [subnet];
      const access = publicAccessOf(left, table, network);
      const senders = publicAddressesOf(own.length > 0 ? own : firstInterfaces(network, subnet, table));
      const from: Departure = { senders, access, visited: [], isTranslated: false };
      const key = [table.id, senders.v4, senders.v6, ...[...access].toSorted()].join(' ');
      entryOf(programs, key, () => compileTable(table, network, from));
    }
  }
  return { kind: 'bound', programs: [...programs.values()] };
}

function unbound(because: string): LayerBinding {
  return { kind: 'unbound', because };
}

/** The interfaces that traffic leaves by, where none is named: the first of each instance in the subnets of the table. */
function firstInterfaces(
  network: AwsNetwork,
  subnet: Subnet | undefined,
  table: RouteTable,
): readonly NetworkInterface[] {
  const subnetIds = new Set(subnet === undefined ? table.subnetIds : [subnet.id]);
  return network.interfaces.filter(
    ({ subnetId, isPrimary, instanceId }) =>
      subnetId !== undefined && subnetIds.has(subnetId) && isPrimary && instanceId !== undefined,
  );
}

/** Of each family, which of those that traffic comes from have a public address. */
type PublicAddresses = Readonly<Record<'v4' | 'v6', 'all' | 'none' | 'not known'>>;

const notKnown: PublicAddresses = { v4: 'not known', v6: 'not known' };

function publicAddressesOf(senders: readonly NetworkInterface[]): PublicAddresses {
  const which = (has: (sender: NetworkInterface) => boolean): PublicAddresses['v4'] => {
    if (senders.length === 0) return 'not known';
    if (senders.every(has)) return 'all';
    return senders.some(has) ? 'not known' : 'none';
  };
  return {
    v4: which(({ hasPublicIpv4 }) => hasPublicIpv4),
    v6: which(({ addresses }) => addresses.some(({ family }) => family === 6)),
  };
}

/** What becomes of flows that take a route; what is in neither part is not known. */
interface Outcome {
  readonly path: FlowSet;
  readonly none: FlowSet;
  readonly because?: string | undefined;
}

/** From where a table leads on. */
interface Departure {
  readonly senders: PublicAddresses;
  readonly access: ReadonlySet<PublicAccess>;
  /** The tables that led there: traffic that comes out of a NAT gateway has a public address already. */
  readonly visited: readonly RouteTable[];
  /** Whether a NAT gateway was passed. */
  readonly isTranslated: boolean;
}

function compileTable(table: RouteTable, network: AwsNetwork, from: Departure): RuleProgram {
  const { visited } = from;
  /** Of each subnet that routes lead on to, its own: many do to the same one. */
  const programs = new Map<string, RuleProgram>();
  const onward: Surroundings['onward'] = (subnetId, destination, because, isTranslated) => {
    const { flows } = destination;
    const subnet = subnetId === undefined ? undefined : findSubnets(network, subnetId)[0];
    const next = subnet === undefined ? undefined : routeTableOf(network, subnet);
    if (subnet === undefined || next === undefined) return { path: NO_FLOWS, none: NO_FLOWS, because };
    if ('because' in next) return { path: NO_FLOWS, none: NO_FLOWS, because: next.because };
    if (visited.includes(next) || next === table) {
      return {
        path: NO_FLOWS,
        none: NO_FLOWS,
        because: `${next.place.rule} leads back to where the traffic came from.`,
      };
    }
    if (next.unreliable !== undefined) return { path: NO_FLOWS, none: NO_FLOWS, because: next.unreliable };
    // A gateway has an address of its own, so an internet gateway behind it lets it out.
    const there: Departure = {
      senders: notKnown,
      access: publicAccessOf([subnet], next, network),
      visited: [...visited, table],
      isTranslated: from.isTranslated || isTranslated,
    };
    const key = `${subnet.id} ${there.isTranslated}`;
    const program = entryOf(programs, key, () => compileTable(next, network, there));
    const decision = runProgram(program, destination);
    return {
      path: certainlyAllowed(decision),
      none: intersect(flows, certainlyDenied(decision)),
      because: unknownReasons([decision])[0],
    };
  };
  const outcomeOf = (hop: NextHop, destination: Destination): Outcome =>
    followHop(hop, destination, { ...from, network, onward });
  const rules = [
    ...natGatewaysAreNoDestinations(network),
    ...orderRoutes(table, network).flatMap((route) => compileRoute(route, outcomeOf)),
  ];
  const nowhere = { ...table.place, rule: `${table.place.rule}: no route` };
  return { sections: [{ rules, otherwise: 'deny', otherwiseBy: [nowhere], goesByFlowsAlone: true }] };
}

/** Each that may hold: a table may serve several subnets. Of a VPC that is closed subnets may be excluded. */
function publicAccessOf(
  subnets: readonly Subnet[],
  { vpcId }: RouteTable,
  { vpcs }: AwsNetwork,
): ReadonlySet<PublicAccess> {
  const ofVpc = (id: string | undefined): PublicAccess =>
    (vpcs.get(id ?? '')?.publicAccess ?? 'open') === 'open' ? 'open' : 'not understood';
  if (subnets.length === 0) return new Set([ofVpc(vpcId)]);
  return new Set(subnets.map((subnet) => subnet.publicAccess ?? ofVpc(subnet.vpcId ?? vpcId)));
}

/** A NAT gateway passes traffic on; it answers none itself. */
function natGatewaysAreNoDestinations({ interfaces }: AwsNetwork): readonly Rule[] {
  return interfaces
    .filter(({ isNatGateway }) => isNatGateway)
    .map(({ place, addresses }) => {
      const flows = flowsTo(addresses);
      return {
        action: 'deny',
        place: { ...place, rule: `${place.rule} of a NAT gateway, which takes no connections` },
        match: () => ({ certain: flows, possible: flows }),
      };
    });
}

const untouched = { allow: never, deny: never };

function compileRoute(
  { route, bounds, mayTake }: OrderedRoute,
  outcomeOf: (hop: NextHop, destination: Destination) => Outcome,
): readonly Rule[] {
  const { place, nextHop, notUnderstood } = route;
  const judged = new WeakMap<Destination, Readonly<Record<'allow' | 'deny', RuleMatch>>>();
  const judge = (destination: Destination): Readonly<Record<'allow' | 'deny', RuleMatch>> => {
    if (!mayTake(destination.flows)) return untouched;
    const known = judged.get(destination);
    if (known !== undefined) return known;
    const destinations = bounds();
    const { certain } = destinations;
    const taken = intersect(destination.flows, destinations.possible);
    if (isEmpty(taken)) return untouched;
    const outcome =
      notUnderstood === undefined
        ? outcomeOf(nextHop, { ...destination, flows: taken })
        : { path: NO_FLOWS, none: NO_FLOWS, because: notUnderstood };
    const open = subtract(subtract(taken, outcome.path), outcome.none);
    const because = outcome.because ?? destinations.because;
    const matches = {
      allow: {
        certain: intersect(outcome.path, certain),
        possible: unite(outcome.path, open),
        unknownBecause: because,
      },
      // What is not known ends here as well, so that no later route is tried for it.
      deny: {
        certain: intersect(unite(outcome.none, open), certain),
        possible: unite(outcome.none, open),
        unknownBecause: because,
      },
    };
    judged.set(destination, matches);
    return matches;
  };
  return (['allow', 'deny'] as const).map((action) => ({
    action,
    place,
    match: (destination) => judge(destination)[action],
    // Nobody asks for it in a short table.
    get reach() {
      return bounds().possible;
    },
  }));
}

interface Surroundings extends Departure {
  readonly network: AwsNetwork;
  readonly onward: (
    subnetId: string | undefined,
    destination: Destination,
    because: string,
    isTranslated: boolean,
  ) => Outcome;
}

function followHop(hop: NextHop, destination: Destination, around: Surroundings): Outcome {
  const { flows } = destination;
  const path: Outcome = { path: flows, none: NO_FLOWS };
  const none: Outcome = { path: NO_FLOWS, none: flows };
  const unknown = (because: string): Outcome => ({ path: NO_FLOWS, none: NO_FLOWS, because });
  switch (hop.kind) {
    case 'local':
    case 'network':
      return path;
    case 'nowhere':
      return none;
    case 'internet gateway':
    case 'egress-only internet gateway': {
      const letsOutOnly = around.isTranslated || hop.kind === 'egress-only internet gateway';
      const isClosed = new Set([...around.access].map((access) => isClosedBy(access, letsOutOnly)));
      if (isClosed.size > 1 || isClosed.has(undefined)) return unknown(mayBeClosed);
      return isClosed.has(true) ? none : throughInternetGateway(hop.id, flows, around);
    }
    case 'NAT gateway': {
      const carried = withServices(flows, carriedByNatGateways);
      const { path: out, none: left, because } = throughNatGateway(hop.id, { ...destination, flows: carried }, around);
      return { path: out, none: unite(left, subtract(flows, carried)), because };
    }
    case 'VPC endpoint':
      return throughEndpoint(hop.id, destination, around);
    case 'peering connection':
      // A peered VPC passes nothing on to its own gateways.
      return {
        path: intersect(flows, flowsTo(privateRanges)),
        none: NO_FLOWS,
        because: `Only what is in the VPC behind ${hop.id} is reached over it, and whether this destination is there is not known.`,
      };
    case 'appliance':
      return unknown(`${hop.id} forwards the traffic by rules of its own, which are not in the files.`);
  }
}

const mayBeClosed =
  'Whether VPC Block Public Access lets out what goes by an internet gateway is not known: name the subnets of the nodes in attachedTo of the layer route, and add the output of `aws ec2 describe-subnets`.';

/** Undefined where that is not known. */
function isClosedBy(access: PublicAccess, letsOutOnly: boolean): boolean | undefined {
  switch (access) {
    case 'open':
      return false;
    case 'closed':
      return true;
    case 'gateways that only let out':
      return !letsOutOnly;
    case 'not understood':
      return undefined;
  }
}

/** Source: Amazon VPC User Guide, "NAT gateway basics". */
const carriedByNatGateways = uniteAllServices([
  servicesOf('TCP'),
  servicesOf('UDP'),
  messagesOf('ICMP'),
  messagesOf('ICMPv6'),
]);

function throughNatGateway(id: string, destination: Destination, { network, onward }: Surroundings): Outcome {
  const { flows } = destination;
  const unknown = (because: string): Outcome => ({ path: NO_FLOWS, none: NO_FLOWS, because });
  const gateway = network.natGateways.get(id);
  if (gateway === undefined) {
    return unknown(
      `Whether ${id} works and has a public address is not known: add the output of \`aws ec2 describe-nat-gateways\`.`,
    );
  }
  if (gateway.state !== undefined && gateway.state !== 'available') return { path: NO_FLOWS, none: flows };
  const remedy = `Where ${id} sends traffic is not known: add the route table of its subnet.`;
  if (gateway.connectivity === 'public') return onward(gateway.subnetId, destination, remedy, true);
  if (gateway.connectivity !== 'private') return unknown(`Whether ${id} has a public address is not known.`);
  const inside = intersect(flows, flowsTo(privateRanges));
  return { path: inside, none: NO_FLOWS, because: `${id} is a private NAT gateway, without a public address.` };
}

/** An internet gateway passes IPv4 only from interfaces with a public address, and IPv6 from those that have one. */
function throughInternetGateway(id: string, flows: FlowSet, { senders, visited }: Surroundings): Outcome {
  if (visited.length > 0) return { path: flows, none: NO_FLOWS };
  const v4 = intersect(flows, ALL_IPV4_FLOWS);
  const parts = [
    { part: v4, have: senders.v4 },
    { part: subtract(flows, v4), have: senders.v6 },
  ];
  const sumOf = (which: 'all' | 'none'): FlowSet =>
    uniteAll(parts.filter(({ have }) => have === which).map(({ part }) => part));
  return {
    path: sumOf('all'),
    none: sumOf('none'),
    because: `${id} lets out only what has a public address; whether the nodes have one is not known: add the output of \`aws ec2 describe-instances\`.`,
  };
}

/** Source: EC2 API, VpcEndpoint. */
const endpointTypes: ReadonlySet<string> = new Set([
  'Gateway',
  'GatewayLoadBalancer',
  'Interface',
  'Resource',
  'ServiceNetwork',
]);

function throughEndpoint(id: string, destination: Destination, { network, onward }: Surroundings): Outcome {
  const { flows } = destination;
  const unknown = (because: string): Outcome => ({ path: NO_FLOWS, none: NO_FLOWS, because });
  for (const { endpoints, place } of network.firewalls) {
    const endpoint = endpoints.find((one) => one.id === id);
    if (endpoint === undefined) continue;
    const remedy = `Where ${place.rule} sends traffic is not known: add the route table of its subnet.`;
    return onward(endpoint.subnetId, destination, remedy, false);
  }
  const endpoint = network.endpoints.get(id);
  if (endpoint === undefined) {
    return unknown(
      `${id} may be the endpoint of an appliance or firewall, whose rules decide: add the output of \`aws ec2 describe-vpc-endpoints\` and \`aws network-firewall describe-firewall\`.`,
    );
  }
  if (!endpointTypes.has(endpoint.type)) {
    return unknown(
      `The type of the endpoint ${id} is not known: an appliance behind it may decide by rules that are not in the files.`,
    );
  }
  if (endpoint.type !== 'Gateway') {
    return unknown(
      `${id} is a ${endpoint.type} endpoint: an appliance behind it decides by rules that are not in the files.`,
    );
  }
  if (endpoint.hasFullAccess === true) return { path: flows, none: NO_FLOWS };
  return unknown(
    endpoint.hasFullAccess === false
      ? `${id} has an IAM policy, which may refuse the request.`
      : `The IAM policy of ${id} is not in the files.`,
  );
}
