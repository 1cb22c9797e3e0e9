/** Route tables of AWS in Terraform, as `aws ec2 describe-route-tables` prints them. */
import { textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { addTo } from './addTo.ts';
import { aboutResource, awsTarget, gateways, prefixLists, subnets, tagsOf, vpcs, vpcTypes } from './awsNames.ts';
import type { Fields, Target } from './fields.ts';
import { notYetKnown } from './notYetKnown.ts';
import { partsById } from './partsById.ts';
import type { PartsById } from './partsById.ts';
import { idOf, unplaced } from './translation.ts';
import type { PlannedResources, Trouble } from './translation.ts';

const tableTypes = ['aws_route_table', 'aws_default_route_table'] as const;

export const routeTableTypes: readonly string[] = [
  ...tableTypes,
  'aws_route',
  'aws_route_table_association',
  'aws_main_route_table_association',
];

const tables = awsTarget(...tableTypes);

const hops = {
  NatGatewayId: ['nat_gateway_id', awsTarget('aws_nat_gateway')],
  TransitGatewayId: ['transit_gateway_id', awsTarget('aws_ec2_transit_gateway')],
  VpcPeeringConnectionId: [
    'vpc_peering_connection_id',
    awsTarget('aws_vpc_peering_connection', 'aws_vpc_peering_connection_accepter'),
  ],
  EgressOnlyInternetGatewayId: ['egress_only_gateway_id', awsTarget('aws_egress_only_internet_gateway')],
  LocalGatewayId: ['local_gateway_id', awsTarget()],
  CarrierGatewayId: ['carrier_gateway_id', awsTarget('aws_ec2_carrier_gateway')],
  CoreNetworkArn: ['core_network_arn', awsTarget('aws_networkmanager_core_network')],
  OdbNetworkArn: ['odb_network_arn', awsTarget('aws_odb_network')],
  NetworkInterfaceId: ['network_interface_id', awsTarget('aws_network_interface')],
  InstanceId: ['instance_id', awsTarget('aws_instance')],
} as const satisfies Record<string, readonly [string, Target]>;

export function translateRouteTables(
  planned: PlannedResources,
  rangesOfVpcs: PartsById,
  troubles: Trouble[],
): readonly JsonRecord[] {
  const layer = ['route'] as const;
  const report = (attribute: string) => (part: Fields) => troubles.push(unplaced(part, attribute, layer));
  const partsOf = (type: string): PartsById =>
    partsById(planned.of(type), 'route_table_id', tables, report('route_table_id'));
  const routesOf = partsOf('aws_route');
  const associationsOf = partsOf('aws_route_table_association');
  const mainOf = partsOf('aws_main_route_table_association');
  const endpointsOf = gatewayEndpoints(planned, report('route_table_ids'));
  // What a plan changes still has the state of what it was.
  const changed = new Set(planned.former.flatMap(({ type, values }) => (type === 'aws_route' ? [values['id']] : [])));
  const isGone = (route: Fields): boolean =>
    route.text('state') === 'blackhole' && !changed.has(route.resource.values['id']);
  const vpcsById = new Map(planned.of(...vpcTypes).map((vpc) => [idOf(vpc.resource), vpc]));
  return planned.of(...tableTypes).map((fields) => {
    const id = idOf(fields.resource);
    const separate = routesOf.get(id) ?? [];
    const vpcId = fields.reference('vpc_id', vpcs);
    const vpc = vpcId === undefined ? undefined : vpcsById.get(vpcId);
    const local = vpc === undefined ? undefined : localRoutes(vpc, rangesOfVpcs.get(vpcId ?? '') ?? []);
    // A table that is there already tells of its routes as they are before the plan.
    const replaced = new Set([
      ...separate.map(({ resource }) => destinationOf(resource.values)),
      ...planned.former.flatMap(({ type, values }) =>
        type === 'aws_route' && values['route_table_id'] === id ? [destinationOf(values)] : [],
      ),
    ]);
    const inline = fields.blocks('route').map(toRoute);
    const isDefault = fields.resource.type === 'aws_default_route_table';
    const mayHaveMore = fields.isWhollyUnknown('route') && (separate.length === 0 || fields.isConfigured('route'));
    return fields.made({
      RouteTableId: id,
      VpcId: vpcId,
      Tags: tagsOf(fields),
      Associations: [
        ...(associationsOf.get(id) ?? []).flatMap((association) => {
          const subnet = association.reference('subnet_id', subnets);
          if (subnet === undefined && association.has('subnet_id')) report('subnet_id')(association);
          return subnet === undefined ? [] : [{ SubnetId: subnet }];
        }),
        ...(isDefault || mainOf.has(id) ? [{ Main: true }] : []),
      ],
      Routes: [
        ...(local ?? []),
        ...(endpointsOf.get(id) ?? []).map(toEndpointRoute),
        ...inline.filter((route) => !replaced.has(describeDestination(route))),
        ...separate.map((route) => ({ ...toRoute(route), ...(isGone(route) && { State: 'blackhole' }) })),
      ],
      ...(local === undefined && { 'vpc_id, of a VPC whose addresses are not in the plan': true }),
      ...(mayHaveMore && { [`route, ${notYetKnown}`]: true }),
      ...(fields.has('propagating_vgws') &&
        fields.filledIn('propagating_vgws').length === 0 && { propagating_vgws: true }),
    });
  });
}

/** Endpoints of the kind that puts routes into tables, by the ids of these. */
function gatewayEndpoints(planned: PlannedResources, unknown: (part: Fields) => void): PartsById {
  const found = new Map<string, Fields[]>();
  for (const endpoint of planned.of('aws_vpc_endpoint')) {
    if ((endpoint.text('vpc_endpoint_type') ?? 'Gateway') !== 'Gateway') continue;
    const ids = endpoint.references('route_table_ids', tables, (id) => ({ id }));
    if (endpoint.isConfigured('route_table_ids') && endpoint.isOpen('route_table_ids')) unknown(endpoint);
    for (const { id } of ids) addTo(found, textOf(id) ?? '', endpoint);
  }
  return found;
}

/** AWS keeps the addresses of the service in a list of its own. */
function toEndpointRoute(endpoint: Fields): JsonRecord {
  return endpoint.made({
    DestinationPrefixListId: endpoint.text('prefix_list_id') ?? `pl-(${endpoint.resource.address})`,
    GatewayId: gateways.nameOf(endpoint.resource),
  });
}

/** Every table has a way to each range of its VPC. Undefined where these are not known. */
function localRoutes(vpc: Fields, more: readonly Fields[]): readonly JsonRecord[] | undefined {
  const isOpen = (part: Fields): boolean => part.isUndecided('cidr_block') || (part === vpc && !part.has('cidr_block'));
  if ([vpc, ...more].some(isOpen)) return undefined;
  const to = (field: string, attribute: string): readonly JsonRecord[] =>
    [vpc, ...more].flatMap((part) => {
      const range = part.text(attribute);
      return range === undefined ? [] : [part.made({ [field]: range, GatewayId: 'local', State: 'active' })];
    });
  return [...to('DestinationCidrBlock', 'cidr_block'), ...to('DestinationIpv6CidrBlock', 'ipv6_cidr_block')];
}

function destinationOf(route: JsonRecord): string {
  const { destination_cidr_block: v4, destination_ipv6_cidr_block: v6, destination_prefix_list_id: list } = route;
  return textOf(v4) ?? textOf(v6) ?? textOf(list) ?? '';
}

function describeDestination(route: JsonRecord): string {
  const { DestinationCidrBlock: v4, DestinationIpv6CidrBlock: v6, DestinationPrefixListId: list } = route;
  return textOf(v4) ?? textOf(v6) ?? textOf(list) ?? '?';
}

/** A block of a table, or a route by itself. */
function toRoute(fields: Fields): JsonRecord {
  const hopAttributes = ['gateway_id', 'vpc_endpoint_id', ...Object.values(hops).map(([attribute]) => attribute)];
  return fields.made({
    DestinationCidrBlock: fields.text('cidr_block') ?? fields.text('destination_cidr_block'),
    DestinationIpv6CidrBlock: fields.text('ipv6_cidr_block') ?? fields.text('destination_ipv6_cidr_block'),
    DestinationPrefixListId: fields.reference('destination_prefix_list_id', prefixLists),
    GatewayId: fields.reference('gateway_id', gateways) ?? fields.reference('vpc_endpoint_id', gateways),
    ...Object.fromEntries(
      Object.entries(hops).map(([field, [attribute, target]]) => [field, fields.reference(attribute, target)]),
    ),
    ...fields.refusals(
      [
        'cidr_block',
        'destination_cidr_block',
        'ipv6_cidr_block',
        'destination_ipv6_cidr_block',
        'destination_prefix_list_id',
        ...hopAttributes,
      ],
      [
        ...aboutResource,
        'route_table_id',
        'origin',
        'state',
        'instance_owner_id',
        ...fields.filledIn(...hopAttributes),
      ],
    ),
  });
}
