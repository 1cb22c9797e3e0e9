/** Networks, route tables and network security groups of Azure in Terraform: each attribute is what alone turns a verdict. */
import { describe, expect, it } from 'vitest';
import { askTerraform } from './testing/askTerraform.ts';
import type { TerraformQuestion } from './testing/askTerraform.ts';
import { denyingRule } from './testing/denyingRule.ts';
import { planOf, refersTo } from './testing/planOf.ts';
import type { ModuleWords, PlannedResource } from './testing/planOf.ts';

type Values = PlannedResource['values'];

const group = { resource_group_name: 'rg' };
const network = (more: Values = {}): PlannedResource => ({
  address: 'azurerm_virtual_network.main',
  values: { ...group, name: 'vnet', address_space: ['10.10.0.0/16'], ...more },
});
const subnet = (more: Values = {}, name = 'nodes'): PlannedResource => ({
  address: `azurerm_subnet.${name}`,
  values: { ...group, name, virtual_network_name: 'vnet', address_prefixes: ['10.10.0.0/24'], ...more },
  unknown: { id: true },
});
const table = (routes: readonly Values[], more: Values = {}, unknown: Values = {}): PlannedResource => ({
  address: 'azurerm_route_table.main',
  values: { ...group, name: 'rt', route: routes, ...more },
  unknown: { id: true, ...unknown },
});
const attached: PlannedResource = {
  address: 'azurerm_subnet_route_table_association.nodes',
  values: {},
  unknown: { subnet_id: true, route_table_id: true },
  expressions: {
    subnet_id: refersTo('azurerm_subnet.nodes.id'),
    route_table_id: refersTo('azurerm_route_table.main.id'),
  },
};
const nowhere = { name: 'drop', address_prefix: '0.0.0.0/0', next_hop_type: 'None' };
const toAppliance = { ...nowhere, next_hop_type: 'VirtualAppliance', next_hop_in_ip_address: '10.0.1.4' };

const ask = (
  resources: readonly PlannedResource[],
  question: Partial<TerraformQuestion> = {},
  modules: ModuleWords = {},
): string =>
  askTerraform(
    { 'plan.json': planOf(resources, modules) },
    { layer: 'route', attachedTo: ['nodes'], nodes: ['10.10.0.0/24'], ...question },
  ).verdict;

describe('azurerm_route_table', () => {
  it('may have other routes that gateways learn, unless it takes none', () => {
    const asked = (more: Values): string =>
      ask([
        network(),
        subnet(),
        subnet({ address_prefixes: ['10.10.9.0/24'] }, 'GatewaySubnet'),
        table([nowhere], more),
        attached,
      ]);
    expect(asked({})).toBe('unknown');
    expect(asked({ bgp_route_propagation_enabled: true })).toBe('unknown');
    expect(asked({ bgp_route_propagation_enabled: false })).toBe('denied');
    expect(asked({ disable_bgp_route_propagation: true })).toBe('denied');
  });

  it('has routes of its own, unless not even their number is known', () => {
    const asked = (routes: readonly Values[], unknown: Values = {}): string =>
      ask([network(), subnet(), table(routes, {}, unknown), attached]);
    expect(asked([nowhere])).toBe('denied');
    expect(asked([])).toBe('allowed');
    expect(asked([], { route: true })).toBe('unknown');
    expect(asked([{ ...nowhere, next_hop_type: null }], { route: [{ next_hop_type: true }] })).toBe('unknown');
  });

  const firewall: PlannedResource = {
    address: 'azurerm_firewall.fw',
    values: { ...group, name: 'fw', sku_name: 'AZFW_VNet', sku_tier: 'Standard', ip_configuration: [{ name: 'ip' }] },
    unknown: { id: true, ip_configuration: [{ private_ip_address: true }] },
  };
  const toFirewall = (
    reference: string,
    next: Values = { route: [{ next_hop_in_ip_address: true }] },
  ): PlannedResource => ({
    ...table([{ ...toAppliance, next_hop_in_ip_address: null }], {}, next),
    expressions: { route: [{ next_hop_in_ip_address: refersTo(reference) }] },
  });

  it('leads to a firewall of the plan by the address that this will have', () => {
    const around = [network(), subnet(), attached];
    const address = 'azurerm_firewall.fw.ip_configuration[0].private_ip_address';
    expect(ask([...around, firewall, toFirewall(address)])).toBe('allowed');
    expect(ask([...around, firewall, toFirewall('azurerm_lb.internal.private_ip_address')])).toBe('unknown');
    expect(ask([...around, firewall, toFirewall('azurerm_firewall.fw.ip_configuration[0].public_ip_address_id')])).toBe(
      'unknown',
    );
    expect(ask([...around, toFirewall('data.azurerm_firewall.fw.ip_configuration[0].private_ip_address')])).toBe(
      'unknown',
    );
  });

  it('leads to the firewall that a module gives, and to no other', () => {
    const inModule = { ...firewall, address: 'module.hub.azurerm_firewall.fw' };
    const second = { ...firewall, address: 'azurerm_firewall.second', values: { ...firewall.values, name: 'second' } };
    const outputs = { firewall_ip: refersTo('azurerm_firewall.fw.ip_configuration[0].private_ip_address') };
    const resources = [network(), subnet(), attached, inModule, second, toFirewall('module.hub.firewall_ip')];
    expect(ask(resources, {}, { hub: { outputs } })).toBe('allowed');
    const question = { layer: 'azure-firewall', attachedTo: ['second'] } as const;
    expect(ask(resources, question, { hub: { outputs } })).toBe('unknown');
    const direct = [
      network(),
      subnet(),
      attached,
      inModule,
      second,
      toFirewall('azurerm_firewall.second.virtual_hub[0].private_ip_address'),
    ];
    expect(ask(direct, question)).toBe('denied');
  });
});

