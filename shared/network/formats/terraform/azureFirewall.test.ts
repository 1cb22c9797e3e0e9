/** Azure Firewall in Terraform: each resource, block and attribute is what alone turns a verdict. */
import { describe, expect, it } from 'vitest';
import { askTerraform } from './testing/askTerraform.ts';
import type { TerraformQuestion } from './testing/askTerraform.ts';
import { planOf, refersTo } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

type Values = PlannedResource['values'];

const group = { resource_group_name: 'rg' };
const provider = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network';
const policyId = `${provider}/firewallPolicies/policy`;
const parentId = `${provider}/firewallPolicies/parent`;
const ipGroupId = `${provider}/ipGroups/partners`;

const firewall = (more: Values = {}): PlannedResource => ({
  address: 'azurerm_firewall.fw',
  values: {
    ...group,
    id: `${provider}/azureFirewalls/fw`,
    name: 'fw',
    sku_name: 'AZFW_VNet',
    sku_tier: 'Premium',
    threat_intel_mode: 'Off',
    ip_configuration: [{ name: 'ip', private_ip_address: '10.0.1.4' }],
    ...more,
  },
});
const policy = (more: Values = {}, unknown: Values = {}): PlannedResource => ({
  address: 'azurerm_firewall_policy.policy',
  values: { ...group, id: policyId, name: 'policy', sku: 'Premium', threat_intelligence_mode: 'Off', ...more },
  unknown,
});
const collectionGroup = (values: Values, unknown: Values = {}): PlannedResource => ({
  address: 'azurerm_firewall_policy_rule_collection_group.rules',
  values: { name: 'rules', firewall_policy_id: policyId, priority: 100, ...values },
  unknown,
});
const inPolicy = firewall({ firewall_policy_id: policyId });

const networkRule = (more: Values = {}): Values => ({
  name: 'rule',
  source_addresses: ['*'],
  destination_addresses: ['203.0.113.0/24'],
  destination_ports: ['443'],
  protocols: ['TCP'],
  ...more,
});
const applicationRule = (more: Values = {}): Values => ({
  name: 'rule',
  source_addresses: ['*'],
  destination_fqdns: ['a.example.com'],
  protocols: [{ type: 'Https', port: 443 }],
  ...more,
});
const network = (rule: Values = {}, more: Values = {}): Values => ({
  network_rule_collection: [{ name: 'c', priority: 100, action: 'Allow', rule: [networkRule(rule)], ...more }],
});
const application = (rule: Values = {}): Values => ({
  application_rule_collection: [{ name: 'c', priority: 100, action: 'Allow', rule: [applicationRule(rule)] }],
});

const verdict = (resources: readonly PlannedResource[], more: Partial<TerraformQuestion> = {}): string =>
  askTerraform(
    { 'plan.json': planOf(resources) },
    { layer: 'azure-firewall', attachedTo: ['fw'], nodes: ['10.10.0.0/24'], ...more },
  ).verdict;
const ipGroup = (more: Values = {}, unknown: Values = {}): PlannedResource => ({
  address: 'azurerm_ip_group.partners',
  values: { ...group, id: ipGroupId, name: 'partners', cidrs: ['203.0.113.0/24'], ...more },
  unknown,
});

