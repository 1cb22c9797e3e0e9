/** Types of resources that few plans have: each is what alone turns a verdict. */
import { describe, expect, it } from 'vitest';
import { askTerraform } from './testing/askTerraform.ts';
import type { TerraformQuestion } from './testing/askTerraform.ts';
import { denyingRule } from './testing/denyingRule.ts';
import { made } from './testing/made.ts';
import { planOf, refersTo } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

type Values = PlannedResource['values'];

const verdictOn = (resources: readonly PlannedResource[], question: TerraformQuestion): string =>
  askTerraform({ 'plan.json': planOf(resources) }, question).verdict;

/** What the question is answered with by all resources, and without those that the case is about. */
interface Case {
  readonly question: TerraformQuestion;
  readonly around: readonly PlannedResource[];
  readonly about: readonly PlannedResource[];
  readonly withThem: string;
  readonly without: string;
}

const vpc = made('aws_vpc.main', { cidr_block: '10.10.0.0/16' });
const subnet = made('aws_subnet.nodes', { cidr_block: '10.10.0.0/24' }, { vpc_id: 'aws_vpc.main.id' });
const other = made('aws_subnet.other', { cidr_block: '10.10.1.0/24' }, { vpc_id: 'aws_vpc.main.id' });
const opens = { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] };
const entry = { rule_no: 100, action: 'allow', protocol: '-1', from_port: 0, to_port: 0, cidr_block: '0.0.0.0/0' };
const tunnel = made('aws_ec2_transit_gateway.main', {});
const route = (
  address: string,
  table: string,
  attribute = 'transit_gateway_id',
  to = tunnel.address,
): PlannedResource =>
  made(address, { destination_cidr_block: '0.0.0.0/0' }, { route_table_id: `${table}.id`, [attribute]: `${to}.id` });
const table = (name: string, values: Values = {}): PlannedResource =>
  made(`aws_route_table.${name}`, values, { vpc_id: 'aws_vpc.main.id' });
const inSubnet = (name: string, of: string, subnetName = 'nodes'): PlannedResource =>
  made(
    `aws_route_table_association.${name}`,
    {},
    { route_table_id: `${of}.id`, subnet_id: `aws_subnet.${subnetName}.id` },
  );
const ofRoute: TerraformQuestion = { layer: 'route', attachedTo: ['aws_subnet.nodes'] };

const tables = (routes: readonly Values[]): PlannedResource =>
  made('aws_route_table.plain', { route: routes }, { vpc_id: 'aws_vpc.main.id' });
