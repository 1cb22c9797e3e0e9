/** Attributes and types that few plans have: each is what alone turns a verdict, or the reason for one. */
import { describe, expect, it } from 'vitest';
import { messagesOf } from '../../flows/services.ts';
import { askTerraform } from './testing/askTerraform.ts';
import type { TerraformAnswer, TerraformQuestion } from './testing/askTerraform.ts';
import { denyingRule } from './testing/denyingRule.ts';
import { made } from './testing/made.ts';
import { planOf, refersTo } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

type Values = PlannedResource['values'];

/** What is there already. */
const there = (address: string, values: Values, references: Readonly<Record<string, string>> = {}): PlannedResource => {
  const { unknown: { id: _unknown, ...unknown } = {}, ...resource } = made(address, values, references);
  return { ...resource, unknown, actions: ['no-op'] };
};
const ask = (resources: readonly PlannedResource[], question: TerraformQuestion): TerraformAnswer =>
  askTerraform({ 'plan.json': planOf(resources) }, question);
const verdictOn = (resources: readonly PlannedResource[], question: TerraformQuestion): string =>
  ask(resources, question).verdict;

/** An entry of a network ACL that lets everything pass. */
const everything = {
  rule_no: 100,
  action: 'allow',
  protocol: '-1',
  from_port: 0,
  to_port: 0,
  cidr_block: '0.0.0.0/0',
};

describe('a network ACL of AWS', () => {
  const vpc = made('aws_vpc.main', { cidr_block: '10.10.0.0/16' });
  const subnet = made('aws_subnet.nodes', { cidr_block: '10.10.0.0/24' }, { vpc_id: 'aws_vpc.main.id' });
  const acl = (entry: Values): PlannedResource => ({
    ...made('aws_network_acl.nodes', {
      subnet_ids: [null],
      egress: [{ ...everything, ...entry }],
      ingress: [everything],
    }),
    unknown: { id: true, subnet_ids: [true] },
    expressions: { subnet_ids: refersTo('aws_subnet.nodes.id') },
  });

  it.each<[entry: Values, expected: string]>([
    [{ icmp_type: 8, icmp_code: 0 }, 'allowed'],
    [{ icmp_type: 8, icmp_code: -1 }, 'allowed'],
    [{ icmp_type: -1, icmp_code: -1 }, 'allowed'],
    [{ icmp_type: 3, icmp_code: 0 }, 'denied'],
    [{ icmp_type: 8, icmp_code: 1 }, 'denied'],
  ])('is for messages by %j', (entry, expected) => {
    const question = { layer: 'aws-network-acl', attachedTo: ['aws_subnet.nodes'] } as const;
    const ping = { ...question, services: messagesOf('ICMP', 8, 0) };
    expect(verdictOn([vpc, subnet, acl({ protocol: 'icmp', ...entry })], ping)).toBe(expected);
  });

  it('is for a default subnet as for any other', () => {
    const byDefault = made('aws_default_subnet.a', { cidr_block: '10.10.0.0/24' }, { vpc_id: 'aws_vpc.main.id' });
    const attached = { ...acl({}), expressions: { subnet_ids: refersTo('aws_default_subnet.a.id') } };
    const question = { layer: 'aws-network-acl', attachedTo: ['aws_default_subnet.a'] } as const;
    expect(verdictOn([vpc, byDefault, attached], question)).toBe('allowed');
  });
});

describe('a security group of AWS', () => {
  const toList = (address: string): PlannedResource =>
    made('aws_security_group.nodes', {
      name: 'nodes',
      egress: [{ protocol: '-1', from_port: 0, to_port: 0, prefix_list_ids: [address] }],
      ingress: [],
    });
  const list = (family: string): PlannedResource => ({
    ...made('aws_ec2_managed_prefix_list.x', { id: 'pl-1', name: 'x', address_family: family }),
    unknown: { entry: true },
  });

  it.each([
    ['IPv4', 'unknown'],
    ['IPv6', 'denied'],
  ])('opens nothing of the other address_family of a list: %s', (family, expected) => {
    const question = { layer: 'aws-security-group', attachedTo: ['nodes'] } as const;
    expect(verdictOn([toList('pl-1'), list(family)], question)).toBe(expected);
  });

  it('is found by its name in tags_all, which has the default tags of the provider', () => {
    const group = (values: Values): PlannedResource =>
      there('aws_security_group.nodes', { id: 'sg-1', egress: [], ingress: [], ...values });
    const question = { layer: 'aws-security-group', attachedTo: ['production'] } as const;
    expect(verdictOn([group({ tags: null, tags_all: { Name: 'production' } })], question)).toBe('denied');
    expect(verdictOn([group({ tags: { Name: 'production' } })], question)).toBe('denied');
    expect(verdictOn([group({})], question)).toBe('unknown');
  });

  it('has rules that say more of themselves than what they open', () => {
    const about = {
      id: 'sgr-1',
      arn: 'arn:aws:ec2:eu-west-1:1:security-group-rule/sgr-1',
      owner_id: '1',
      security_group_rule_id: 'sgr-1',
      description: 'out',
      region: 'eu-west-1',
      tags: { a: 'b' },
      tags_all: { a: 'b' },
      timeouts: { create: '5m' },
    };
    const rule = (more: Values): PlannedResource =>
      there('aws_vpc_security_group_egress_rule.out', {
        security_group_id: 'sg-1',
        ip_protocol: 'tcp',
        from_port: 443,
        to_port: 443,
        cidr_ipv4: '0.0.0.0/0',
        ...more,
      });
    const group = there('aws_security_group.nodes', { id: 'sg-1', name: 'nodes', egress: [], ingress: [] });
    const question = { layer: 'aws-security-group', attachedTo: ['nodes'] } as const;
    expect(verdictOn([group, rule(about)], question)).toBe('allowed');
    expect(verdictOn([group, rule({ ...about, country: 'x' })], question)).toBe('unknown');
    const six = { cidr_ipv4: null, cidr_ipv6: '2001:db8::/32' };
    expect(verdictOn([group, rule({ ...about, ...six })], { ...question, to: '2001:db8::7' })).toBe('allowed');
    expect(verdictOn([group, rule({ ...about, ...six })], question)).toBe('denied');
  });
});

