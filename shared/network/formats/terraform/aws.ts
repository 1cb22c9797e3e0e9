/**
 * Resources of the provider hashicorp/aws, as the AWS CLI would print what they make. Source: the provider's documentation
 * of each type, releases 4 to 6.
 */
import { describeValue } from '../../describeValue.ts';
import type { JsonRecord } from '../../jsonFields.ts';
import { isRecord, recordsOf, textOf, textsOf } from '../../jsonFields.ts';
import { translateNetworkFirewalls } from './awsNetworkFirewall.ts';
import { addTo } from './addTo.ts';
import type { Fields, Target } from './fields.ts';
import { idOf, unplaced } from './translation.ts';
import type { CloudTranslator, PlannedResources, Trouble } from './translation.ts';

const groupTypes = ['aws_security_group', 'aws_default_security_group'] as const;
const aclTypes = ['aws_network_acl', 'aws_default_network_acl'] as const;
const tableTypes = ['aws_route_table', 'aws_default_route_table'] as const;

/** Further ranges of a VPC. */
const rangeTypes = ['aws_vpc_ipv4_cidr_block_association', 'aws_vpc_ipv6_cidr_block_association'] as const;

export const awsTranslator: CloudTranslator = {
  knownTypes: new Set([
    ...groupTypes,
    'aws_security_group_rule',
    'aws_vpc_security_group_egress_rule',
    'aws_vpc_security_group_ingress_rule',
    'aws_vpc_security_group_rules_exclusive',
    ...aclTypes,
    'aws_network_acl_rule',
    'aws_network_acl_association',
    'aws_ec2_managed_prefix_list',
    'aws_ec2_managed_prefix_list_entry',
    ...tableTypes,
    'aws_route',
    'aws_route_table_association',
    'aws_main_route_table_association',
    ...rangeTypes,
    'aws_networkfirewall_firewall',
    'aws_networkfirewall_firewall_policy',
    'aws_networkfirewall_rule_group',
    'aws_networkfirewall_logging_configuration',
    'aws_networkfirewall_resource_policy',
  ]),
  bearing: [
    {
      form: /^aws_(?:default_|vpc_)?(?:security_group|network_interface_sg_attachment)/,
      layers: ['aws-security-group'],
    },
    { form: /^aws_(?:default_)?network_acl/, layers: ['aws-network-acl'] },
    { form: /^aws_networkfirewall_/, layers: ['aws-network-firewall'] },
    { form: /^aws_(?:default_|main_)?route(?:_table)?(?:_|$)(?!53)/, layers: ['route'] },
    {
      form: /^aws_(?:vpn_gateway_route_propagation|vpc_route_server|vpc_endpoint_route_table_association)/,
      layers: ['route'],
    },
    {
      form: /^aws_(?:ec2_managed_prefix_list|vpc_block_public_access|fms_policy)/,
      layers: ['aws-security-group', 'aws-network-acl', 'aws-network-firewall', 'route'],
    },
  ],
  translate: (planned) => {
    const troubles: Trouble[] = [];
    const rangesOfVpcs = partsById(planned.of(...rangeTypes), 'vpc_id', vpcs, (part) =>
      troubles.push(unplaced(part, 'vpc_id', ['route', 'aws-network-firewall'])),
    );
    const lists: Readonly<Record<string, readonly JsonRecord[]>> = {
      SecurityGroups: translateGroups(planned, troubles),
      NetworkAcls: translateAcls(planned, troubles),
      PrefixLists: translatePrefixLists(planned, troubles),
      RouteTables: translateTables(planned, rangesOfVpcs, troubles),
      ...translatePlaces(planned, rangesOfVpcs),
    };
    const filled = Object.entries(lists).filter(([, list]) => list.length > 0);
    const documents = [...filled.map(([field, list]) => ({ [field]: list })), ...translateNetworkFirewalls(planned)];
    return { documents, troubles };
  },
};

const named = (...types: readonly string[]): Target => ({ types: new Set(types), nameOf: idOf });
const groups = named(...groupTypes);
const subnets = named('aws_subnet');
const prefixLists = named('aws_ec2_managed_prefix_list');
const vpcs = named('aws_vpc', 'aws_default_vpc');

/** Under its name, and under its address where its id is known. */
function tagsOf(fields: Fields): readonly JsonRecord[] {
  const tags = fields.get('tags_all') ?? fields.get('tags');
  const name = isRecord(tags) ? textOf(tags['Name']) : undefined;
  const { address } = fields.resource;
  const names = [name, idOf(fields.resource) === address ? undefined : address];
  return names.flatMap((value) => (value === undefined ? [] : [{ Key: 'Name', Value: value }]));
}