const ofAws: Readonly<Record<string, Case>> = {
  aws_default_security_group: {
    question: { layer: 'aws-security-group', attachedTo: ['default'] },
    around: [],
    about: [made('aws_default_security_group.default', { name: 'default', egress: [opens], ingress: [] })],
    withThem: 'allowed',
    without: 'unknown',
  },
  aws_default_network_acl: {
    question: { layer: 'aws-network-acl', attachedTo: ['aws_subnet.nodes'] },
    around: [vpc, subnet],
    about: [
      made(
        'aws_default_network_acl.default',
        { subnet_ids: [null], egress: [entry], ingress: [entry] },
        { subnet_ids: 'aws_subnet.nodes.id' },
      ),
    ].map((acl) => ({ ...acl, unknown: { id: true, subnet_ids: [true] } })),
    withThem: 'allowed',
    without: 'unknown',
  },
  aws_network_acl_association: {
    question: { layer: 'aws-network-acl', attachedTo: ['aws_subnet.nodes'] },
    around: [vpc, subnet, made('aws_network_acl.open', { egress: [entry], ingress: [entry] })],
    about: [
      made(
        'aws_network_acl_association.nodes',
        {},
        { network_acl_id: 'aws_network_acl.open.id', subnet_id: 'aws_subnet.nodes.id' },
      ),
    ],
    withThem: 'allowed',
    without: 'unknown',
  },
  aws_default_route_table: {
    question: ofRoute,
    around: [vpc, subnet, other, tunnel, tables([]), inSubnet('other', 'aws_route_table.plain', 'other')],
    about: [
      made(
        'aws_default_route_table.main',
        { route: [] },
        { vpc_id: 'aws_vpc.main.id', default_route_table_id: 'aws_vpc.main.default_route_table_id' },
      ),
      route('aws_route.out', 'aws_default_route_table.main'),
    ],
    withThem: 'allowed',
    without: 'unknown',
  },
  aws_main_route_table_association: {
    question: ofRoute,
    around: [
      vpc,
      subnet,
      other,
      tunnel,
      table('main', { route: [] }),
      table('other', { route: [] }),
      route('aws_route.out', 'aws_route_table.main'),
      route('aws_route.more', 'aws_route_table.other'),
      inSubnet('other', 'aws_route_table.other', 'other'),
    ],
    about: [
      made(
        'aws_main_route_table_association.main',
        {},
        { vpc_id: 'aws_vpc.main.id', route_table_id: 'aws_route_table.main.id' },
      ),
    ],
    withThem: 'allowed',
    without: 'unknown',
  },
  aws_vpc_ipv4_cidr_block_association: {
    question: { ...ofRoute, to: '10.99.0.5' },
    around: [vpc, subnet, tables([]), inSubnet('nodes', 'aws_route_table.plain')],
    about: [
      made('aws_vpc_ipv4_cidr_block_association.more', { cidr_block: '10.99.0.0/16' }, { vpc_id: 'aws_vpc.main.id' }),
    ],
    withThem: 'allowed',
    without: 'denied',
  },
  'cidr_block of aws_vpc_ipv4_cidr_block_association, known after the apply': {
    question: { ...ofRoute, to: '10.99.0.5' },
    around: [vpc, subnet, tables([]), inSubnet('nodes', 'aws_route_table.plain')],
    about: [
      made(
        'aws_vpc_ipv4_cidr_block_association.more',
        {},
        { vpc_id: 'aws_vpc.main.id', cidr_block: 'aws_vpc_ipam_pool_cidr.more.cidr' },
      ),
    ],
    withThem: 'unknown',
    without: 'denied',
  },
  'aws_vpc_ipv4_cidr_block_association of nobody knows which VPC': {
    question: { ...ofRoute, to: '10.99.0.5' },
    around: [vpc, subnet, tables([]), inSubnet('nodes', 'aws_route_table.plain')],
    about: [
      made('aws_vpc_ipv4_cidr_block_association.more', { cidr_block: '10.98.0.0/16' }, { vpc_id: 'local.vpc_id' }),
    ],
    withThem: 'unknown',
    without: 'denied',
  },
  aws_vpc_ipv6_cidr_block_association: {
    question: { ...ofRoute, to: '2001:db8:99::5' },
    around: [vpc, subnet, tables([]), inSubnet('nodes', 'aws_route_table.plain')],
    about: [
      made(
        'aws_vpc_ipv6_cidr_block_association.more',
        { ipv6_cidr_block: '2001:db8:99::/56' },
        { vpc_id: 'aws_vpc.main.id' },
      ),
    ],
    withThem: 'allowed',
    without: 'denied',
  },
  'destination_ipv6_cidr_block of aws_route': {
    question: { ...ofRoute, to: '2001:db8::7' },
    around: [vpc, subnet, tunnel, table('plain', { route: [] }), inSubnet('nodes', 'aws_route_table.plain')],
    about: [
      made(
        'aws_route.v6',
        { destination_ipv6_cidr_block: '::/0' },
        { route_table_id: 'aws_route_table.plain.id', transit_gateway_id: 'aws_ec2_transit_gateway.main.id' },
      ),
    ],
    withThem: 'allowed',
    without: 'denied',
  },
  'destination_prefix_list_id of aws_route': {
    question: ofRoute,
    around: [
      vpc,
      subnet,
      tunnel,
      table('plain', { route: [] }),
      inSubnet('nodes', 'aws_route_table.plain'),
      made('aws_ec2_managed_prefix_list.partners', {
        name: 'partners',
        address_family: 'IPv4',
        entry: [{ cidr: '203.0.113.0/24' }],
      }),
    ],
    about: [
      made(
        'aws_route.list',
        {},
        {
          route_table_id: 'aws_route_table.plain.id',
          transit_gateway_id: 'aws_ec2_transit_gateway.main.id',
          destination_prefix_list_id: 'aws_ec2_managed_prefix_list.partners.id',
        },
      ),
    ],
    withThem: 'allowed',
    without: 'denied',
  },
  'vpc_endpoint_id of aws_route': {
    question: ofRoute,
    around: [vpc, subnet, table('plain', { route: [] }), inSubnet('nodes', 'aws_route_table.plain')],
    about: [
      made('aws_vpc_endpoint.appliance', { vpc_endpoint_type: 'GatewayLoadBalancer' }, { vpc_id: 'aws_vpc.main.id' }),
      route('aws_route.appliance', 'aws_route_table.plain', 'vpc_endpoint_id', 'aws_vpc_endpoint.appliance'),
    ],
    withThem: 'unknown',
    without: 'denied',
  },
};