describe('types of AWS that are called like those that decide', () => {
  const vpc = made('aws_default_vpc.main', { cidr_block: '10.10.0.0/16' });
  const subnet = made('aws_subnet.nodes', { cidr_block: '10.10.0.0/24' }, { vpc_id: 'aws_default_vpc.main.id' });
  const table = made(
    'aws_route_table.main',
    { route: [{ cidr_block: '0.0.0.0/0', transit_gateway_id: 'tgw-1' }] },
    { vpc_id: 'aws_default_vpc.main.id' },
  );
  const inSubnet = made(
    'aws_route_table_association.nodes',
    {},
    { route_table_id: 'aws_route_table.main.id', subnet_id: 'aws_subnet.nodes.id' },
  );
  const way = { layer: 'route', attachedTo: ['aws_subnet.nodes'] } as const;
  const routed = [vpc, subnet, table, inSubnet];

  it('are none that others in a default VPC are', () => {
    expect(verdictOn(routed, way)).toBe('allowed');
    expect(verdictOn(routed, { ...way, to: '10.10.9.9' })).toBe('allowed');
  });

  it.each([
    'aws_vpn_gateway_route_propagation',
    'aws_vpc_route_server_propagation',
    'aws_vpc_endpoint_route_table_association',
    'aws_route_table_of_releases_to_come',
    'aws_vpc_block_public_access_options',
    'aws_fms_policy',
  ])('may decide about the way: %s', (type) => {
    expect(verdictOn([...routed, made(`${type}.x`, {})], way)).toBe('unknown');
  });

  it.each<[values: Values, expected: string]>([
    [{ mode: 'monitor' }, 'allowed'],
    [{ mode: 'enforce' }, 'unknown'],
    [{}, 'unknown'],
  ])('may keep from leaving what is not encrypted: %o', (values, expected) => {
    expect(verdictOn([...routed, made('aws_vpc_encryption_control.x', values)], way)).toBe(expected);
  });

  it.each(['aws_route53_record', 'aws_vpc_security_group_rules_exclusive', 'aws_ec2_managed_prefix_list_entries'])(
    'decide nothing about the way: %s',
    (type) => {
      const expected = type.includes('prefix_list') ? 'unknown' : 'allowed';
      expect(verdictOn([...routed, made(`${type}.x`, {})], way)).toBe(expected);
    },
  );

  it('take away the rules of a group that are not counted', () => {
    const group = there('aws_security_group.nodes', { id: 'sg-1', name: 'nodes', egress: [], ingress: [] });
    const question = { layer: 'aws-security-group', attachedTo: ['nodes'] } as const;
    const counted = made('aws_vpc_security_group_rules_exclusive.x', {
      security_group_id: 'sg-1',
      egress_rule_ids: [],
    });
    expect(verdictOn([group, counted], question)).toBe('denied');
    expect(verdictOn([group, made('aws_fms_policy.x', {})], question)).toBe('unknown');
    const opens = { egress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }] };
    const open = there('aws_security_group.nodes', { id: 'sg-1', name: 'nodes', ...opens, ingress: [] });
    expect([verdictOn([open], question), verdictOn([open, counted], question)]).toEqual(['allowed', 'denied']);
    expect(verdictOn([open, made('aws_fms_policy.x', {})], question)).toBe('unknown');
  });

  it('name the endpoint that a route leads to', () => {
    const endpoint = made('aws_vpc_endpoint.inspection', { vpc_endpoint_type: 'GatewayLoadBalancer' });
    const route = made(
      'aws_route.out',
      { destination_cidr_block: '203.0.113.0/24' },
      { route_table_id: 'aws_route_table.main.id', vpc_endpoint_id: 'aws_vpc_endpoint.inspection.id' },
    );
    const { verdict, reasons } = ask([...routed, endpoint, route], way);
    expect([verdict, reasons.join()]).toEqual([
      'unknown',
      expect.stringContaining('vpce-(aws_vpc_endpoint.inspection)'),
    ]);
  });
});