/** What every resource says of itself, and none of it decides. */
const aboutResource = ['arn', 'id', 'owner_id', 'tags', 'tags_all', 'timeouts', 'region', 'description'];

/** Rules of other origin that hold beside those of the plan. */
const beyondThisPlan = { 'what it has beyond this plan': true };

/** Parts by the id of what they belong to. */
type PartsById = ReadonlyMap<string, readonly Fields[]>;

/** Parts that stand as resources by themselves, by the id of what they belong to. */
function partsById(
  parts: readonly Fields[],
  attribute: string,
  target: Target,
  unknown: (part: Fields) => void,
): PartsById {
  const found = new Map<string, Fields[]>();
  for (const part of parts) {
    const id = part.reference(attribute, target);
    if (id === undefined) unknown(part);
    else addTo(found, id, part);
  }
  return found;
}

// Security groups

const permissionAttributes = [
  'type',
  'protocol',
  'ip_protocol',
  'from_port',
  'to_port',
  'cidr_blocks',
  'ipv6_cidr_blocks',
  'cidr_ipv4',
  'cidr_ipv6',
  'prefix_list_ids',
  'prefix_list_id',
  'security_groups',
  'source_security_group_id',
  'referenced_security_group_id',
  'self',
];
const aboutRule = [...aboutResource, 'security_group_id', 'security_group_rule_id'];

function translateGroups(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const rules = planned.of(
    'aws_security_group_rule',
    'aws_vpc_security_group_egress_rule',
    'aws_vpc_security_group_ingress_rule',
  );
  const rulesOf = partsById(rules, 'security_group_id', groups, (rule) =>
    troubles.push(unplaced(rule, 'security_group_id', ['aws-security-group'])),
  );
  const own = planned.of(...groupTypes).map((fields) => {
    const id = idOf(fields.resource);
    const separate = rulesOf.get(id) ?? [];
    const [outbound, inbound] = [separate.filter(isOutbound), separate.filter((rule) => !isOutbound(rule))];
    const former = formerPermissions(planned, id);
    return fields.made({
      GroupId: id,
      GroupName: fields.text('name'),
      VpcId: fields.reference('vpc_id', vpcs),
      Tags: tagsOf(fields),
      IpPermissionsEgress: [
        ...inlinePermissions(fields, 'egress', id, former),
        ...outbound.map((rule) => toPermission(rule, id)),
      ],
      IpPermissions: [
        ...inlinePermissions(fields, 'ingress', id, former),
        ...inbound.map((rule) => toPermission(rule, id)),
      ],
      ...refusedUnlessSeparate(fields, { egress: separate.length > 0, ingress: true }),
    });
  });
  const known = new Set(own.map(({ GroupId }) => GroupId));
  const others = [...rulesOf].flatMap(([id, some]) => {
    const [first] = some;
    if (first === undefined || known.has(id)) return [];
    const egress = some.filter(isOutbound).map((rule) => toPermission(rule, id));
    return [first.made({ GroupId: id, IpPermissionsEgress: egress, IpPermissions: [], ...beyondThisPlan })];
  });
  return [...own, ...others];
}

function isOutbound({ resource: { type, values } }: Fields): boolean {
  return type === 'aws_security_group_rule' ? values['type'] !== 'ingress' : type.endsWith('_egress_rule');
}

/**
 * A list of rules that is known only after the apply has none where the plan has its rules as resources by themselves: the
 * provider takes what AWS itself adds away. Else it may hold anything, since a dynamic block looks the same.
 */
function refusedUnlessSeparate(fields: Fields, separate: Readonly<Record<string, boolean>>): JsonRecord {
  const open = Object.entries(separate).filter(
    ([list, isSeparate]) => fields.isWhollyUnknown(list) && (!isSeparate || fields.isConfigured(list)),
  );
  return Object.fromEntries(open.map(([list]) => [`${list}, known after the apply`, true]));
}

function inlinePermissions(
  fields: Fields,
  list: 'egress' | 'ingress',
  groupId: string,
  former: ReadonlySet<string>,
): readonly JsonRecord[] {
  return fields.blocks(list).map((block) => {
    const permission = toPermission(block, groupId);
    if (former.size === 0) return permission;
    const isKept = (item: JsonRecord): boolean => !former.has(describePeer(list === 'egress', permission, item));
    return block.made({
      ...permission,
      ...Object.fromEntries(peerLists.map((peers) => [peers, recordsOf(permission[peers]).filter(isKept)])),
    });
  });
}

const peerLists = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'] as const;