const gatewayEndpoint = (values: Values = {}, references: Readonly<Record<string, string>> = {}): PlannedResource => ({
  address: 'aws_vpc_endpoint.s3',
  values: { service_name: 's3', route_table_ids: [null], ...values },
  unknown: {
    id: true,
    route_table_ids: [true],
    ...Object.fromEntries(Object.keys(references).map((one) => [one, true])),
  },
  expressions: {
    route_table_ids: refersTo('aws_route_table.plain.id'),
    ...Object.fromEntries(Object.entries(references).map(([one, to]) => [one, refersTo(to)])),
  },
});

describe('aws_vpc_endpoint', () => {
  const around = [vpc, subnet, table('plain', { route: [] }), inSubnet('nodes', 'aws_route_table.plain')];
  const list = made('aws_ec2_managed_prefix_list.s3', {
    id: 'pl-1',
    name: 's3',
    address_family: 'IPv4',
    entry: [{ cidr: '203.0.113.0/24' }],
  });
  const known = { ...list, unknown: {} };

  it.each<[title: string, endpoint: PlannedResource, expected: string]>([
    ['takes what its prefix_list_id holds', gatewayEndpoint({ prefix_list_id: 'pl-1' }), 'allowed'],
    ['may take anything by a list that is not known', gatewayEndpoint({}, { prefix_list_id: 'local.list' }), 'unknown'],
    [
      'may refuse by its policy',
      gatewayEndpoint({
        prefix_list_id: 'pl-1',
        policy: JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }] }),
      }),
      'unknown',
    ],
    [
      'may refuse by a policy that is known after the apply',
      gatewayEndpoint({ prefix_list_id: 'pl-1' }, { policy: 'data.aws_iam_policy_document.s3.json' }),
      'unknown',
    ],
    [
      'is no way where its vpc_endpoint_type is another',
      gatewayEndpoint({ prefix_list_id: 'pl-1', vpc_endpoint_type: 'Interface' }),
      'denied',
    ],
    [
      'is no way where its route_table_ids are none',
      { ...gatewayEndpoint({ prefix_list_id: 'pl-1', route_table_ids: [] }), unknown: {}, expressions: {} },
      'denied',
    ],
    [
      'may be a way of any table by route_table_ids that are not known',
      {
        ...gatewayEndpoint({ prefix_list_id: 'pl-1', route_table_ids: null }),
        unknown: { route_table_ids: true },
        expressions: { route_table_ids: refersTo('local.tables') },
      },
      'unknown',
    ],
  ])('%s', (_, endpoint, expected) => {
    expect(verdictOn([...around, known, endpoint], ofRoute)).toBe(expected);
  });
});