describe('a route of AWS', () => {
  const vpc = made('aws_vpc.main', { cidr_block: '10.10.0.0/16', ipv6_cidr_block: '2001:db8:10::/56' });
  const subnet = made('aws_subnet.nodes', { cidr_block: '10.10.0.0/24' }, { vpc_id: 'aws_vpc.main.id' });
  const table = made('aws_route_table.main', { route: [] }, { vpc_id: 'aws_vpc.main.id' });
  const inSubnet = made(
    'aws_route_table_association.nodes',
    {},
    { route_table_id: 'aws_route_table.main.id', subnet_id: 'aws_subnet.nodes.id' },
  );
  const around = [vpc, subnet, table, inSubnet];
  const way = { layer: 'route', attachedTo: ['aws_subnet.nodes'] } as const;
  const toTable = { route_table_id: 'aws_route_table.main.id' };
  const outside = { destination_cidr_block: '203.0.113.0/24' };

  it.each<[attribute: string, type: string, destination: Values, to: string]>([
    ['transit_gateway_id', 'aws_ec2_transit_gateway', outside, '203.0.113.7'],
    ['carrier_gateway_id', 'aws_ec2_carrier_gateway', outside, '203.0.113.7'],
    ['core_network_arn', 'aws_networkmanager_core_network', outside, '203.0.113.7'],
    ['gateway_id', 'aws_vpn_gateway', outside, '203.0.113.7'],
    ['vpc_peering_connection_id', 'aws_vpc_peering_connection', { destination_cidr_block: '10.9.0.0/16' }, '10.9.0.4'],
    [
      'vpc_peering_connection_id',
      'aws_vpc_peering_connection_accepter',
      { destination_cidr_block: '10.9.0.0/16' },
      '10.9.0.4',
    ],
    ['odb_network_arn', 'aws_odb_network', outside, '203.0.113.7'],
  ])('leads on by %s to %s', (attribute, type, destination, to) => {
    const hop = made(`${type}.x`, {});
    const asked = (reference: string): string =>
      verdictOn([...around, hop, made('aws_route.out', destination, { ...toTable, [attribute]: reference })], {
        ...way,
        to,
      });
    expect([asked(`${type}.x.id`), asked('local.hop')]).toEqual(['allowed', 'unknown']);
    expect(verdictOn([...around, hop], { ...way, to })).toBe('denied');
    const known = made('aws_route.out', { ...destination, [attribute]: idsOf[type] ?? 'x-1' }, toTable);
    expect(verdictOn([...around, known], { ...way, to })).toBe('allowed');
  });

  /** The API tells gateways apart by how their ids begin. */
  const idsOf: Readonly<Record<string, string>> = { aws_vpn_gateway: 'vgw-1' };

  it('leads on by a local_gateway_id', () => {
    const known = made('aws_route.out', { ...outside, local_gateway_id: 'lgw-1' }, toTable);
    expect(verdictOn([...around, known], way)).toBe('allowed');
  });

  it.each([
    [
      'network_interface_id',
      'aws_network_interface',
      'aws_network_interface.x forwards the traffic by rules of its own',
    ],
    ['instance_id', 'aws_instance', 'aws_instance.x forwards the traffic by rules of its own'],
    ['egress_only_gateway_id', 'aws_egress_only_internet_gateway', 'lets out only what has a public address'],
  ])('leads by %s to what other files would tell of', (attribute, type, because) => {
    const route = made(
      'aws_route.out',
      { destination_ipv6_cidr_block: '2001:db8:99::/48' },
      { ...toTable, [attribute]: `${type}.x.id` },
    );
    const question = { ...way, to: '2001:db8:99::7' };
    const { verdict, reasons } = ask([...around, made(`${type}.x`, {}), route], question);
    expect([verdict, reasons.join()]).toEqual(['unknown', expect.stringContaining(because)]);
  });
});

describe('a network ACL of AWS whose subnet_ids are known only after the apply', () => {
  it('may be that of any subnet', () => {
    const acl = (name: string, values: Values, unknown: Values, expressions: Values): PlannedResource => ({
      ...made(`aws_network_acl.${name}`, { egress: [everything], ingress: [everything], ...values }, {}, unknown),
      expressions,
    });
    const subnet = there('aws_subnet.nodes', { id: 'subnet-1', vpc_id: 'vpc-1', cidr_block: '10.10.0.0/24' });
    const own = acl('own', { subnet_ids: ['subnet-1'] }, {}, {});
    const stray = acl('stray', { subnet_ids: null }, { subnet_ids: true }, { subnet_ids: refersTo('local.subnets') });
    const question = { layer: 'aws-network-acl', attachedTo: ['aws_subnet.nodes'] } as const;
    expect([verdictOn([subnet, own], question), verdictOn([subnet, own, stray], question)]).toEqual([
      'allowed',
      'unknown',
    ]);
    const unattached = acl('stray', { subnet_ids: null }, { subnet_ids: true }, {});
    expect(verdictOn([subnet, own, unattached], question)).toBe('allowed');
  });
});

describe('AWS Network Firewall', () => {
  const vpc = there('aws_vpc.main', { id: 'vpc-1', cidr_block: '10.10.0.0/16' });
  const firewall = (subnets: readonly string[]): PlannedResource =>
    there('aws_networkfirewall_firewall.main', {
      arn: 'arn:firewall',
      name: 'firewall',
      firewall_policy_arn: 'arn:policy',
      vpc_id: 'vpc-1',
      subnet_mapping: subnets.map((subnet) => ({ subnet_id: subnet })),
    });
  const policy = (content: Values): PlannedResource =>
    there('aws_networkfirewall_firewall_policy.main', {
      arn: 'arn:policy',
      name: 'policy',
      firewall_policy: [
        {
          stateless_default_actions: ['aws:drop'],
          stateless_fragment_default_actions: ['aws:drop'],
          stateless_rule_group_reference: [{ resource_arn: 'arn:group', priority: 1 }],
          ...content,
        },
      ],
    });
  const group = (match: Values, more: Values = {}): PlannedResource =>
    there('aws_networkfirewall_rule_group.main', {
      arn: 'arn:group',
      name: 'group',
      type: 'STATELESS',
      capacity: 10,
      rule_group: [
        {
          rules_source: [
            {
              stateless_rules_and_custom_actions: [
                {
                  stateless_rule: [
                    { priority: 1, rule_definition: [{ actions: ['aws:pass'], match_attributes: [match] }] },
                  ],
                },
              ],
            },
          ],
        },
      ],
      ...more,
    });
  const question = { layer: 'aws-network-firewall', attachedTo: ['firewall'], nodes: ['10.10.0.0/24'] } as const;
  const asked = (match: Values): string => verdictOn([vpc, firewall([]), policy({}), group(match)], question);

  it.each<[flags: readonly Values[], expected: string]>([
    [[], 'allowed'],
    [[{ flags: ['SYN'], masks: ['SYN'] }], 'denied'],
    [[{ flags: [], masks: ['URG'] }], 'allowed'],
    [[{ flags: [], masks: ['PSH'] }], 'denied'],
    [[{ flags: [], masks: [] }], 'denied'],
    [
      [
        { flags: ['SYN'], masks: ['SYN'] },
        { flags: ['ACK'], masks: ['ACK'] },
      ],
      'allowed',
    ],
  ])('passes by the flags and masks of tcp_flag: %j', (tcp_flag, expected) => {
    expect(asked({ protocols: [6], tcp_flag })).toBe(expected);
  });

  it('is found by a subnet of its subnet_mapping', () => {
    const subnet = there('aws_subnet.inspection', { id: 'subnet-9', vpc_id: 'vpc-1', cidr_block: '10.10.9.0/28' });
    const found = (subnets: readonly string[]): string =>
      verdictOn([vpc, subnet, firewall(subnets), policy({}), group({})], {
        ...question,
        attachedTo: ['aws_subnet.inspection'],
      });
    expect([found(['subnet-9']), found(['subnet-8'])]).toEqual(['allowed', 'unknown']);
  });

  it('takes no group for policies of another engine, by its type', () => {
    const others = group({}, { type: 'STATEFUL_OF_RELEASES_TO_COME' });
    expect(verdictOn([vpc, firewall([]), policy({}), others], question)).toBe('unknown');
  });

  it.each(['aws_networkfirewall_logging_configuration', 'aws_networkfirewall_resource_policy'])(
    'is not doubted for %s',
    (type) => {
      const resources = [vpc, firewall([]), policy({}), group({})];
      expect(verdictOn([...resources, made(`${type}.x`, {})], question)).toBe('allowed');
      expect(verdictOn([...resources, made('aws_networkfirewall_of_releases_to_come.x', {})], question)).toBe(
        'unknown',
      );
    },
  );
});