describe('network rules of azurerm_firewall_policy_rule_collection_group', () => {
  it.each<[title: string, rule: Values, expected: string]>([
    ['what they are', {}, 'allowed'],
    ['source_addresses', { source_addresses: ['10.99.0.0/16'] }, 'denied'],
    ['destination_addresses', { destination_addresses: ['198.51.100.0/24'] }, 'denied'],
    ['destination_ports', { destination_ports: ['80'] }, 'denied'],
    ['protocols', { protocols: ['UDP'] }, 'denied'],
    ['destination_ip_groups', { destination_addresses: [], destination_ip_groups: [ipGroupId] }, 'allowed'],
    ['source_ip_groups', { source_addresses: [], source_ip_groups: [ipGroupId] }, 'denied'],
    ['destination_fqdns', { destination_addresses: [], destination_fqdns: ['b.example.com'] }, 'denied'],
    ['a field of releases to come', { destination_country: ['x'] }, 'unknown'],
  ])('decide by %s', (_, rule, expected) => {
    const resources = [inPolicy, policy({ dns: [{ proxy_enabled: true }] }), ipGroup(), collectionGroup(network(rule))];
    expect(verdict(resources, { host: 'a.example.com' })).toBe(expected);
  });

  it('decide by the action and the priority of their collection and group', () => {
    const allowThen = (priority: number): PlannedResource =>
      collectionGroup({
        network_rule_collection: [
          { name: 'a', priority: 200, action: 'Allow', rule: [networkRule()] },
          { name: 'd', priority, action: 'Deny', rule: [networkRule()] },
        ],
      });
    expect(verdict([inPolicy, policy(), allowThen(300)])).toBe('allowed');
    expect(verdict([inPolicy, policy(), allowThen(100)])).toBe('denied');
    const denying = {
      ...collectionGroup({ name: 'first', priority: 50, ...network({}, { action: 'Deny' }) }),
      address: 'azurerm_firewall_policy_rule_collection_group.first',
    };
    expect(verdict([inPolicy, policy(), denying, collectionGroup(network())])).toBe('denied');
    const later = { ...denying, values: { ...denying.values, priority: 150 } };
    expect(verdict([inPolicy, policy(), later, collectionGroup(network())])).toBe('allowed');
  });

  it.each<[title: string, unknown: Values]>([
    ['collections', { network_rule_collection: true }],
    ['rules', { network_rule_collection: [{ rule: true }] }],
    ['a policy', { firewall_policy_id: true }],
  ])('are unknown where of %s nothing is known', (_, unknown) => {
    expect(verdict([inPolicy, policy(), collectionGroup(network(), unknown)])).toBe('unknown');
  });
});

describe('application rules of azurerm_firewall_policy_rule_collection_group', () => {
  const asked = { host: 'a.example.com' };

  it.each<[title: string, rule: Values, expected: string]>([
    ['what they are', {}, 'allowed'],
    ['destination_fqdns', { destination_fqdns: ['b.example.com'] }, 'denied'],
    ['the type of protocols', { protocols: [{ type: 'Http', port: 443 }] }, 'denied'],
    ['the port of protocols', { protocols: [{ type: 'Https', port: 8443 }] }, 'denied'],
    ['destination_urls', { destination_fqdns: [], destination_urls: ['a.example.com/*'] }, 'unknown'],
    ['destination_fqdn_tags', { destination_fqdns: [], destination_fqdn_tags: ['WindowsUpdate'] }, 'unknown'],
    ['web_categories', { destination_fqdns: [], web_categories: ['News'] }, 'unknown'],
    ['destination_addresses', { destination_addresses: ['198.51.100.0/24'] }, 'denied'],
  ])('decide by %s', (_, rule, expected) => {
    expect(verdict([inPolicy, policy(), collectionGroup(application(rule))], asked)).toBe(expected);
  });
});

describe('NAT rules of azurerm_firewall_policy_rule_collection_group', () => {
  const nat = (rule: Values): PlannedResource =>
    collectionGroup({
      nat_rule_collection: [
        {
          name: 'n',
          priority: 100,
          action: 'Dnat',
          rule: [
            {
              name: 'rule',
              source_addresses: ['*'],
              destination_address: '203.0.113.7',
              destination_ports: ['443'],
              protocols: ['TCP'],
              translated_address: '10.80.0.4',
              translated_port: 8443,
              ...rule,
            },
          ],
        },
      ],
    });

  it.each<[title: string, rule: Values, expected: string]>([
    ['what they are', {}, 'allowed'],
    ['destination_address', { destination_address: '203.0.113.8' }, 'denied'],
    ['destination_ports', { destination_ports: ['80'] }, 'denied'],
  ])('lead on by %s', (_, rule, expected) => {
    expect(verdict([inPolicy, policy(), nat(rule)])).toBe(expected);
  });
});