/** A block of a group, or a rule of either kind of resource. */
function toPermission(fields: Fields, groupId: string): JsonRecord {
  const protocol = fields.get('protocol') ?? fields.get('ip_protocol');
  const cidrIpv4 = fields.text('cidr_ipv4');
  const cidrIpv6 = fields.text('cidr_ipv6');
  const prefixList = fields.reference('prefix_list_id', prefixLists);
  const group = fields.reference('source_security_group_id', groups);
  const referenced = fields.reference('referenced_security_group_id', groups);
  return fields.made({
    IpProtocol: protocol === 'all' ? '-1' : protocol,
    FromPort: fields.get('from_port'),
    ToPort: fields.get('to_port'),
    IpRanges: [
      ...fields.items('cidr_blocks', (item) => ({ CidrIp: item })),
      ...(cidrIpv4 === undefined ? [] : [{ CidrIp: cidrIpv4 }]),
    ],
    Ipv6Ranges: [
      ...fields.items('ipv6_cidr_blocks', (item) => ({ CidrIpv6: item })),
      ...(cidrIpv6 === undefined ? [] : [{ CidrIpv6: cidrIpv6 }]),
    ],
    PrefixListIds: [
      ...fields.references('prefix_list_ids', prefixLists, (id) => ({ PrefixListId: id })),
      ...(prefixList === undefined ? [] : [{ PrefixListId: prefixList }]),
    ],
    UserIdGroupPairs: [
      ...fields.references('security_groups', groups, toGroupPair),
      ...(group === undefined ? [] : [toGroupPair(group)]),
      ...(referenced === undefined ? [] : [toGroupPair(referenced)]),
      ...(fields.get('self') === true ? [{ GroupId: groupId }] : []),
    ],
    ...fields.refusals(permissionAttributes, [...aboutRule, ...fields.filledIn('source_security_group_id', 'self')]),
  });
}

/** A group of another account is written `123456789012/sg-0a1b2c3d`. */
function toGroupPair(id: string): JsonRecord {
  const [account, group] = id.split('/');
  return group === undefined || !/^\d+$/.test(account ?? '')
    ? { GroupId: id }
    : { UserId: account, GroupId: group, PeeringStatus: 'active' };
}

/**
 * Rules by themselves that the plan changes or takes away: a group that is there already tells of them as well, as they are
 * before the plan.
 */
function formerPermissions({ former }: PlannedResources, groupId: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { type, values } of former) {
    if (values['security_group_id'] !== groupId) continue;
    const isEgress =
      type === 'aws_vpc_security_group_egress_rule' ||
      (type === 'aws_security_group_rule' && values['type'] === 'egress');
    if (!isEgress && type !== 'aws_vpc_security_group_ingress_rule' && type !== 'aws_security_group_rule') continue;
    const permission = {
      IpProtocol: values['protocol'] ?? values['ip_protocol'],
      FromPort: values['from_port'],
      ToPort: values['to_port'],
    };
    const { cidr_ipv4: v4, cidr_ipv6: v6, prefix_list_id: list } = values;
    const peers = [
      ...['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids'].flatMap((field) => textsOf(values[field])),
      ...textsOf([v4, v6, list, values['source_security_group_id'], values['referenced_security_group_id']]),
      ...(values['self'] === true ? [groupId] : []),
    ];
    for (const peer of peers) found.add(describePeer(isEgress, permission, { peer }));
  }
  return found;
}

function describePeer(isEgress: boolean, { IpProtocol, FromPort, ToPort }: JsonRecord, peer: JsonRecord): string {
  const protocol = IpProtocol === 'all' ? '-1' : IpProtocol;
  const ports = protocol === '-1' ? [] : [FromPort, ToPort];
  return JSON.stringify([isEgress, protocol, ...ports, Object.values(peer)[0]]);
}

// Network ACLs

