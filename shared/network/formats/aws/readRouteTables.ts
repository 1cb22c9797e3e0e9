/** Route tables: where a subnet sends what. Source: EC2 API, RouteTable and Route. */
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import type { AwsThing } from './awsDocuments.ts';
import type { NextHop, Route, RouteTable } from './awsNetwork.ts';
import { findUnknownField, hasContent, isRecord, listOf, recordsOf, textOf } from '../../../kernel/jsonFields.ts';
import { namesInTags } from './nameTagOf.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { nameOf, readEach, refuse, refuseWithoutLists } from './reading.ts';
import { below, parseRange, unknownFieldRemedy } from '../../reading/ruleReading.ts';
import type { Report } from '../../reading/ruleReading.ts';

const tableFields = new Set(['RouteTableId', 'Associations', 'PropagatingVgws', 'Routes', 'Tags', 'VpcId', 'OwnerId']);

const hopFields = {
  NatGatewayId: 'NAT gateway',
  TransitGatewayId: 'network',
  VpcPeeringConnectionId: 'peering connection',
  EgressOnlyInternetGatewayId: 'egress-only internet gateway',
  LocalGatewayId: 'network',
  CarrierGatewayId: 'network',
  CoreNetworkArn: 'network',
  OdbNetworkArn: 'network',
  NetworkInterfaceId: 'appliance',
  InstanceId: 'appliance',
} as const;

const routeFields = new Set([
  ...Object.keys(hopFields),
  'DestinationCidrBlock',
  'DestinationIpv6CidrBlock',
  'DestinationPrefixListId',
  'GatewayId',
  'InstanceOwnerId',
  'Origin',
  'State',
]);

export function readRouteTables(things: readonly AwsThing[], report: Report): readonly RouteTable[] {
  const amongAll = findThoseAmongAll(things);
  return readEach(
    things,
    'route table',
    report,
    (value, place) => readTable(value, place, amongAll.has(value['RouteTableId']), report),
    ({ Routes, Associations }) => [Routes, Associations],
    (known, again) => ({ ...known, subnetIds: [...new Set([...known.subnetIds, ...again.subnetIds])] }),
  );
}

/**
 * The ids of tables in lists that may be taken for whole: those of a collector, and those that the command prints to their
 * end. A list of nothing but main tables is also what the command prints if asked for one, and shows nothing of the others.
 */
function findThoseAmongAll(things: readonly AwsThing[]): ReadonlySet<unknown> {
  const tables = things.filter(({ kind }) => kind === 'route table');
  const lists = Map.groupBy(tables, ({ place: { file, document, path } }) =>
    [file, document, ...path.slice(0, -1)].join(' '),
  );
  const isWhole = (some: readonly AwsThing[]): boolean =>
    some.every(({ listing }) => listing === 'collected') ||
    (some.every(({ listing, value }) => listing === 'printed' && Array.isArray(value['Associations'])) &&
      some.some(({ value }) => !isMain(value)));
  return new Set([...lists.values()].filter(isWhole).flatMap((some) => some.map(({ value }) => value['RouteTableId'])));
}

function isMain(table: JsonRecord): boolean {
  return recordsOf(table['Associations']).some((association) => association['Main'] === true);
}

function readTable(value: JsonRecord, at: RulePlace, isAmongAll: boolean, report: Report): RouteTable | undefined {
  const id = textOf(value['RouteTableId']);
  if (id === undefined) {
    report(
      at,
      'A route table without RouteTableId can’t be judged.',
      'Export it with `aws ec2 describe-route-tables`.',
    );
    return undefined;
  }
  const names = namesInTags(value);
  const place: RulePlace = { ...at, rule: nameOf('route table', id, names[0]) };
  const unknown = findUnknownField(value, tableFields);
  const associations = recordsOf(value['Associations']);
  return {
    id,
    names,
    place,
    vpcId: textOf(value['VpcId']),
    subnetIds: associations.flatMap((association) => textOf(association['SubnetId']) ?? []),
    isMain: isMain(value),
    isAmongAll,
    routes: listOf(value['Routes']).map((route, index) => readRoute(route, below(place, ['Routes', index]), report)),
    unreliable:
      unknown === undefined
        ? refuseWithoutLists(value, ['Routes'], place, report)
        : refuse(report, place, `the field “${unknown}” is not known.`, unknownFieldRemedy),
  };
}

function readRoute(value: unknown, at: RulePlace, report: Report): Route {
  const route: JsonRecord = isRecord(value) ? value : {};
  const cidrText = textOf(route['DestinationCidrBlock']) ?? textOf(route['DestinationIpv6CidrBlock']);
  const listId = textOf(route['DestinationPrefixListId']);
  const cidr = parseRange(cidrText);
  const nextHop = readNextHop(route);
  const place = {
    ...at,
    rule: `${at.rule}: ${describeValue(cidrText ?? listId)} by ${nextHop === undefined ? 'an unknown way' : describeHop(nextHop)}`,
  };
  const wrong = (): string | undefined => {
    if (!isRecord(value)) return refuse(report, place, 'it is not an object.');
    const unknown = findUnknownField(route, routeFields);
    if (unknown !== undefined) return refuse(report, place, `the field “${unknown}” is not known.`, unknownFieldRemedy);
    if (listId === undefined && cidr === undefined) return refuse(report, place, 'it has no destination.');
    if (nextHop === undefined) return refuse(report, place, 'its next hop is not known.');
    return undefined;
  };
  return {
    destination:
      listId !== undefined
        ? { kind: 'prefix list', id: listId }
        : cidr === undefined
          ? { kind: 'not understood' }
          : { kind: 'range', range: cidr.range, prefixLength: cidr.prefixLength },
    nextHop: nextHop ?? { kind: 'nowhere', because: 'Its next hop is not known.' },
    isPropagated: route['Origin'] === 'EnableVgwRoutePropagation',
    place,
    notUnderstood: wrong(),
  };
}

function readNextHop(route: JsonRecord): NextHop | undefined {
  const state = textOf(route['State']);
  if (state === 'blackhole') return { kind: 'nowhere', because: 'Its target is gone (blackhole).' };
  // A filtered route is not in force; nothing else is known of such a state.
  if (state !== undefined && state !== 'active') return undefined;
  const gateway = textOf(route['GatewayId']);
  if (gateway === 'local') return { kind: 'local' };
  for (const [field, kind] of Object.entries(hopFields)) {
    const id = textOf(route[field]);
    if (id !== undefined && hasContent(id)) return { kind, id };
  }
  if (gateway === undefined) return undefined;
  const prefix = gateway.slice(0, gateway.indexOf('-'));
  switch (prefix) {
    case 'igw':
      return { kind: 'internet gateway', id: gateway };
    case 'eigw':
      return { kind: 'egress-only internet gateway', id: gateway };
    case 'vgw':
      return { kind: 'network', id: gateway };
    case 'vpce':
      return { kind: 'VPC endpoint', id: gateway };
    default:
      return undefined;
  }
}

function describeHop(hop: NextHop): string {
  return hop.kind === 'local' || hop.kind === 'nowhere' ? hop.kind : describeValue(hop.id);
}