const group = { resource_group_name: 'rg' };
const provider = '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network';
const denying = { ...denyingRule, destination_address_prefix: '*' };
const network = (more: Values = {}): PlannedResource =>
  made('azurerm_virtual_network.main', { ...group, name: 'vnet', address_space: ['10.10.0.0/16'], ...more });
const subnet = (more: Values = {}, unknown: Values = {}): PlannedResource =>
  made(
    'azurerm_subnet.nodes',
    { ...group, name: 'nodes', virtual_network_name: 'vnet', address_prefixes: ['10.10.0.0/24'], ...more },
    {},
    unknown,
  );

describe('a network security group of Azure', () => {
  const securityGroup = (more: Values = {}, unknown: Values = {}): PlannedResource =>
    made(
      'azurerm_network_security_group.main',
      { ...group, name: 'nsg', security_rule: [denying], ...more },
      {},
      unknown,
    );
  const attachedTo = (target: string): TerraformQuestion => ({ layer: 'azure-nsg', attachedTo: [target] });
  const ofInterface = (id: string): PlannedResource =>
    made(
      'azurerm_network_interface_security_group_association.x',
      { network_interface_id: id },
      { network_security_group_id: 'azurerm_network_security_group.main.id' },
    );

  it('stands before an interface that is not in the plan', () => {
    const resources = [securityGroup(), ofInterface(`${provider}/networkInterfaces/nic-9`)];
    expect(verdictOn(resources, attachedTo('nic-9'))).toBe('denied');
    expect(verdictOn(resources, attachedTo('nic-8'))).toBe('unknown');
  });

  it('stands before a subnet within its network by the id of that', () => {
    const id = `${provider}/virtualNetworks/vnet/subnets/nodes`;
    const inline = network({ subnet: [{ id, name: 'nodes', address_prefixes: ['10.10.0.0/24'] }] });
    const association = (subnetId: string): PlannedResource =>
      made(
        'azurerm_subnet_network_security_group_association.x',
        { subnet_id: subnetId },
        { network_security_group_id: 'azurerm_network_security_group.main.id' },
      );
    expect(verdictOn([inline, securityGroup(), association(id)], attachedTo('nodes'))).toBe('denied');
    expect(verdictOn([inline, securityGroup(), association(`${id}-2`)], attachedTo('nodes'))).toBe('allowed');
  });

  it('is found by its name where its id is another word', () => {
    const known = there('azurerm_network_security_group.main', {
      ...group,
      id: 'nsg-1',
      name: 'nsg',
      security_rule: [denying],
    });
    expect(verdictOn([known], attachedTo('nsg'))).toBe('denied');
  });

  it('has rules that a plan takes away no more', () => {
    const gone: PlannedResource = {
      address: 'azurerm_network_security_rule.gone',
      values: {},
      actions: ['delete'],
      before: { ...group, network_security_group_name: 'nsg', ...denying },
    };
    expect(verdictOn([securityGroup()], attachedTo('nsg'))).toBe('denied');
    expect(verdictOn([securityGroup(), gone], attachedTo('nsg'))).toBe('allowed');
    const ofAnother = { ...gone, before: { ...gone.before, network_security_group_name: 'other' } };
    expect(verdictOn([securityGroup(), ofAnother], attachedTo('nsg'))).toBe('denied');
    const ofAnotherType = { ...gone, address: 'azurerm_route.gone' };
    expect(verdictOn([securityGroup(), ofAnotherType], attachedTo('nsg'))).toBe('denied');
  });

  it('may hold anything where its rules are known only after the apply', () => {
    expect(verdictOn([securityGroup({ security_rule: null }, { security_rule: true })], attachedTo('nsg'))).toBe(
      'unknown',
    );
  });

  it('holds more than the plan where it is not in it', () => {
    const rule = made('azurerm_network_security_rule.rule', {
      ...group,
      network_security_group_name: 'other',
      ...denying,
    });
    const { verdict, reasons } = ask([rule], attachedTo('other'));
    expect([verdict, reasons.join()]).toEqual(['unknown', expect.stringContaining('other')]);
    expect(reasons.join()).not.toContain('No network security group');
  });

  it('names the rule that decides', () => {
    const rule = made('azurerm_network_security_rule.rule', {
      ...group,
      network_security_group_name: 'nsg',
      ...denying,
    });
    const { decidedBy } = ask([securityGroup({ security_rule: [] }), rule], attachedTo('nsg'));
    expect(decidedBy.map(({ rule: name }) => name).join()).toContain('rule');
  });

  it.each([
    ['source', 'denied', 'allowed'],
    ['destination', 'allowed', 'allowed'],
  ])('knows the %s by application security groups', (end, member, other) => {
    const rule = made(
      'azurerm_network_security_rule.rule',
      { ...group, network_security_group_name: 'nsg', ...denying, [`${end}_address_prefix`]: null },
      {},
      { [`${end}_application_security_group_ids`]: [true] },
    );
    const referring = {
      ...rule,
      values: { ...rule.values, [`${end}_application_security_group_ids`]: [null] },
      expressions: { [`${end}_application_security_group_ids`]: refersTo('azurerm_application_security_group.web.id') },
    };
    const groupOf = (name: string): PlannedResource =>
      made(`azurerm_application_security_group.${name}`, { ...group, name });
    const nic = made('azurerm_network_interface.nic', {
      ...group,
      name: 'nic',
      ip_configuration: [{ private_ip_address: '10.10.0.4', subnet_id: '/subnets/nodes' }],
    });
    const ownSubnet = made('azurerm_subnet.nodes', {
      ...group,
      id: '/subnets/nodes',
      name: 'nodes',
      virtual_network_name: 'vnet',
      address_prefixes: ['10.10.0.0/24'],
    });
    const ownNetwork = made('azurerm_virtual_network.vnet', {
      ...group,
      name: 'vnet',
      address_space: ['10.10.0.0/16'],
    });
    const memberOf = (name: string): PlannedResource =>
      made(
        'azurerm_network_interface_application_security_group_association.x',
        {},
        {
          network_interface_id: 'azurerm_network_interface.nic.id',
          application_security_group_id: `azurerm_application_security_group.${name}.id`,
        },
      );
    const before = made(
      'azurerm_network_interface_security_group_association.x',
      {},
      {
        network_interface_id: 'azurerm_network_interface.nic.id',
        network_security_group_id: 'azurerm_network_security_group.main.id',
      },
    );
    const resources = [
      securityGroup({ security_rule: [] }),
      referring,
      nic,
      ownNetwork,
      ownSubnet,
      before,
      groupOf('web'),
      groupOf('db'),
    ];
    const question = { ...attachedTo('nic'), nodes: ['10.10.0.4/32'] };
    expect([
      verdictOn([...resources, memberOf('web')], question),
      verdictOn([...resources, memberOf('db')], question),
    ]).toEqual([member, other]);
  });
});

