/** Rules that Terraform is to make. */
import { planOf, refersTo } from '../../formats/terraform/testing/planOf.ts';
import type { PlannedResource } from '../../formats/terraform/testing/planOf.ts';
import type { Dialect, Dialects, SimpleRule } from './dialect.ts';
import { denyAll } from './gcpDialects.ts';
import { isIpv6 } from './isIpv6.ts';
import { word } from './word.ts';

/** A resource that Terraform is to make, of which the cloud gives the id. */
function planned(
  address: string,
  values: PlannedResource['values'],
  expressions: PlannedResource['values'] = {},
): PlannedResource {
  const unknown = Object.fromEntries(['id', 'arn', ...Object.keys(expressions)].map((key) => [key, true]));
  return { address, values, unknown, expressions };
}

const ofGroup = { resource_group_name: 'rg' };

/** A policy with rules of its own resources, and what it is attached to. */
function policyOf(
  kind: 'network_firewall_policy' | 'firewall_policy',
  name: PlannedResource['values'],
  attachedTo: string,
): Dialect {
  return {
    layer: 'gcp-firewall',
    attachedTo: ['vpc', 'organizations/1'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const policy = `google_compute_${kind}.policy`;
      const toRule = ({ action, cidr, ports }: SimpleRule, index: number, priority: number) =>
        planned(
          `google_compute_${kind}_rule.rules[${index}]`,
          {
            priority,
            direction: 'EGRESS',
            action,
            match: [{ dest_ip_ranges: [cidr], layer4_configs: [{ ip_protocol: 'tcp', ports: [ports.join('-')] }] }],
          },
          { firewall_policy: refersTo(`${policy}.id`) },
        );
      const last = denyAll.map((rule, index) => toRule(rule, 1000 + index, 1000 + index));
      const network = planned('google_compute_network.vpc', {
        name: 'vpc',
        project: 'p',
        network_firewall_policy_enforcement_order: 'BEFORE_CLASSIC_FIREWALL',
      });
      const association = planned(
        `google_compute_${kind}_association.policy`,
        { name: 'policy', attachment_target: attachedTo },
        { firewall_policy: refersTo(`${policy}.id`) },
      );
      const own = rules.map((rule, index) => toRule(rule, index, index));
      return { 'plan.json': planOf([network, planned(policy, name), association, ...own, ...last]) };
    },
  };
}