describe('aws_route_table', () => {
  it('may have routes that its propagating_vgws learn', () => {
    const having = (values: Values): string =>
      verdictOn(
        [vpc, subnet, table('plain', { route: [], ...values }), inSubnet('nodes', 'aws_route_table.plain')],
        ofRoute,
      );
    expect(having({})).toBe('denied');
    expect(having({ propagating_vgws: ['vgw-1'] })).toBe('unknown');
  });
});

describe('aws_nat_gateway', () => {
  it('leads to the internet by its connectivity_type', () => {
    const gateway = (type: string): PlannedResource =>
      made('aws_nat_gateway.main', { connectivity_type: type }, { subnet_id: 'aws_subnet.other.id' });
    const internet = made('aws_internet_gateway.main', {}, { vpc_id: 'aws_vpc.main.id' });
    const asked = (type: string): string =>
      verdictOn(
        [
          vpc,
          subnet,
          other,
          internet,
          gateway(type),
          table('plain', { route: [] }),
          table('public', { route: [] }),
          inSubnet('nodes', 'aws_route_table.plain'),
          inSubnet('other', 'aws_route_table.public', 'other'),
          route('aws_route.nodes', 'aws_route_table.plain', 'nat_gateway_id', 'aws_nat_gateway.main'),
          route('aws_route.public', 'aws_route_table.public', 'gateway_id', 'aws_internet_gateway.main'),
        ],
        ofRoute,
      );
    expect(asked('public')).toBe('allowed');
    expect(asked('private')).not.toBe('allowed');
  });
});

const group = { resource_group_name: 'rg' };
const azureNetwork = made('azurerm_virtual_network.main', { ...group, name: 'vnet', address_space: ['10.10.0.0/16'] });
const azureSubnet = (more: Values = {}): PlannedResource =>
  made('azurerm_subnet.nodes', {
    ...group,
    name: 'nodes',
    virtual_network_name: 'vnet',
    address_prefixes: ['10.10.0.0/24'],
    ...more,
  });
const routeTable = made('azurerm_route_table.main', { ...group, name: 'rt', route: [] });
const association = made(
  'azurerm_subnet_route_table_association.nodes',
  {},
  { subnet_id: 'azurerm_subnet.nodes.id', route_table_id: 'azurerm_route_table.main.id' },
);
const ofSubnet: TerraformQuestion = { layer: 'route', attachedTo: ['nodes'], nodes: ['10.10.0.0/24'] };
const nowhere = made('azurerm_route.drop', {
  ...group,
  name: 'drop',
  route_table_name: 'rt',
  address_prefix: '0.0.0.0/0',
  next_hop_type: 'None',
});
const withTable = [azureNetwork, azureSubnet(), routeTable, association];
const privateSubnet = [azureNetwork, azureSubnet({ default_outbound_access_enabled: false }), routeTable, association];