describe('azurerm_subnet', () => {
  it('is one of its virtual_network_name', () => {
    const elsewhere = {
      ...network({ name: 'other', address_space: ['10.20.0.0/16'] }),
      address: 'azurerm_virtual_network.other',
    };
    const asked = (name: string): string =>
      ask([network(), elsewhere, subnet({ virtual_network_name: name }), table([nowhere]), attached], {
        to: '10.10.9.9',
      });
    expect(asked('vnet')).toBe('allowed');
    expect(asked('other')).toBe('denied');
  });

  it('may hold nodes wherever its address_prefixes are known after the deployment alone', () => {
    const other = subnet({ address_prefixes: null }, 'other');
    const asked = (...others: readonly PlannedResource[]): string =>
      ask([network(), subnet(), ...others, table([])], { attachedTo: [], nodes: ['10.10.0.0/24', '10.10.1.0/24'] });
    expect(asked()).toBe('allowed');
    expect(asked({ ...other, unknown: { id: true, address_prefixes: true } })).toBe('unknown');
  });

  it('may reach services of Azure by its service_endpoints', () => {
    const asked = (more: Values): string => ask([network(), subnet(more), table([nowhere]), attached]);
    expect(asked({})).toBe('denied');
    expect(asked({ service_endpoints: ['Microsoft.Storage'] })).toBe('unknown');
  });

  it('may reach some accounts of a service alone where it has service_endpoint_policy_ids', () => {
    const asked = (more: Values, unknown: Values = {}): string => {
      const nodes = subnet({ service_endpoints: ['Microsoft.Storage'], ...more });
      return ask([network(), { ...nodes, unknown: { id: true, ...unknown } }, table([]), attached]);
    };
    expect(asked({})).toBe('allowed');
    expect(asked({ service_endpoint_policy_ids: ['/policy'] })).toBe('unknown');
    expect(asked({}, { service_endpoint_policy_ids: true })).toBe('unknown');
  });

  it('has routes to its private endpoints, unless its private_endpoint_network_policies put its table first', () => {
    const endpoint: PlannedResource = {
      address: 'azurerm_private_endpoint.vault',
      values: { ...group, name: 'pe' },
      unknown: { id: true, subnet_id: true },
      expressions: { subnet_id: refersTo('azurerm_subnet.nodes.id') },
    };
    const local = { ...nowhere, address_prefix: '10.10.0.0/24' };
    const asked = (more: Values): string =>
      ask([network(), subnet(more), table([local]), attached, endpoint], { to: '10.10.0.7' });
    expect(asked({})).toBe('unknown');
    expect(asked({ private_endpoint_network_policies: 'Disabled' })).toBe('unknown');
    expect(asked({ private_endpoint_network_policies: 'RouteTableEnabled' })).toBe('denied');
    expect(asked({ private_endpoint_network_policies: 'Enabled' })).toBe('denied');
  });

  it('has routes to its private endpoints where it stands within its network as well', () => {
    const inline = network({ subnet: [{ name: 'nodes', address_prefixes: ['10.10.0.0/24'], id: 'subnet-1' }] });
    const endpoint: PlannedResource = {
      address: 'azurerm_private_endpoint.vault',
      values: { ...group, name: 'pe', subnet_id: 'subnet-1' },
    };
    const elsewhere = { ...endpoint, values: { ...endpoint.values, subnet_id: 'subnet-2' } };
    const routes = table([{ ...nowhere, address_prefix: '10.10.0.0/24' }]);
    const at: PlannedResource = {
      address: 'azurerm_subnet_route_table_association.nodes',
      values: { subnet_id: 'subnet-1' },
      unknown: { route_table_id: true },
      expressions: { route_table_id: refersTo('azurerm_route_table.main.id') },
    };
    const asked = (...endpoints: readonly PlannedResource[]): string =>
      ask([inline, routes, at, ...endpoints], { to: '10.10.0.7' });
    expect([asked(), asked(elsewhere), asked(endpoint)]).toEqual(['denied', 'denied', 'unknown']);
  });

  it('stands within its network as well, with what it is attached to', () => {
    const inline = (more: Values, unknown: Values = {}): PlannedResource => ({
      ...network({ subnet: [{ name: 'nodes', address_prefixes: ['10.10.0.0/24'], id: 'subnet-1', ...more }] }),
      unknown: { subnet: [unknown] },
    });
    const routes = { ...table([nowhere]), values: { ...table([nowhere]).values, id: 'table-1' }, unknown: {} };
    expect(ask([inline({ route_table_id: 'table-1' }), routes])).toBe('denied');
    expect(ask([inline({}), routes])).toBe('allowed');
    expect(ask([inline({}, { route_table_id: true }), routes])).toBe('unknown');
    const closed: PlannedResource = {
      address: 'azurerm_network_security_group.main',
      values: { ...group, id: 'nsg-1', name: 'nsg', security_rule: [denying] },
    };
    const asked = { layer: 'azure-nsg' } as const;
    expect(ask([inline({ security_group: 'nsg-1' }), closed], asked)).toBe('denied');
    expect(ask([inline({ security_group: '' }), closed], asked)).toBe('allowed');
    expect(ask([inline({}, { security_group: true }), closed], asked)).toBe('unknown');
  });
});