export const terraformDialects = {
  'Terraform: an AWS security group': {
    layer: 'aws-security-group',
    attachedTo: ['nodes'],
    decides: 'any: none denies',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const egress = rules.map(({ cidr, ports: [from_port, to_port] }) => ({
        protocol: 'tcp',
        from_port,
        to_port,
        [isIpv6(cidr) ? 'ipv6_cidr_blocks' : 'cidr_blocks']: [cidr],
      }));
      return { 'plan.json': planOf([planned('aws_security_group.nodes', { name: 'nodes', egress, ingress: [] })]) };
    },
  },
  'Terraform: rules of an AWS security group': {
    layer: 'aws-security-group',
    attachedTo: ['nodes'],
    decides: 'any: none denies',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const toRule = (ip_protocol: string, { cidr, ports: [from_port, to_port] }: SimpleRule, index: number) =>
        planned(
          `aws_vpc_security_group_egress_rule.rules[${index}]`,
          { ip_protocol, from_port, to_port, [isIpv6(cidr) ? 'cidr_ipv6' : 'cidr_ipv4']: cidr },
          { security_group_id: refersTo('aws_security_group.nodes.id') },
        );
      // A group without any rule of its own is one that keeps the rules that it had.
      const dns = toRule('udp', { action: 'allow', cidr: '10.10.0.2/32', ports: [53, 53] }, 1000);
      const group = planned('aws_security_group.nodes', { name: 'nodes' });
      return {
        'plan.json': planOf([
          { ...group, unknown: { id: true, egress: true, ingress: true } },
          dns,
          ...rules.map((rule, index) => toRule('tcp', rule, index)),
        ]),
      };
    },
  },
  'Terraform: an AWS network ACL': {
    layer: 'aws-network-acl',
    attachedTo: ['aws_network_acl.nodes'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const everything = { protocol: '-1', from_port: 0, to_port: 0, action: 'allow' };
      const egress = rules.map(({ action, cidr, ports: [from_port, to_port] }, index) => ({
        rule_no: index + 1,
        action,
        protocol: 'tcp',
        [isIpv6(cidr) ? 'ipv6_cidr_block' : 'cidr_block']: cidr,
        from_port,
        to_port,
      }));
      const ingress = [
        { ...everything, rule_no: 1, cidr_block: '0.0.0.0/0' },
        { ...everything, rule_no: 2, ipv6_cidr_block: '::/0' },
      ];
      return {
        'plan.json': planOf([planned('aws_network_acl.nodes', { vpc_id: 'vpc-1', subnet_ids: [], egress, ingress })]),
      };
    },
  },
  'Terraform: an AWS Network Firewall': {
    layer: 'aws-network-firewall',
    attachedTo: ['policy'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: false,
    families: [4, 6],
    write: (rules) => {
      const everything = { source: 'ANY', source_port: 'ANY', direction: 'FORWARD' };
      const toRule = (action: string, header: object, sid: number): object => ({
        action,
        header: [{ ...everything, ...header }],
        rule_option: [{ keyword: 'sid', settings: [`${sid}`] }],
      });
      const group = planned('aws_networkfirewall_rule_group.one', {
        name: 'one',
        type: 'STATEFUL',
        rule_group: [
          {
            rules_source: [
              {
                stateful_rule: [
                  toRule('DROP', { protocol: 'UDP', destination: 'ANY', destination_port: 'ANY' }, 1000),
                  ...rules.map(({ action, cidr, ports: [first, last] }, index) => {
                    const header = { protocol: 'TCP', destination: cidr, destination_port: `${first}:${last}` };
                    return toRule(action === 'allow' ? 'PASS' : 'DROP', header, index + 1);
                  }),
                ],
              },
            ],
            stateful_rule_options: [{ rule_order: 'STRICT_ORDER' }],
          },
        ],
      });
      const reference = { resource_arn: refersTo('aws_networkfirewall_rule_group.one.arn') };
      const policy: PlannedResource = {
        address: 'aws_networkfirewall_firewall_policy.policy',
        values: {
          name: 'policy',
          firewall_policy: [
            {
              stateless_default_actions: ['aws:forward_to_sfe'],
              stateless_fragment_default_actions: ['aws:forward_to_sfe'],
              stateful_default_actions: ['aws:drop_strict'],
              stateful_engine_options: [{ rule_order: 'STRICT_ORDER' }],
              stateful_rule_group_reference: [{ priority: 1 }],
            },
          ],
        },
        unknown: {
          id: true,
          arn: true,
          firewall_policy: [{ stateful_rule_group_reference: [{ resource_arn: true }] }],
        },
        expressions: { firewall_policy: [{ stateful_rule_group_reference: [reference] }] },
      };
      return { 'plan.json': planOf([group, policy]) };
    },
  },
  'Terraform: AWS routes': {
    layer: 'route',
    attachedTo: ['nodes'],
    decides: 'any: none denies',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    isPortless: true,
    write: (rules) => {
      const ofVpc = { vpc_id: refersTo('aws_vpc.main.id') };
      const ofTable = { route_table_id: refersTo('aws_route_table.nodes.id') };
      return {
        'plan.json': planOf([
          planned('aws_vpc.main', { cidr_block: '10.10.0.0/16' }),
          planned('aws_subnet.nodes', { cidr_block: '10.10.0.0/20', tags: { Name: 'nodes' } }, ofVpc),
          planned('aws_ec2_transit_gateway.main', {}),
          { ...planned('aws_route_table.nodes', {}, ofVpc), unknown: { id: true, vpc_id: true, route: true } },
          planned('aws_route_table_association.nodes', {}, { ...ofTable, subnet_id: refersTo('aws_subnet.nodes.id') }),
          // A table without any route of its own is one that keeps the routes that it had.
          ...[{ cidr: '10.80.0.0/16' }, ...rules].map(({ cidr }, index) =>
            planned(
              `aws_route.routes[${index}]`,
              { [isIpv6(cidr) ? 'destination_ipv6_cidr_block' : 'destination_cidr_block']: cidr },
              { ...ofTable, transit_gateway_id: refersTo('aws_ec2_transit_gateway.main.id') },
            ),
          ),
        ]),
      };
    },
  },
  'Terraform: rules of an Azure NSG': {
    layer: 'azure-nsg',
    attachedTo: ['nsg'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const toRule = ({ action, cidr, ports }: SimpleRule, index: number) =>
        planned(`azurerm_network_security_rule.rules[${index}]`, {
          ...ofGroup,
          network_security_group_name: 'nsg',
          name: `rule-${index}`,
          priority: 100 + index,
          direction: 'Outbound',
          access: word[action],
          protocol: '*',
          source_address_prefix: '*',
          source_port_range: '*',
          destination_address_prefix: cidr,
          destination_port_range: ports.join('-'),
        });
      const group = planned('azurerm_network_security_group.nodes', {
        name: 'nsg',
        resource_group_name: 'rg',
        security_rule: [],
      });
      const last = toRule({ action: 'deny', cidr: '*', ports: [0, 65535] }, 3996);
      return { 'plan.json': planOf([group, ...rules.map(toRule), last]) };
    },
  },
  'Terraform: an Azure Firewall': {
    layer: 'azure-firewall',
    attachedTo: ['fw'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4],
    write: (rules) => ({
      'plan.json': planOf([
        planned('azurerm_firewall.fw', {
          ...ofGroup,
          name: 'fw',
          sku_name: 'AZFW_VNet',
          sku_tier: 'Standard',
          threat_intel_mode: 'Off',
        }),
        ...rules.map(({ action, cidr, ports }, index) =>
          planned(`azurerm_firewall_network_rule_collection.rules[${index}]`, {
            ...ofGroup,
            name: `collection-${index}`,
            azure_firewall_name: 'fw',
            priority: 100 + index,
            action: word[action],
            rule: [
              {
                name: 'rule',
                protocols: ['TCP'],
                source_addresses: ['*'],
                destination_addresses: [cidr],
                destination_ports: [ports.join('-')],
              },
            ],
          }),
        ),
      ]),
    }),
  },
  'Terraform: an Azure Firewall policy': {
    layer: 'azure-firewall',
    attachedTo: ['policy'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4],
    write: (rules) => ({
      'plan.json': planOf([
        planned('azurerm_firewall_policy.policy', {
          ...ofGroup,
          name: 'policy',
          sku: 'Standard',
          threat_intelligence_mode: 'Off',
        }),
        planned(
          'azurerm_firewall_policy_rule_collection_group.egress',
          {
            name: 'egress',
            priority: 200,
            network_rule_collection: rules.map(({ action, cidr, ports }, index) => ({
              name: `collection-${index}`,
              priority: 100 + index,
              action: word[action],
              rule: [
                {
                  name: 'rule',
                  protocols: ['TCP'],
                  source_addresses: ['*'],
                  destination_addresses: [cidr],
                  destination_ports: [ports.join('-')],
                },
              ],
            })),
          },
          { firewall_policy_id: refersTo('azurerm_firewall_policy.policy.id') },
        ),
      ]),
    }),
  },
  'Terraform: Azure routes': {
    layer: 'route',
    attachedTo: ['rt'],
    decides: 'the longest prefix',
    otherwise: 'allow',
    hasListsInAnyOrder: true,
    families: [4, 6],
    isPortless: true,
    write: (rules) => ({
      'plan.json': planOf([
        planned('azurerm_route_table.main', { ...ofGroup, name: 'rt', route: [] }),
        ...rules.map(({ action, cidr }, index) =>
          planned(`azurerm_route.routes[${index}]`, {
            ...ofGroup,
            name: `route-${index}`,
            route_table_name: 'rt',
            address_prefix: cidr,
            next_hop_type: action === 'allow' ? 'Internet' : 'None',
          }),
        ),
      ]),
    }),
  },
  'Terraform: VPC rules of Google Cloud': {
    layer: 'gcp-firewall',
    attachedTo: ['vpc'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const toRule = ({ action, cidr, ports }: SimpleRule, index: number, priority: number) =>
        planned(`google_compute_firewall.rules[${index}]`, {
          name: `rule-${index}`,
          network: 'vpc',
          direction: 'EGRESS',
          priority,
          destination_ranges: [cidr],
          [action]: [{ protocol: 'tcp', ports: [ports.join('-')] }],
        });
      const last = denyAll.map((rule, index) => toRule(rule, 1000 + index, 65000));
      return { 'plan.json': planOf([...rules.map((rule, index) => toRule(rule, index, index)), ...last]) };
    },
  },
  'Terraform: a global policy of Google Cloud': policyOf(
    'network_firewall_policy',
    { name: 'policy', project: 'p' },
    'projects/p/global/networks/vpc',
  ),
  'Terraform: a hierarchical policy of Google Cloud': policyOf(
    'firewall_policy',
    { parent: 'organizations/1', short_name: 'policy' },
    'organizations/1',
  ),
} as const satisfies Dialects;