const applicationGroup = made('azurerm_application_security_group.db', { ...group, name: 'db' });
const member = made('azurerm_network_interface.db', {
  ...group,
  name: 'nic-db',
  ip_configuration: [{ name: 'ip', private_ip_address: '10.10.0.9', subnet_id: '/subnets/db' }],
});
const ofMember = made('azurerm_subnet.db', { ...group, id: '/subnets/db', name: 'db', virtual_network_name: 'vnet' });
const joins = made(
  'azurerm_network_interface_application_security_group_association.db',
  {},
  {
    network_interface_id: 'azurerm_network_interface.db.id',
    application_security_group_id: 'azurerm_application_security_group.db.id',
  },
);
const byGroup: PlannedResource = {
  address: 'azurerm_network_security_group.nodes',
  values: {
    ...group,
    name: 'nsg',
    security_rule: [{ ...denyingRule, destination_application_security_group_ids: [null] }],
  },
  unknown: { id: true, security_rule: [{ destination_application_security_group_ids: [true] }] },
  expressions: {
    security_rule: [
      { destination_application_security_group_ids: refersTo('azurerm_application_security_group.db.id') },
    ],
  },
};
const firewall = made('azurerm_firewall.main', {
  ...group,
  name: 'fw',
  threat_intel_mode: 'Off',
  sku_name: 'AZFW_VNet',
  sku_tier: 'Standard',
});
const firewallRule = {
  name: 'r',
  source_addresses: ['*'],
  destination_addresses: ['203.0.113.0/24'],
  destination_ports: ['443'],
  protocols: ['TCP'],
};
const networkRules = made('azurerm_firewall_network_rule_collection.net', {
  ...group,
  name: 'net',
  azure_firewall_name: 'fw',
  priority: 100,
  action: 'Allow',
  rule: [{ ...firewallRule, destination_addresses: ['10.10.0.9'] }],
});
const translates = made('azurerm_firewall_nat_rule_collection.nat', {
  ...group,
  name: 'nat',
  azure_firewall_name: 'fw',
  priority: 100,
  action: 'Dnat',
  rule: [
    { ...firewallRule, destination_addresses: ['203.0.113.7'], translated_address: '10.10.0.9', translated_port: 443 },
  ],
});

const peering = (more: Values = {}): PlannedResource =>
  made(
    'azurerm_virtual_network_peering.hub',
    { ...group, name: 'to-hub', virtual_network_name: 'vnet', ...more },
    { remote_virtual_network_id: 'azurerm_virtual_network.hub.id' },
  );