function translateAcls(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const acls = named(...aclTypes);
  const layer = ['aws-network-acl'] as const;
  const report = (attribute: string) => (part: Fields) => troubles.push(unplaced(part, attribute, layer));
  const rulesOf = partsById(planned.of('aws_network_acl_rule'), 'network_acl_id', acls, report('network_acl_id'));
  const associated = planned.of('aws_network_acl_association');
  const associationsOf = partsById(associated, 'network_acl_id', acls, report('network_acl_id'));
  const own = planned.of(...aclTypes).map((fields) => {
    const id = idOf(fields.resource);
    const separate = rulesOf.get(id) ?? [];
    const isSeparate = (isEgress: boolean): boolean =>
      separate.some((rule) => (rule.get('egress') === true) === isEgress);
    const replaced = new Set([
      ...separate.map(
        ({ resource: { values } }) =>
          `${describeValue(values['egress'] === true)} ${describeValue(values['rule_number'])}`,
      ),
      ...planned.former.flatMap(({ type, values }) =>
        type === 'aws_network_acl_rule' && values['network_acl_id'] === id
          ? [`${describeValue(values['egress'] === true)} ${describeValue(values['rule_number'])}`]
          : [],
      ),
    ]);
    const inline = (['egress', 'ingress'] as const).flatMap((list) =>
      fields
        .blocks(list)
        .filter((block) => !replaced.has(`${String(list === 'egress')} ${describeValue(block.get('rule_no'))}`))
        .map((block) => toEntry(block, list === 'egress')),
    );
    const subnetsOfAcl = fields.references('subnet_ids', subnets, (subnet) => ({ SubnetId: subnet }));
    if (fields.isConfigured('subnet_ids') && fields.isOpen('subnet_ids')) report('subnet_ids')(fields);
    return fields.made({
      NetworkAclId: id,
      VpcId: fields.reference('vpc_id', vpcs),
      Tags: tagsOf(fields),
      Associations: [
        ...subnetsOfAcl,
        ...(associationsOf.get(id) ?? []).flatMap((association) => {
          const subnet = association.reference('subnet_id', subnets);
          if (subnet === undefined) troubles.push(unplaced(association, 'subnet_id', layer));
          return subnet === undefined ? [] : [{ SubnetId: subnet }];
        }),
      ],
      Entries: [...inline, ...separate.map((rule) => toEntry(rule, rule.get('egress') === true))],
      ...refusedUnlessSeparate(fields, { egress: isSeparate(true), ingress: isSeparate(false) }),
    });
  });
  const known = new Set(own.map(({ NetworkAclId }) => NetworkAclId));
  const others = [...rulesOf].flatMap(([id, some]) => {
    const [first] = some;
    if (first === undefined || known.has(id)) return [];
    const entries = some.map((rule) => toEntry(rule, rule.get('egress') === true));
    return [first.made({ NetworkAclId: id, Entries: entries, ...beyondThisPlan })];
  });
  return [...own, ...others];
}

/** A block of an ACL, or a rule by itself; where its direction is unknown, so is the rule. */
function toEntry(fields: Fields, isEgress: boolean): JsonRecord {
  const protocol = fields.get('protocol');
  return fields.made({
    RuleNumber: fields.get('rule_no') ?? fields.get('rule_number'),
    RuleAction: fields.get('action') ?? fields.get('rule_action'),
    Egress: fields.isUndecided('egress') ? undefined : isEgress,
    Protocol: protocol === 'all' ? '-1' : protocol,
    PortRange: { From: fields.get('from_port'), To: fields.get('to_port') },
    IcmpTypeCode: { Type: fields.get('icmp_type'), Code: fields.get('icmp_code') },
    CidrBlock: fields.text('cidr_block'),
    Ipv6CidrBlock: fields.text('ipv6_cidr_block'),
    ...fields.refusals(
      [
        'rule_no',
        'rule_number',
        'action',
        'rule_action',
        'egress',
        'protocol',
        'from_port',
        'to_port',
        'icmp_type',
        'icmp_code',
        'cidr_block',
        'ipv6_cidr_block',
      ],
      [...aboutResource, 'network_acl_id'],
    ),
  });
}

// Prefix lists

function translatePrefixLists(planned: PlannedResources, troubles: Trouble[]): readonly JsonRecord[] {
  const entriesOf = partsById(planned.of('aws_ec2_managed_prefix_list_entry'), 'prefix_list_id', prefixLists, (entry) =>
    troubles.push(unplaced(entry, 'prefix_list_id', ['aws-security-group', 'aws-network-firewall', 'route'])),
  );
  return planned.of('aws_ec2_managed_prefix_list').map((fields) => {
    const id = idOf(fields.resource);
    const entries = [...fields.blocks('entry'), ...(entriesOf.get(id) ?? [])];
    const isOpen = fields.isWhollyUnknown('entry') && !entriesOf.has(id);
    const cidrs = entries.map((entry) => entry.text('cidr') ?? `${entry.resource.address}: known after the apply`);
    return fields.made({
      PrefixListId: id,
      PrefixListName: fields.text('name'),
      PrefixListArn: idOf(fields.resource) === fields.resource.address ? undefined : fields.resource.address,
      AddressFamily: fields.text('address_family'),
      Cidrs: isOpen ? [] : [...new Set(cidrs)],
    });
  });
}

// Route tables