describe('a way out of Azure', () => {
  const nowhere = { name: 'drop', address_prefix: '0.0.0.0/0', next_hop_type: 'None' };
  const table = (routes: readonly Values[] | null, unknown: Values = {}): PlannedResource =>
    made('azurerm_route_table.main', { ...group, name: 'rt', route: routes }, {}, unknown);
  const attached = made(
    'azurerm_subnet_route_table_association.nodes',
    {},
    { subnet_id: 'azurerm_subnet.nodes.id', route_table_id: 'azurerm_route_table.main.id' },
  );
  const question = { layer: 'route', attachedTo: ['nodes'], nodes: ['10.10.0.0/24'] } as const;

  it('has routes that a plan takes away no more', () => {
    const gone: PlannedResource = {
      address: 'azurerm_route.gone',
      values: {},
      actions: ['delete'],
      before: { ...group, route_table_name: 'rt', ...nowhere },
    };
    const resources = [network(), subnet(), table([nowhere]), attached];
    expect(verdictOn(resources, question)).toBe('denied');
    expect(verdictOn([...resources, gone], question)).toBe('allowed');
    const ofAnother = { ...gone, before: { ...gone.before, route_table_name: 'other' } };
    expect(verdictOn([...resources, ofAnother], question)).toBe('denied');
  });

  it.each<[known: Values, unknown: Values, to: string, expected: string]>([
    [nowhere, {}, '203.0.113.7', 'denied'],
    [{ ...nowhere, address_prefix: null }, { address_prefix: true }, '203.0.113.7', 'unknown'],
    [{ ...nowhere, address_prefix: '198.51.100.0/24' }, {}, '10.10.0.9', 'allowed'],
    [{ ...nowhere, address_prefix: null }, { address_prefix: true }, '10.10.0.9', 'unknown'],
    [{ ...nowhere, next_hop_type: null }, { next_hop_type: true }, '203.0.113.7', 'unknown'],
    [
      { ...nowhere, address_prefix: '198.51.100.0/24', next_hop_type: 'VirtualAppliance' },
      { next_hop_in_ip_address: true },
      '198.51.100.7',
      'unknown',
    ],
    [
      { ...nowhere, address_prefix: '198.51.100.0/24', next_hop_type: 'VirtualAppliance' },
      { next_hop_in_ip_address: true },
      '203.0.113.7',
      'allowed',
    ],
  ])('goes by what is known of a route: %j, %j, to %s', (known, unknown, to, expected) => {
    const resources = [network(), subnet(), table([known], { route: [unknown] }), attached];
    expect(verdictOn(resources, { ...question, to })).toBe(expected);
  });

  it('is not known to a network whose address_space is known only after the apply', () => {
    const peered = (unknown: Values): readonly PlannedResource[] => [
      network(),
      subnet(),
      table([{ ...nowhere, address_prefix: '10.0.0.0/8' }]),
      attached,
      made('azurerm_virtual_network.hub', { ...group, name: 'hub', address_space: ['10.20.0.0/16'] }, {}, unknown),
      made(
        'azurerm_virtual_network_peering.hub',
        { ...group, name: 'hub', virtual_network_name: 'vnet' },
        { remote_virtual_network_id: 'azurerm_virtual_network.hub.id' },
      ),
    ];
    const inside = { ...question, to: '10.20.0.4' };
    expect([verdictOn(peered({}), inside), verdictOn(peered({ address_space: true }), inside)]).toEqual([
      'allowed',
      'unknown',
    ]);
  });

  it('may be closed by default_outbound_access_enabled, where that is known only after the apply', () => {
    const key = 'default_outbound_access_enabled';
    const asked = (more: Values, unknown: Values = {}): string =>
      verdictOn([network(), subnet(more, unknown), table([]), attached], question);
    expect([asked({}), asked({ [key]: true }), asked({ [key]: false }), asked({}, { [key]: true })]).toEqual([
      'allowed',
      'allowed',
      'unknown',
      'unknown',
    ]);
  });

  it('is that of a subnet within its network by the id of that', () => {
    const inline = network({ subnet: [{ id: 'subnet-1', name: 'nodes', address_prefixes: ['10.10.0.0/24'] }] });
    const attachedById = made(
      'azurerm_subnet_route_table_association.nodes',
      { subnet_id: 'subnet-1' },
      { route_table_id: 'azurerm_route_table.main.id' },
    );
    expect(verdictOn([inline, table([nowhere]), attachedById], question)).toBe('denied');
    expect(verdictOn([inline, table([nowhere])], question)).toBe('allowed');
  });

  it('is that of the subnet by its one address_prefix', () => {
    const single = subnet({ address_prefixes: null, address_prefix: '10.10.0.0/24' });
    const other = subnet({ address_prefixes: null, address_prefix: '10.10.5.0/24' });
    const nodes = { ...question, attachedTo: [] };
    expect(verdictOn([network(), single, table([nowhere]), attached], nodes)).toBe('denied');
    expect(verdictOn([network(), other, table([nowhere]), attached], nodes)).toBe('unknown');
  });
});