const ofAzure: Readonly<Record<string, Case>> = {
  azurerm_route: { question: ofSubnet, around: withTable, about: [nowhere], withThem: 'denied', without: 'allowed' },
  azurerm_subnet_route_table_association: {
    question: ofSubnet,
    around: [azureNetwork, azureSubnet(), routeTable, nowhere],
    about: [association],
    withThem: 'denied',
    without: 'allowed',
  },
  'default_outbound_access_enabled of azurerm_subnet': {
    question: ofSubnet,
    around: privateSubnet,
    about: [],
    withThem: 'unknown',
    without: 'unknown',
  },
  azurerm_subnet_nat_gateway_association: {
    question: ofSubnet,
    around: privateSubnet,
    about: [
      made(
        'azurerm_subnet_nat_gateway_association.nodes',
        {},
        { subnet_id: 'azurerm_subnet.nodes.id', nat_gateway_id: 'azurerm_nat_gateway.main.id' },
      ),
    ],
    withThem: 'allowed',
    without: 'unknown',
  },
  azurerm_virtual_network_peering: {
    question: { ...ofSubnet, to: '10.20.0.4' },
    around: [
      ...withTable,
      nowhere,
      made('azurerm_virtual_network.hub', { ...group, name: 'hub', address_space: ['10.20.0.0/16'] }),
    ],
    about: [peering()],
    withThem: 'allowed',
    without: 'denied',
  },
  'allow_virtual_network_access of azurerm_virtual_network_peering': {
    question: { ...ofSubnet, to: '10.20.0.4' },
    around: [
      ...withTable,
      nowhere,
      made('azurerm_virtual_network.hub', { ...group, name: 'hub', address_space: ['10.20.0.0/16'] }),
    ],
    about: [peering({ allow_virtual_network_access: false })],
    withThem: 'denied',
    without: 'denied',
  },
  'azurerm_virtual_network_peering with a network that is not in the plan': {
    question: { ...ofSubnet, to: '10.20.0.4' },
    around: [...withTable, nowhere],
    about: [peering()],
    withThem: 'unknown',
    without: 'denied',
  },
  'peer_complete_virtual_networks_enabled of azurerm_virtual_network_peering': {
    question: { ...ofSubnet, to: '10.20.0.4' },
    around: [
      ...withTable,
      nowhere,
      made('azurerm_virtual_network.hub', { ...group, name: 'hub', address_space: ['10.20.0.0/16'] }),
    ],
    about: [peering({ peer_complete_virtual_networks_enabled: false, remote_subnet_names: ['other'] })],
    withThem: 'unknown',
    without: 'denied',
  },
  azurerm_virtual_hub_connection: {
    question: ofSubnet,
    around: withTable,
    about: [
      made(
        'azurerm_virtual_hub_connection.spoke',
        { name: 'spoke' },
        { virtual_hub_id: 'azurerm_virtual_hub.hub.id', remote_virtual_network_id: 'azurerm_virtual_network.main.id' },
      ),
    ],
    withThem: 'unknown',
    without: 'allowed',
  },
  azurerm_network_manager_routing_rule: {
    question: ofSubnet,
    around: withTable,
    about: [made('azurerm_network_manager_routing_rule.a', { name: 'a' })],
    withThem: 'unknown',
    without: 'allowed',
  },
  azurerm_network_manager_connectivity_configuration: {
    question: ofSubnet,
    around: withTable,
    about: [made('azurerm_network_manager_connectivity_configuration.a', { name: 'a' })],
    withThem: 'unknown',
    without: 'allowed',
  },
  'use_remote_gateways of azurerm_virtual_network_peering': {
    question: { ...ofSubnet, to: '10.30.0.4' },
    around: [
      ...withTable,
      made('azurerm_virtual_network.hub', { ...group, name: 'hub', address_space: ['10.20.0.0/16'] }),
    ],
    about: [peering({ use_remote_gateways: true })],
    withThem: 'unknown',
    without: 'denied',
  },
  azurerm_private_endpoint: {
    question: { ...ofSubnet, to: '10.10.0.7' },
    around: [
      ...withTable,
      made('azurerm_route.local', {
        ...group,
        name: 'local',
        route_table_name: 'rt',
        address_prefix: '10.10.0.0/24',
        next_hop_type: 'None',
      }),
    ],
    about: [made('azurerm_private_endpoint.vault', { ...group, name: 'pe' }, { subnet_id: 'azurerm_subnet.nodes.id' })],
    withThem: 'unknown',
    without: 'denied',
  },
  'azurerm_application_security_group and its members': {
    question: { layer: 'azure-nsg', attachedTo: ['nsg'], to: '10.10.0.9', nodes: ['10.10.0.0/24'] },
    around: [azureNetwork, azureSubnet(), byGroup, applicationGroup, member],
    about: [joins],
    withThem: 'denied',
    without: 'allowed',
  },
  azurerm_network_interface_security_group_association: {
    question: { layer: 'azure-nsg', attachedTo: ['nic-db'], nodes: ['10.10.0.0/24'] },
    around: [
      member,
      ofMember,
      made('azurerm_network_security_group.nodes', {
        ...group,
        name: 'nsg',
        security_rule: [{ ...denyingRule, destination_address_prefix: '*' }],
      }),
    ],
    about: [
      made(
        'azurerm_network_interface_security_group_association.db',
        {},
        {
          network_interface_id: 'azurerm_network_interface.db.id',
          network_security_group_id: 'azurerm_network_security_group.nodes.id',
        },
      ),
    ],
    withThem: 'denied',
    without: 'allowed',
  },
  azurerm_firewall_nat_rule_collection: {
    question: { layer: 'azure-firewall', attachedTo: ['fw'], nodes: ['10.10.0.0/24'] },
    around: [firewall, networkRules],
    about: [translates],
    withThem: 'allowed',
    without: 'denied',
  },
};