const hops = {
  NatGatewayId: ['nat_gateway_id', named('aws_nat_gateway')],
  TransitGatewayId: ['transit_gateway_id', named('aws_ec2_transit_gateway')],
  VpcPeeringConnectionId: [
    'vpc_peering_connection_id',
    named('aws_vpc_peering_connection', 'aws_vpc_peering_connection_accepter'),
  ],
  EgressOnlyInternetGatewayId: ['egress_only_gateway_id', named('aws_egress_only_internet_gateway')],
  LocalGatewayId: ['local_gateway_id', named()],
  CarrierGatewayId: ['carrier_gateway_id', named('aws_ec2_carrier_gateway')],
  CoreNetworkArn: ['core_network_arn', named('aws_networkmanager_core_network')],
  OdbNetworkArn: ['odb_network_arn', named('aws_odb_network')],
  NetworkInterfaceId: ['network_interface_id', named('aws_network_interface')],
  InstanceId: ['instance_id', named('aws_instance')],
} as const satisfies Record<string, readonly [string, Target]>;

/** The API tells gateways apart by how their ids begin, which they have only after the apply. */
const gateways: Target = {
  types: new Set(['aws_internet_gateway', 'aws_vpn_gateway', 'aws_vpc_endpoint']),
  nameOf: (resource) => {
    const prefixes: Readonly<Record<string, string>> = {
      aws_internet_gateway: 'igw',
      aws_vpn_gateway: 'vgw',
      aws_vpc_endpoint: 'vpce',
    };
    const id = idOf(resource);
    return id === resource.address ? `${prefixes[resource.type] ?? ''}-(${id})` : id;
  },
};

function translateTables(
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
  const vpcsById = new Map(planned.of('aws_vpc', 'aws_default_vpc').map((vpc) => [idOf(vpc.resource), vpc]));
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
        ...separate.map(toRoute),
      ],
      ...(local === undefined && { 'vpc_id, of a VPC whose addresses are not in the plan': true }),
      ...(mayHaveMore && { 'route, known after the apply': true }),
      ...(fields.has('propagating_vgws') && !fields.isWhollyUnknown('propagating_vgws') && { propagating_vgws: true }),
    });
  });
}

const tables = named(...tableTypes);

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

// Where things lie

function translatePlaces(
  planned: PlannedResources,
  rangesOfVpcs: PartsById,
): Readonly<Record<string, readonly JsonRecord[]>> {
  const each = (types: readonly string[], make: (fields: Fields) => JsonRecord): readonly JsonRecord[] =>
    planned.of(...types).map((fields) => fields.made({ ...make(fields), Tags: tagsOf(fields) }));
  const ranges = (parts: readonly Fields[], attribute: string, field: string): readonly JsonRecord[] =>
    parts.flatMap((part) => {
      const range = part.text(attribute);
      return range === undefined ? [] : [{ [field]: range }];
    });
  return {
    Vpcs: each(['aws_vpc', 'aws_default_vpc'], (vpc) => {
      const more = rangesOfVpcs.get(idOf(vpc.resource)) ?? [];
      return {
        VpcId: idOf(vpc.resource),
        CidrBlock: vpc.text('cidr_block'),
        CidrBlockAssociationSet: ranges(more, 'cidr_block', 'CidrBlock'),
        Ipv6CidrBlockAssociationSet: ranges([vpc, ...more], 'ipv6_cidr_block', 'Ipv6CidrBlock'),
      };
    }),
    Subnets: each(['aws_subnet', 'aws_default_subnet'], (subnet) => ({
      SubnetId: idOf(subnet.resource),
      VpcId: subnet.reference('vpc_id', vpcs),
      CidrBlock: subnet.text('cidr_block'),
      Ipv6CidrBlockAssociationSet: ranges([subnet], 'ipv6_cidr_block', 'Ipv6CidrBlock'),
    })),
    NatGateways: each(['aws_nat_gateway'], (gateway) => ({
      NatGatewayId: idOf(gateway.resource),
      SubnetId: gateway.reference('subnet_id', subnets),
      ConnectivityType: gateway.get('connectivity_type') ?? 'public',
    })),
    VpcEndpoints: each(['aws_vpc_endpoint'], (endpoint) => ({
      VpcEndpointId: gateways.nameOf(endpoint.resource),
      VpcEndpointType: endpoint.text('vpc_endpoint_type') ?? 'Gateway',
      PolicyDocument: endpoint.text('policy') ?? (endpoint.isConfigured('policy') ? undefined : fullAccess),
    })),
  };
}

/** The policy that an endpoint has where none is written. */
const fullAccess = JSON.stringify({
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' }],
});