const denying = { ...denyingRule, destination_address_prefix: '*' };

describe('azurerm_network_security_rule', () => {
  const securityGroup: PlannedResource = {
    address: 'azurerm_network_security_group.main',
    values: { ...group, name: 'nsg', security_rule: [] },
    unknown: { id: true },
  };
  const rule = (more: Values = {}, unknown: Values = {}): PlannedResource => ({
    address: 'azurerm_network_security_rule.rule',
    values: { ...group, network_security_group_name: 'nsg', ...denying, ...more },
    unknown,
  });

  it.each<[title: string, more: Values, unknown: Values, expected: string]>([
    ['what it says', {}, {}, 'denied'],
    ['network_security_group_name', { network_security_group_name: 'other' }, {}, 'allowed'],
    ['a network_security_group_name that is not known', {}, { network_security_group_name: true }, 'unknown'],
    ['direction', { direction: 'Inbound' }, {}, 'allowed'],
    ['access', { access: 'Allow' }, {}, 'allowed'],
    ['protocol', { protocol: 'Udp' }, {}, 'allowed'],
    ['destination_port_range', { destination_port_range: '80' }, {}, 'allowed'],
    ['destination_port_ranges', { destination_port_range: null, destination_port_ranges: ['80', '443'] }, {}, 'denied'],
    ['destination_address_prefix', { destination_address_prefix: '198.51.100.0/24' }, {}, 'allowed'],
    [
      'destination_address_prefixes',
      { destination_address_prefix: null, destination_address_prefixes: ['203.0.113.0/24'] },
      {},
      'denied',
    ],
    ['source_address_prefix', { source_address_prefix: '10.99.0.0/16' }, {}, 'allowed'],
    [
      'source_address_prefixes',
      { source_address_prefix: null, source_address_prefixes: ['10.10.0.0/16'] },
      {},
      'denied',
    ],
    ['source_port_range', { source_port_range: '1-9' }, {}, 'allowed'],
    ['source_port_ranges', { source_port_range: null, source_port_ranges: ['1-9'] }, {}, 'allowed'],
    ['an address that is not known', {}, { destination_address_prefix: true }, 'unknown'],
    ['a field of releases to come', { destination_country: 'x' }, {}, 'unknown'],
  ])('decides by %s', (_, more, unknown, expected) => {
    const asked = { layer: 'azure-nsg', attachedTo: ['nsg'] } as const;
    expect(ask([securityGroup, rule(more, unknown)], asked)).toBe(expected);
  });
});