const network = made('google_compute_network.main', { name: 'vpc' });
const policyRule = {
  priority: 100,
  action: 'deny',
  direction: 'EGRESS',
  match: [{ dest_ip_ranges: ['203.0.113.0/24'], layer4_configs: [{ ip_protocol: 'tcp', ports: ['443'] }] }],
};
const regionalPolicy = [
  made('google_compute_region_network_firewall_policy_with_rules.p', {
    name: 'p',
    region: 'europe-west1',
    rule: [policyRule],
  }),
  made(
    'google_compute_region_network_firewall_policy_association.p',
    { name: 'a', firewall_policy: 'p', region: 'europe-west1' },
    { attachment_target: 'google_compute_network.main.id' },
  ),
];
const ofVpc: TerraformQuestion = { layer: 'gcp-firewall', attachedTo: ['vpc'], region: 'europe-west1' };
const vpcRule = made('google_compute_firewall.web', {
  name: 'web',
  network: 'vpc',
  direction: 'INGRESS',
  priority: 1000,
  allow: [{ protocol: 'tcp', ports: ['443'] }],
  source_ranges: ['0.0.0.0/0'],
});
const attached = (kind: string): PlannedResource =>
  made(
    `google_compute_${kind}network_firewall_policy_association.p`,
    { name: 'a', region: 'europe-west1', firewall_policy: 'p' },
    {
      attachment_target: 'google_compute_network.main.id',
      firewall_policy: `google_compute_${kind}network_firewall_policy.p.name`,
    },
  );

const ofGoogle: Readonly<Record<string, Case>> = {
  google_compute_region_network_firewall_policy_rule: {
    question: ofVpc,
    around: [
      network,
      vpcRule,
      made('google_compute_region_network_firewall_policy.p', { name: 'p', region: 'europe-west1' }),
      attached('region_'),
    ],
    about: [
      made('google_compute_region_network_firewall_policy_rule.r', {
        ...policyRule,
        firewall_policy: 'p',
        region: 'europe-west1',
      }),
    ],
    withThem: 'denied',
    without: 'allowed',
  },
  google_compute_region_network_firewall_policy_with_rules: {
    question: ofVpc,
    around: [network, vpcRule],
    about: regionalPolicy,
    withThem: 'denied',
    without: 'allowed',
  },
  'region of google_compute_region_network_firewall_policy_with_rules': {
    question: { ...ofVpc, region: 'us-east1' },
    around: [network, vpcRule],
    about: regionalPolicy,
    withThem: 'allowed',
    without: 'allowed',
  },
  google_compute_region_network_firewall_policy_association: {
    question: ofVpc,
    around: [
      network,
      vpcRule,
      made('google_compute_region_network_firewall_policy_with_rules.p', {
        name: 'p',
        region: 'europe-west1',
        rule: [policyRule],
      }),
    ],
    about: [
      made(
        'google_compute_region_network_firewall_policy_association.p',
        { name: 'a', firewall_policy: 'p', region: 'europe-west1' },
        { attachment_target: 'google_compute_network.main.id' },
      ),
    ],
    withThem: 'denied',
    without: 'allowed',
  },
  'match of a rule, known after the apply': {
    question: ofVpc,
    around: [network, vpcRule, made('google_compute_network_firewall_policy.p', { name: 'p' }), attached('')],
    about: [
      made(
        'google_compute_network_firewall_policy_rule.r',
        { ...policyRule, match: null, firewall_policy: 'p' },
        { match: 'local.matches' },
      ),
    ],
    withThem: 'unknown',
    without: 'allowed',
  },
  google_compute_network_firewall_policy_with_rules: {
    question: ofVpc,
    around: [network, vpcRule],
    about: [
      made('google_compute_network_firewall_policy_with_rules.p', { name: 'p', rule: [policyRule] }),
      made(
        'google_compute_network_firewall_policy_association.p',
        { name: 'a', firewall_policy: 'p' },
        { attachment_target: 'google_compute_network.main.id' },
      ),
    ],
    withThem: 'denied',
    without: 'allowed',
  },
  google_network_security_address_group: {
    question: ofVpc,
    around: [
      network,
      vpcRule,
      made('google_compute_network_firewall_policy.p', { name: 'p' }),
      attached(''),
      made('google_compute_network_firewall_policy_rule.r', {
        ...policyRule,
        firewall_policy: 'p',
        match: [
          {
            dest_address_groups: ['projects/p/locations/global/addressGroups/g'],
            layer4_configs: [{ ip_protocol: 'tcp', ports: ['443'] }],
          },
        ],
      }),
    ],
    about: [
      made('google_network_security_address_group.g', {
        parent: 'projects/p',
        location: 'global',
        name: 'g',
        type: 'IPV4',
        capacity: 10,
        items: ['203.0.113.0/24'],
      }),
    ],
    withThem: 'denied',
    without: 'unknown',
  },
};