describe('azurerm_firewall_policy', () => {
  const open = collectionGroup(network());

  it('has the rules of its base_policy_id', () => {
    const parent: PlannedResource = {
      ...policy({ id: parentId, name: 'parent' }),
      address: 'azurerm_firewall_policy.up',
    };
    const ofParent = collectionGroup({ firewall_policy_id: parentId, ...network() });
    expect(verdict([inPolicy, policy({ base_policy_id: parentId }), parent, ofParent])).toBe('allowed');
    expect(verdict([inPolicy, policy(), parent, ofParent])).toBe('denied');
  });

  it.each<[title: string, more: Values, expected: string]>([
    ['no threat_intelligence_mode', {}, 'allowed'],
    ['threat_intelligence_mode', { threat_intelligence_mode: 'Deny' }, 'unknown'],
    [
      'the ip_addresses of threat_intelligence_allowlist',
      { threat_intelligence_mode: 'Deny', threat_intelligence_allowlist: [{ ip_addresses: ['203.0.113.7'] }] },
      'allowed',
    ],
    [
      'the fqdns of threat_intelligence_allowlist',
      { threat_intelligence_mode: 'Deny', threat_intelligence_allowlist: [{ fqdns: ['b.example.com'] }] },
      'unknown',
    ],
    ['intrusion_detection', { intrusion_detection: [{ mode: 'Deny' }] }, 'unknown'],
    ['intrusion_detection that tells alone', { intrusion_detection: [{ mode: 'Alert' }] }, 'allowed'],
    [
      'a signature of intrusion_detection that drops',
      { intrusion_detection: [{ mode: 'Alert', signature_overrides: [{ id: '1', state: 'Deny' }] }] },
      'unknown',
    ],
    [
      'a signature of intrusion_detection that drops nothing',
      { intrusion_detection: [{ mode: 'Alert', signature_overrides: [{ id: '1', state: 'Off' }] }] },
      'allowed',
    ],
    ['sku', { sku: 'Standard', intrusion_detection: [{ mode: 'Deny' }] }, 'allowed'],
  ])('decides by %s', (_, more, expected) => {
    expect(verdict([inPolicy, policy(more), open])).toBe(expected);
  });

  it.each([true, [{ state: true }]])('is unknown where a signature may drop: %j', (signature_overrides) => {
    const detection = { intrusion_detection: [{ mode: 'Alert', signature_overrides: [{ id: '1' }] }] };
    const unknown = { intrusion_detection: [{ signature_overrides }] };
    expect(verdict([inPolicy, policy(detection, unknown), open])).toBe('unknown');
  });

  it.each(['dns', 'threat_intelligence_allowlist', 'intrusion_detection'])(
    'is unknown where of %s not even the number is known',
    (block) => {
      expect(verdict([inPolicy, policy({}, { [block]: true }), open])).toBe('unknown');
    },
  );

  it('knows names in network rules by its dns proxy', () => {
    const byName = collectionGroup(network({ destination_addresses: [], destination_fqdns: ['a.example.com'] }));
    const asked = { host: 'a.example.com' };
    expect(verdict([inPolicy, policy({ dns: [{ proxy_enabled: true }] }), byName], asked)).not.toBe('denied');
    expect(verdict([inPolicy, policy({ dns: [{ proxy_enabled: true }] }), byName], asked)).not.toBe(
      verdict([inPolicy, policy(), byName], asked),
    );
  });
});

describe('azurerm_ip_group', () => {
  const toGroup = collectionGroup(network({ destination_addresses: [], destination_ip_groups: [ipGroupId] }));
  const cidr = (unknown: Values = {}): PlannedResource => ({
    address: 'azurerm_ip_group_cidr.more',
    values: { ip_group_id: ipGroupId, cidr: '203.0.113.0/24' },
    unknown,
  });
  const asked = (...resources: readonly PlannedResource[]): string =>
    verdict([inPolicy, policy(), toGroup, ...resources]);

  it('has its cidrs, and those of azurerm_ip_group_cidr', () => {
    expect(asked(ipGroup())).toBe('allowed');
    expect(asked(ipGroup({ cidrs: [] }))).toBe('denied');
    expect(asked(ipGroup({ cidrs: [] }), cidr())).toBe('allowed');
    expect(asked(ipGroup({ cidrs: [] }, { cidrs: true }), cidr())).toBe('allowed');
    expect(asked(ipGroup({ cidrs: [] }, { cidrs: true }))).toBe('unknown');
    expect(asked(ipGroup({ cidrs: [] }), cidr({ cidr: true }))).toBe('unknown');
    expect(asked(ipGroup({ cidrs: [] }), cidr({ ip_group_id: true }))).toBe('unknown');
  });
});