describe('a network of Azure', () => {
  const rules = made(
    'azurerm_firewall_policy_rule_collection_group.egress',
    {
      name: 'egress',
      priority: 100,
      network_rule_collection: [
        {
          name: 'out',
          priority: 100,
          action: 'Allow',
          rule: [
            {
              name: 'https',
              protocols: ['TCP'],
              source_addresses: ['*'],
              destination_fqdns: ['cp.example.com'],
              destination_ports: ['443'],
            },
          ],
        },
      ],
    },
    { firewall_policy_id: 'azurerm_firewall_policy.policy.id' },
  );
  const policy = made('azurerm_firewall_policy.policy', {
    ...group,
    name: 'policy',
    sku: 'Standard',
    dns: [{ proxy_enabled: true }],
  });
  const firewall = (address: Values, unknown: Values = {}): PlannedResource =>
    made(
      'azurerm_firewall.fw',
      {
        ...group,
        name: 'fw',
        sku_name: 'AZFW_VNet',
        sku_tier: 'Standard',
        ip_configuration: [{ name: 'ip', ...address }],
      },
      { firewall_policy_id: 'azurerm_firewall_policy.policy.id' },
      { ip_configuration: [unknown] },
    );
  const asked = (of: PlannedResource, vnet: PlannedResource): TerraformAnswer =>
    ask([vnet, subnet(), policy, of, rules], {
      layer: 'azure-firewall',
      attachedTo: ['fw'],
      nodes: ['10.10.0.0/24'],
      host: 'cp.example.com',
    });

  it('says by its dns_servers whom the clients of a firewall ask for names', () => {
    const known = firewall({ private_ip_address: '10.10.1.4' });
    const askedBy = (servers: readonly string[]): string => asked(known, network({ dns_servers: servers })).verdict;
    expect([askedBy(['10.10.1.4']), askedBy(['10.10.0.53'])]).toEqual(['allowed', 'unknown']);
  });

  it('says so by a resource by itself, azurerm_virtual_network_dns_servers', () => {
    const known = firewall({ private_ip_address: '10.10.1.4' });
    const askedBy = (servers: readonly string[], reference = 'azurerm_virtual_network.main.id'): string =>
      ask(
        [
          network({ dns_servers: [] }),
          subnet(),
          policy,
          known,
          rules,
          made('azurerm_virtual_network_dns_servers.main', { dns_servers: servers }, { virtual_network_id: reference }),
        ],
        { layer: 'azure-firewall', attachedTo: ['fw'], nodes: ['10.10.0.0/24'], host: 'cp.example.com' },
      ).verdict;
    expect([askedBy(['10.10.1.4']), askedBy(['10.10.0.53']), askedBy([])]).toEqual(['allowed', 'unknown', 'unknown']);
    expect(askedBy(['10.10.1.4'], 'local.network')).toBe('unknown');
  });

  it.each([
    'azurerm_network_interface',
    'azurerm_linux_virtual_machine_scale_set',
    'azurerm_windows_virtual_machine_scale_set',
    'azurerm_orchestrated_virtual_machine_scale_set',
    'azurerm_virtual_machine_scale_set',
  ])('says so by dns_servers of %s', (type) => {
    const known = firewall({ private_ip_address: '10.10.1.4' });
    const askedBy = (servers: readonly string[]): string => {
      const isOld = type === 'azurerm_virtual_machine_scale_set';
      const block = isOld ? 'network_profile' : 'network_interface';
      const ipConfiguration = [{ name: 'ip', subnet_id: null }];
      const dns = isOld ? { dns_settings: [{ dns_servers: servers }] } : { dns_servers: servers };
      const inner = { ...dns, ip_configuration: ipConfiguration };
      const unknown = { ip_configuration: [{ subnet_id: true }] };
      const expressions = { ip_configuration: [{ subnet_id: refersTo('azurerm_subnet.nodes.id') }] };
      const asking: PlannedResource =
        type === 'azurerm_network_interface'
          ? {
              address: `${type}.a`,
              values: { ...group, name: 'a', ...inner },
              unknown: { id: true, ...unknown },
              expressions,
            }
          : {
              address: `${type}.a`,
              values: { ...group, name: 'a', [block]: [inner] },
              unknown: { id: true, [block]: [unknown] },
              expressions: { [block]: [expressions] },
            };
      return ask([network({ dns_servers: ['10.10.1.4'] }), subnet(), policy, known, rules, asking], {
        layer: 'azure-firewall',
        attachedTo: ['fw'],
        nodes: ['10.10.0.0/24'],
        host: 'cp.example.com',
      }).verdict;
    };
    expect([askedBy(['10.10.1.4']), askedBy([]), askedBy(['10.10.0.53'])]).toEqual(['allowed', 'allowed', 'unknown']);
  });

  it('says so by the address that a firewall of the plan will have as well', () => {
    const planned = firewall({}, { private_ip_address: true });
    const by = (reference: string): TerraformAnswer =>
      asked(planned, {
        ...network({ dns_servers: [null] }),
        unknown: { id: true, dns_servers: [true] },
        expressions: { dns_servers: refersTo(reference) },
      });
    expect(by('azurerm_firewall.fw.ip_configuration[0].private_ip_address').verdict).toBe('allowed');
    const elsewhere = by('azurerm_private_dns_resolver_inbound_endpoint.x.ip_configurations[0].private_ip_address');
    expect([elsewhere.verdict, elsewhere.reasons.join()]).toEqual([
      'unknown',
      expect.stringContaining('servers that are known after the apply'),
    ]);
    const azures = asked(planned, { ...network(), unknown: { id: true, dns_servers: true } });
    expect(azures.reasons.join()).toContain('Azure’s own servers');
  });
});