describe.each(Object.entries({ ...ofAws, ...ofAzure, ...ofGoogle }))(
  '%s',
  (_type, { question, around, about, withThem, without }) => {
    it('turns the verdict', () => {
      expect(verdictOn([...around, ...about], question)).toBe(withThem);
      expect(verdictOn(around, question)).toBe(without);
    });
  },
);

describe('azurerm_network_manager_security_admin_configuration and what is called like it', () => {
  const securityGroup = made('azurerm_network_security_group.main', { ...group, name: 'nsg', security_rule: [] });
  const verdictWith = (type: string): string =>
    verdictOn([securityGroup, made(`${type}.a`, { name: 'a' })], { layer: 'azure-nsg', attachedTo: ['nsg'] });

  it.each([
    'azurerm_network_manager_security_admin_configuration',
    'azurerm_network_manager_admin_rule',
    'azurerm_network_manager_deployment',
    'azurerm_network_manager_connectivity_configuration',
    'azurerm_network_manager_subscription_connection',
  ])('leaves unknown what a group decides: %s', (type) => {
    expect(verdictWith(type)).toBe('unknown');
  });

  it.each([
    'azurerm_network_manager_network_group',
    'azurerm_network_manager_static_member',
    'azurerm_network_manager_scope_connection',
    'azurerm_network_manager_ipam_pool',
    'azurerm_network_manager_ipam_pool_static_cidr',
    'azurerm_network_manager_verifier_workspace',
    'azurerm_network_manager_routing_rule',
    'azurerm_network_security_perimeter',
    'azurerm_network_security_perimeter_access_rule',
  ])('decides nothing about it: %s', (type) => {
    expect(verdictWith(type)).toBe('allowed');
  });
});

describe('an association with a policy of Google Cloud that is not in the plan', () => {
  it.each([
    'google_compute_network_firewall_policy_association',
    'google_compute_region_network_firewall_policy_association',
    'google_compute_firewall_policy_association',
  ])('leaves unknown what the policy decides: %s', (type) => {
    const attaching = made(
      `${type}.a`,
      { name: 'a', firewall_policy: 'projects/p/global/firewallPolicies/given', region: 'europe-west1' },
      { attachment_target: 'google_compute_network.main.id' },
    );
    expect(verdictOn([network, vpcRule], ofVpc)).toBe('allowed');
    expect(verdictOn([network, vpcRule, attaching], ofVpc)).toBe('unknown');
  });
});

describe('a route whose table is known only after the apply', () => {
  it('leaves unknown whether there is a way', () => {
    const stray = {
      ...nowhere,
      unknown: { id: true, route_table_name: true },
      expressions: { route_table_name: refersTo('local.table') },
    };
    expect(verdictOn([...withTable, stray], ofSubnet)).toBe('unknown');
  });
});

describe('a value that is known only after the apply', () => {
  it('is told of with the module and the key of its resource', () => {
    const address = 'module.network["eu"].aws_security_group.nodes[1]';
    const securityGroup = {
      address,
      values: { name: 'nodes', egress: [{ ...opens, cidr_blocks: null }], ingress: [] },
      unknown: { id: true, egress: [{ cidr_blocks: true }] },
    };
    const answer = askTerraform(
      { 'plan.json': planOf([securityGroup]) },
      { layer: 'aws-security-group', attachedTo: [address] },
    );
    expect(answer.verdict).toBe('unknown');
    expect(answer.reasons.join()).toContain(`${address} (nodes)`);
    expect(answer.reasons.join()).toContain('cidr_blocks, known after the apply');
  });
});