describe('azurerm_firewall with rules of its own', () => {
  const collection = (more: Values = {}, unknown: Values = {}): PlannedResource => ({
    address: 'azurerm_firewall_network_rule_collection.net',
    values: {
      ...group,
      azure_firewall_name: 'fw',
      name: 'c',
      priority: 100,
      action: 'Allow',
      rule: [networkRule()],
      ...more,
    },
    unknown,
  });

  it.each<[title: string, more: Values, unknown: Values, expected: string]>([
    ['what they are', {}, {}, 'allowed'],
    ['azure_firewall_name', { azure_firewall_name: 'other' }, {}, 'denied'],
    ['resource_group_name, of another firewall that is called alike', { resource_group_name: 'other' }, {}, 'unknown'],
    ['azure_firewall_name that is not known yet', {}, { azure_firewall_name: true }, 'unknown'],
    ['action', { action: 'Deny' }, {}, 'denied'],
    ['rule', { rule: [] }, {}, 'denied'],
    ['rules whose number is not known', {}, { rule: true }, 'unknown'],
  ])('decide by %s', (_, more, unknown, expected) => {
    expect(verdict([firewall(), collection(more, unknown)])).toBe(expected);
  });

  it('knows names by dns_proxy_enabled or dns_servers', () => {
    const byName = collection({
      rule: [networkRule({ destination_addresses: [], destination_fqdns: ['a.example.com'] })],
    });
    const asked = (more: Values): string => verdict([firewall(more), byName], { host: 'a.example.com' });
    expect(asked({ dns_proxy_enabled: true })).not.toBe(asked({}));
    expect(asked({ dns_servers: ['10.0.0.4'] })).toBe(asked({ dns_proxy_enabled: true }));
  });

  it('lets nothing through where it is known to have no ip_configuration, as one that is stopped', () => {
    expect(verdict([firewall(), collection()])).toBe('allowed');
    expect(verdict([firewall({ ip_configuration: [] }), collection()])).toBe('unknown');
    const { ip_configuration: _, ...values } = firewall().values;
    const untold = { ...firewall(), values, unknown: { ip_configuration: true } };
    expect(verdict([untold, collection()])).toBe('allowed');
  });

  it('stands where its ip_configuration or its virtual_hub says', () => {
    const routed: readonly PlannedResource[] = [
      {
        address: 'azurerm_virtual_network.main',
        values: { ...group, name: 'vnet', address_space: ['10.10.0.0/16'] },
      },
      {
        address: 'azurerm_subnet.nodes',
        values: { ...group, name: 'nodes', virtual_network_name: 'vnet', address_prefixes: ['10.10.0.0/24'] },
        unknown: { id: true },
      },
      {
        address: 'azurerm_route_table.main',
        values: {
          ...group,
          name: 'rt',
          route: [
            {
              name: 'out',
              address_prefix: '0.0.0.0/0',
              next_hop_type: 'VirtualAppliance',
              next_hop_in_ip_address: '10.0.1.4',
            },
          ],
        },
        unknown: { id: true },
      },
      {
        address: 'azurerm_subnet_route_table_association.nodes',
        values: {},
        unknown: { subnet_id: true, route_table_id: true },
        expressions: {
          subnet_id: refersTo('azurerm_subnet.nodes.id'),
          route_table_id: refersTo('azurerm_route_table.main.id'),
        },
      },
    ];
    const asked = (more: Values): string => verdict([...routed, firewall(more), collection()]);
    expect(asked({})).toBe('allowed');
    expect(asked({ ip_configuration: [{ name: 'ip', private_ip_address: '10.0.1.5' }] })).toBe('unknown');
    expect(asked({ ip_configuration: [], virtual_hub: [{ private_ip_address: '10.0.1.4' }] })).toBe('allowed');
    expect(asked({ ip_configuration: [], virtual_hub: [{ private_ip_address: '10.0.1.5' }] })).toBe('unknown');
  });
});