describe('firewalls of Google Cloud', () => {
  const vpc = made('google_compute_network.main', { name: 'vpc' });
  const opened = made('google_compute_firewall.web', {
    name: 'web',
    network: 'vpc',
    direction: 'INGRESS',
    allow: [{ protocol: 'tcp', ports: ['443'] }],
    source_ranges: ['0.0.0.0/0'],
  });
  const question = { layer: 'gcp-firewall', attachedTo: ['vpc'], nodes: ['10.0.0.0/24'] } as const;
  const denies = {
    priority: 100,
    direction: 'EGRESS',
    action: 'deny',
    match: [{ dest_ip_ranges: ['203.0.113.0/24'], layer4_configs: [{ ip_protocol: 'tcp', ports: ['443'] }] }],
  };

  it('are a policy of an organisation with its rules', () => {
    const policy = there('google_compute_firewall_policy_with_rules.all', {
      id: 'locations/global/firewallPolicies/1',
      short_name: 'all',
      parent: 'organizations/1',
      rule: [denies],
    });
    const attached = made('google_compute_firewall_policy_association.all', {
      name: 'a',
      firewall_policy: 'locations/global/firewallPolicies/1',
      attachment_target: 'organizations/1',
    });
    const asked = { ...question, attachedTo: ['vpc', 'organizations/1'] };
    expect(verdictOn([vpc, opened, policy, attached], asked)).toBe('denied');
    expect(verdictOn([vpc, opened, policy], asked)).toBe('allowed');
  });

  it.each([
    ['google_compute_network_firewall_policy_packet_mirroring_rule', 'allowed'],
    ['google_compute_network_firewall_policy_of_releases_to_come', 'unknown'],
    ['google_compute_organization_security_policy', 'unknown'],
    ['google_network_security_gateway_security_policy', 'unknown'],
    ['google_network_security_url_lists', 'unknown'],
    ['google_compute_security_policy', 'allowed'],
  ])('beside a resource of the type %s are %s', (type, expected) => {
    expect(verdictOn([vpc, opened, made(`${type}.x`, { name: 'x' })], question)).toBe(expected);
  });

  const policyOf = (rule: Values, unknown: Values = {}): readonly PlannedResource[] => [
    vpc,
    opened,
    there('google_compute_network_firewall_policy.p', { id: 'p-1', name: 'p' }),
    made(
      'google_compute_network_firewall_policy_association.p',
      { name: 'a', firewall_policy: 'p' },
      { attachment_target: 'google_compute_network.main.id' },
    ),
    made('google_compute_network_firewall_policy_rule.r', { ...denies, firewall_policy: 'p', ...rule }, {}, unknown),
  ];
  const matching = (match: Values): Values => ({ match: [{ ...denies.match[0], ...match }] });

  it.each<[title: string, rule: Values, expected: string]>([
    ['what it says', {}, 'denied'],
    ['the name and the log of a rule', { rule_name: 'out', enable_logging: true, description: 'x' }, 'denied'],
    ['a target_type of machines', { target_type: 'INSTANCES' }, 'denied'],
    ['a target_type of proxies', { target_type: 'INTERNAL_MANAGED_LB' }, 'allowed'],
    [
      'inspection',
      { action: 'apply_security_profile_group', security_profile_group: 'g', tls_inspect: true },
      'unknown',
    ],
    ['dest_fqdns', matching({ dest_ip_ranges: [], dest_fqdns: ['cp.example.com'] }), 'unknown'],
    ['dest_network_context', matching({ dest_network_context: 'INTERNET' }), 'unknown'],
    ['dest_network_type', matching({ dest_network_type: 'INTERNET' }), 'unknown'],
    ['dest_network_scope', matching({ dest_network_scope: 'INTERNET' }), 'unknown'],
    ['target_secure_tags that the nodes may have', { target_secure_tags: [{ name: 'tagValues/1' }] }, 'unknown'],
    [
      'a layer4_config of older releases',
      { match: [{ dest_ip_ranges: ['203.0.113.0/24'], layer4_config: [{ ip_protocol: 'all' }] }] },
      'denied',
    ],
    ['a field of releases to come', { country: 'x' }, 'unknown'],
    ['a field of its match of releases to come', matching({ dest_country: 'x' }), 'unknown'],
    [
      'what arrives, whatever that goes by',
      {
        direction: 'INGRESS',
        match: [
          {
            src_ip_ranges: ['0.0.0.0/0'],
            src_fqdns: ['cp.example.com'],
            src_region_codes: ['DE'],
            src_secure_tags: [{ name: 'tagValues/1' }],
            src_threat_intelligences: ['iplist-x'],
            src_address_groups: ['projects/p/locations/global/addressGroups/g'],
            src_networks: ['n'],
            src_network_context: 'INTERNET',
            layer4_configs: [{ ip_protocol: 'all' }],
          },
        ],
      },
      'allowed',
    ],
  ])('are decided by a policy of the network: %s', (_, rule, expected) => {
    expect(verdictOn(policyOf(rule), question)).toBe(expected);
  });

  it('may be anything where the rules of a policy are known only after the apply', () => {
    const open = made(
      'google_compute_network_firewall_policy_with_rules.p',
      { name: 'p', rule: null },
      {},
      { rule: true },
    );
    const [, , , association] = policyOf({});
    const resources = association === undefined ? [] : [vpc, opened, open, association];
    expect(verdictOn(resources, question)).toBe('unknown');
    expect(verdictOn(policyOf({ match: null }, { match: true }), question)).toBe('unknown');
  });

  const firewall = (more: Values, unknown: Values = {}): PlannedResource =>
    made(
      'google_compute_firewall.rule',
      {
        name: 'rule',
        network: 'vpc',
        direction: 'EGRESS',
        deny: [{ protocol: 'tcp', ports: ['443'] }],
        destination_ranges: ['203.0.113.0/24'],
        ...more,
      },
      {},
      unknown,
    );

  it.each<[title: string, more: Values, unknown: Values, expected: string]>([
    ['not disabled', { disabled: false }, {}, 'denied'],
    ['a direction that nobody gave', { direction: null, destination_ranges: null }, { direction: true }, 'allowed'],
    [
      'all that nobody gave',
      { direction: null, destination_ranges: null },
      { direction: true, destination_ranges: true, source_ranges: true, priority: true, disabled: true },
      'allowed',
    ],
    ['destinations that nobody gave', { destination_ranges: null }, { destination_ranges: true }, 'denied'],
    ['what its name is', { name: 'other' }, {}, 'denied'],
    ['what arrives by tags', { direction: 'INGRESS', destination_ranges: null, source_tags: ['x'] }, {}, 'allowed'],
    [
      'what arrives from accounts',
      { direction: 'INGRESS', destination_ranges: null, source_service_accounts: ['a@p.iam.gserviceaccount.com'] },
      {},
      'allowed',
    ],
  ])('are decided by a rule of the VPC: %s', (_, more, unknown, expected) => {
    expect(verdictOn([vpc, opened, firewall(more, unknown)], question)).toBe(expected);
  });

  it.each<[title: string, items: Values, unknown: Values, expected: string]>([
    ['whose items are known', { items: ['203.0.113.0/24'] }, {}, 'denied'],
    ['of other items', { items: ['198.51.100.0/24'] }, {}, 'allowed'],
    ['whose items are known only after the apply', { items: null }, { items: true }, 'unknown'],
  ])('go by an address group of the plan %s', (_, items, unknown, expected) => {
    const named = { parent: 'projects/p', location: 'global', name: 'g', type: 'IPV4', capacity: 10 };
    const of = made('google_network_security_address_group.g', { ...named, ...items }, {}, unknown);
    const [own, web, policy, association, rule] = policyOf(
      { match: [{ dest_address_groups: [null], layer4_configs: [{ ip_protocol: 'all' }] }] },
      { match: [{ dest_address_groups: [true] }] },
    ) as readonly [PlannedResource, PlannedResource, PlannedResource, PlannedResource, PlannedResource];
    const referring = {
      ...rule,
      expressions: { match: [{ dest_address_groups: refersTo('google_network_security_address_group.g.id') }] },
    };
    expect(verdictOn([own, web, policy, association, referring, of], question)).toBe(expected);
    const id = 'projects/p/locations/global/addressGroups/known';
    const [, , , , byId] = policyOf({
      match: [{ dest_address_groups: [id], layer4_configs: [{ ip_protocol: 'all' }] }],
    });
    const known = there('google_network_security_address_group.g', { ...named, id, items: ['203.0.113.0/24'] });
    expect(verdictOn([own, web, policy, association, ...(byId === undefined ? [] : [byId]), known], question)).toBe(
      'denied',
    );
  });

  it('are those of a region, where policies of two regions have one name', () => {
    const inRegion = (region: string, action: string): readonly PlannedResource[] => [
      made(`google_compute_region_network_firewall_policy.${region}`, { name: 'p', region }),
      made(
        `google_compute_region_network_firewall_policy_association.${region}`,
        { name: 'a', firewall_policy: 'p', region },
        { attachment_target: 'google_compute_network.main.id' },
      ),
      made(`google_compute_region_network_firewall_policy_rule.${region}`, {
        ...denies,
        action,
        firewall_policy: 'p',
        region,
      }),
    ];
    const resources = [vpc, opened, ...inRegion('europe-west1', 'deny'), ...inRegion('us-east1', 'goto_next')];
    const asked = (region: string): string => verdictOn(resources, { ...question, region });
    expect([asked('europe-west1'), asked('us-east1')]).toEqual(['denied', 'allowed']);
  });
});
