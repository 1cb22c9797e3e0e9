/** One environment twice: as the tools of its cloud print it, and as a plan of Terraform. Every question has one answer. */
import { describe, expect, it } from 'vitest';
import { keepRuleLines } from '../../../history/keepRuleLines.ts';
import { terraformFormat } from './terraformFormat.ts';
import { askTerraform, readTerraform } from './testing/askTerraform.ts';
import type { TerraformQuestion } from './testing/askTerraform.ts';
import { planOf, refersTo, stateOf } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

interface Environment {
  readonly printed: unknown;
  readonly resources: readonly PlannedResource[];
  readonly questions: readonly (TerraformQuestion & { readonly verdict: string })[];
}

const unknownId = { id: true, arn: true };

const networkAcl: Environment = {
  printed: [
    {
      NetworkAcls: [
        {
          NetworkAclId: 'acl-1',
          VpcId: 'vpc-1',
          Associations: [{ SubnetId: 'subnet-1' }],
          Entries: [
            {
              RuleNumber: 90,
              RuleAction: 'deny',
              Egress: true,
              Protocol: '6',
              PortRange: { From: 443, To: 443 },
              CidrBlock: '203.0.113.128/25',
            },
            {
              RuleNumber: 100,
              RuleAction: 'allow',
              Egress: true,
              Protocol: '6',
              PortRange: { From: 443, To: 443 },
              CidrBlock: '0.0.0.0/0',
            },
            {
              RuleNumber: 100,
              RuleAction: 'allow',
              Egress: false,
              Protocol: '6',
              PortRange: { From: 1024, To: 65535 },
              CidrBlock: '0.0.0.0/0',
            },
            {
              RuleNumber: 110,
              RuleAction: 'allow',
              Egress: true,
              Protocol: '6',
              PortRange: { From: 443, To: 443 },
              Ipv6CidrBlock: '::/0',
            },
            { RuleNumber: 110, RuleAction: 'allow', Egress: false, Protocol: '-1', Ipv6CidrBlock: '::/0' },
          ],
        },
      ],
    },
    {
      Subnets: [
        { SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.10.0.0/24', Tags: [{ Key: 'Name', Value: 'nodes' }] },
      ],
    },
  ],
  resources: [
    {
      address: 'aws_subnet.nodes',
      values: { cidr_block: '10.10.0.0/24', tags: { Name: 'nodes' } },
      unknown: { ...unknownId, vpc_id: true },
      expressions: { vpc_id: refersTo('aws_vpc.main.id') },
    },
    { address: 'aws_vpc.main', values: { cidr_block: '10.10.0.0/16' }, unknown: unknownId },
    {
      address: 'aws_network_acl.nodes',
      values: {
        subnet_ids: [null],
        egress: [
          {
            rule_no: 90,
            action: 'deny',
            protocol: '6',
            from_port: 443,
            to_port: 443,
            cidr_block: '203.0.113.128/25',
            ipv6_cidr_block: '',
            icmp_type: 0,
            icmp_code: 0,
          },
        ],
      },
      unknown: { ...unknownId, vpc_id: true, subnet_ids: [true], ingress: true },
      expressions: { vpc_id: refersTo('aws_vpc.main.id'), subnet_ids: refersTo('aws_subnet.nodes.id') },
    },
    ...(
      [
        [100, true, { cidr_block: '0.0.0.0/0' }, 443, 443, 'tcp'],
        [100, false, { cidr_block: '0.0.0.0/0' }, 1024, 65535, 'tcp'],
        [110, true, { ipv6_cidr_block: '::/0' }, 443, 443, '6'],
        [110, false, { ipv6_cidr_block: '::/0' }, 0, 0, 'all'],
      ] as const
    ).map(([number, egress, range, from, to, protocol], index): PlannedResource => ({
      address: `aws_network_acl_rule.rules[${index}]`,
      values: { rule_number: number, rule_action: 'allow', egress, protocol, from_port: from, to_port: to, ...range },
      unknown: { id: true, network_acl_id: true },
      expressions: { network_acl_id: refersTo('aws_network_acl.nodes.id') },
    })),
  ],
  questions: [
    { layer: 'aws-network-acl', attachedTo: ['nodes'], to: '203.0.113.7', verdict: 'allowed' },
    { layer: 'aws-network-acl', attachedTo: ['nodes'], to: '203.0.113.200', verdict: 'denied' },
    { layer: 'aws-network-acl', attachedTo: ['nodes'], to: '203.0.113.7', port: 5671, verdict: 'denied' },
    { layer: 'aws-network-acl', attachedTo: ['nodes'], to: '2001:db8::1', verdict: 'allowed' },
  ],
};

const routes: Environment = {
  printed: [
    {
      RouteTables: [
        {
          RouteTableId: 'rtb-private',
          VpcId: 'vpc-1',
          Associations: [{ SubnetId: 'subnet-nodes' }],
          Routes: [
            { DestinationCidrBlock: '10.10.0.0/16', GatewayId: 'local', State: 'active' },
            { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' },
            { DestinationCidrBlock: '10.80.0.0/16', TransitGatewayId: 'tgw-1', State: 'active' },
          ],
        },
        {
          RouteTableId: 'rtb-public',
          VpcId: 'vpc-1',
          Associations: [{ SubnetId: 'subnet-public' }],
          Routes: [
            { DestinationCidrBlock: '10.10.0.0/16', GatewayId: 'local', State: 'active' },
            { DestinationCidrBlock: '203.0.113.0/24', GatewayId: 'igw-1', State: 'active' },
          ],
        },
      ],
    },
    {
      Subnets: [
        {
          SubnetId: 'subnet-nodes',
          VpcId: 'vpc-1',
          CidrBlock: '10.10.0.0/24',
          Tags: [{ Key: 'Name', Value: 'nodes' }],
        },
        { SubnetId: 'subnet-public', VpcId: 'vpc-1', CidrBlock: '10.10.1.0/24' },
      ],
    },
    {
      NatGateways: [{ NatGatewayId: 'nat-1', SubnetId: 'subnet-public', State: 'available', NatGatewayAddresses: [] }],
    },
  ],
  resources: [
    { address: 'aws_vpc.main', values: { cidr_block: '10.10.0.0/16' }, unknown: unknownId },
    {
      address: 'aws_subnet.nodes',
      values: { cidr_block: '10.10.0.0/24', tags: { Name: 'nodes' } },
      unknown: { ...unknownId, vpc_id: true },
      expressions: { vpc_id: refersTo('aws_vpc.main.id') },
    },
    {
      address: 'aws_subnet.public',
      values: { cidr_block: '10.10.1.0/24' },
      unknown: { ...unknownId, vpc_id: true },
      expressions: { vpc_id: refersTo('aws_vpc.main.id') },
    },
    { address: 'aws_internet_gateway.main', values: {}, unknown: unknownId },
    { address: 'aws_ec2_transit_gateway.main', values: {}, unknown: unknownId },
    {
      address: 'aws_nat_gateway.main',
      values: { connectivity_type: 'public' },
      unknown: { ...unknownId, subnet_id: true },
      expressions: { subnet_id: refersTo('aws_subnet.public.id') },
    },
    {
      address: 'aws_route_table.private',
      values: {},
      unknown: { ...unknownId, vpc_id: true, route: true, propagating_vgws: true },
      expressions: { vpc_id: refersTo('aws_vpc.main.id') },
    },
    {
      address: 'aws_route_table.public',
      values: { route: [{ cidr_block: '203.0.113.0/24', ipv6_cidr_block: '', nat_gateway_id: '', instance_id: '' }] },
      unknown: { ...unknownId, vpc_id: true, route: [{ gateway_id: true }] },
      expressions: {
        vpc_id: refersTo('aws_vpc.main.id'),
        route: [{ gateway_id: refersTo('aws_internet_gateway.main.id') }],
      },
    },
    {
      address: 'aws_route.internet',
      values: { destination_cidr_block: '0.0.0.0/0', gateway_id: null },
      unknown: {
        id: true,
        route_table_id: true,
        nat_gateway_id: true,
        instance_id: true,
        network_interface_id: true,
        origin: true,
        state: true,
      },
      expressions: {
        route_table_id: refersTo('aws_route_table.private.id'),
        nat_gateway_id: refersTo('aws_nat_gateway.main.id'),
      },
    },
    {
      address: 'aws_route.office',
      values: { destination_cidr_block: '10.80.0.0/16' },
      unknown: { route_table_id: true, transit_gateway_id: true },
      expressions: {
        route_table_id: refersTo('aws_route_table.private.id'),
        transit_gateway_id: refersTo('aws_ec2_transit_gateway.main.id'),
      },
    },
    ...(['private', 'public'] as const).map((name): PlannedResource => ({
      address: `aws_route_table_association.${name}`,
      values: {},
      unknown: { id: true, subnet_id: true, route_table_id: true },
      expressions: {
        subnet_id: refersTo(`aws_subnet.${name === 'private' ? 'nodes' : 'public'}.id`),
        route_table_id: refersTo(`aws_route_table.${name}.id`),
      },
    })),
  ],
  questions: [
    { layer: 'route', attachedTo: ['nodes'], to: '203.0.113.7', verdict: 'allowed' },
    { layer: 'route', attachedTo: ['nodes'], to: '198.51.100.7', verdict: 'denied' },
    { layer: 'route', attachedTo: ['nodes'], to: '10.80.1.1', verdict: 'allowed' },
    { layer: 'route', attachedTo: ['nodes'], to: '10.10.5.5', verdict: 'allowed' },
  ],
};

const awsNetworkFirewall: Environment = {
  printed: [
    {
      RuleGroup: {
        RuleVariables: {
          IPSets: { HOME_NET: { Definition: ['10.10.0.0/16'] }, PARTNERS: { Definition: ['203.0.113.0/24'] } },
        },
        RulesSource: { RulesString: 'pass tcp $HOME_NET any -> $PARTNERS 443 (sid:1;)' },
        StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
      },
      RuleGroupResponse: { RuleGroupArn: 'arn:partners', RuleGroupName: 'partners', Type: 'STATEFUL' },
    },
    {
      FirewallPolicy: {
        StatelessDefaultActions: ['aws:forward_to_sfe'],
        StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
        StatefulRuleGroupReferences: [{ ResourceArn: 'arn:partners', Priority: 1 }],
        StatelessRuleGroupReferences: [{ ResourceArn: 'arn:stateless', Priority: 1 }],
        StatefulDefaultActions: ['aws:drop_strict'],
        StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
      },
      FirewallPolicyResponse: { FirewallPolicyArn: 'arn:policy', FirewallPolicyName: 'policy' },
    },
    {
      RuleGroup: {
        RulesSource: {
          StatelessRulesAndCustomActions: {
            StatelessRules: [
              {
                Priority: 1,
                RuleDefinition: {
                  Actions: ['aws:drop'],
                  MatchAttributes: {
                    Destinations: [{ AddressDefinition: '203.0.113.200/32' }],
                    DestinationPorts: [{ FromPort: 443, ToPort: 443 }],
                    Protocols: [6],
                  },
                },
              },
            ],
          },
        },
      },
      RuleGroupResponse: { RuleGroupArn: 'arn:stateless', RuleGroupName: 'stateless', Type: 'STATELESS' },
    },
    {
      Firewall: {
        FirewallArn: 'arn:firewall',
        FirewallName: 'egress',
        FirewallPolicyArn: 'arn:policy',
        VpcId: 'vpc-1',
        SubnetMappings: [],
      },
    },
  ],
  resources: [
    {
      address: 'aws_networkfirewall_rule_group.partners',
      values: {
        name: 'partners',
        type: 'STATEFUL',
        capacity: 10,
        rules: null,
        rule_group: [
          {
            reference_sets: [],
            rule_variables: [
              {
                port_sets: [],
                ip_sets: [
                  { key: 'HOME_NET', ip_set: [{ definition: ['10.10.0.0/16'] }] },
                  { key: 'PARTNERS', ip_set: [{ definition: ['203.0.113.0/24'] }] },
                ],
              },
            ],
            rules_source: [
              {
                rules_string: null,
                rules_source_list: [],
                stateless_rules_and_custom_actions: [],
                stateful_rule: [
                  {
                    action: 'PASS',
                    header: [
                      {
                        protocol: 'TCP',
                        source: '$HOME_NET',
                        source_port: 'ANY',
                        direction: 'FORWARD',
                        destination: '$PARTNERS',
                        destination_port: '443',
                      },
                    ],
                    rule_option: [{ keyword: 'sid', settings: ['1'] }],
                  },
                ],
              },
            ],
            stateful_rule_options: [{ rule_order: 'STRICT_ORDER' }],
          },
        ],
      },
      unknown: { ...unknownId, update_token: true },
    },
    {
      address: 'aws_networkfirewall_rule_group.stateless',
      values: {
        name: 'stateless',
        type: 'STATELESS',
        rule_group: [
          {
            rules_source: [
              {
                stateful_rule: [],
                stateless_rules_and_custom_actions: [
                  {
                    custom_action: [],
                    stateless_rule: [
                      {
                        priority: 1,
                        rule_definition: [
                          {
                            actions: ['aws:drop'],
                            match_attributes: [
                              {
                                destination: [{ address_definition: '203.0.113.200/32' }],
                                destination_port: [{ from_port: 443, to_port: 443 }],
                                protocols: [6],
                                source: [],
                                source_port: [],
                                tcp_flag: [],
                              },
                            ],
                          },
                        ],
                      },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
      unknown: unknownId,
    },
    {
      address: 'aws_networkfirewall_firewall_policy.policy',
      values: {
        name: 'policy',
        firewall_policy: [
          {
            stateless_default_actions: ['aws:forward_to_sfe'],
            stateless_fragment_default_actions: ['aws:forward_to_sfe'],
            stateful_default_actions: ['aws:drop_strict'],
            stateful_engine_options: [{ rule_order: 'STRICT_ORDER', stream_exception_policy: 'DROP' }],
            stateful_rule_group_reference: [{ priority: 1, override: [], deep_threat_inspection: '' }],
            stateless_rule_group_reference: [{ priority: 1 }],
            stateless_custom_action: [],
            policy_variables: [],
            tls_inspection_configuration_arn: null,
          },
        ],
      },
      unknown: {
        ...unknownId,
        firewall_policy: [
          {
            stateful_rule_group_reference: [{ resource_arn: true }],
            stateless_rule_group_reference: [{ resource_arn: true }],
          },
        ],
      },
      expressions: {
        firewall_policy: [
          {
            stateful_rule_group_reference: [{ resource_arn: refersTo('aws_networkfirewall_rule_group.partners.arn') }],
            stateless_rule_group_reference: [
              { resource_arn: refersTo('aws_networkfirewall_rule_group.stateless.arn') },
            ],
          },
        ],
      },
    },
    {
      address: 'aws_networkfirewall_firewall.egress',
      values: { name: 'egress', subnet_mapping: [{}] },
      unknown: { ...unknownId, firewall_policy_arn: true, vpc_id: true, subnet_mapping: [{ subnet_id: true }] },
      expressions: { firewall_policy_arn: refersTo('aws_networkfirewall_firewall_policy.policy.arn') },
    },
  ],
  questions: [
    { layer: 'aws-network-firewall', attachedTo: ['egress'], nodes: ['10.10.0.0/24'], verdict: 'allowed' },
    { layer: 'aws-network-firewall', attachedTo: ['policy'], nodes: ['10.10.0.0/24'], verdict: 'allowed' },
    {
      layer: 'aws-network-firewall',
      attachedTo: ['egress'],
      nodes: ['10.10.0.0/24'],
      to: '203.0.113.200',
      verdict: 'denied',
    },
    {
      layer: 'aws-network-firewall',
      attachedTo: ['egress'],
      nodes: ['10.10.0.0/24'],
      to: '198.51.100.7',
      verdict: 'denied',
    },
    { layer: 'aws-network-firewall', attachedTo: ['egress'], nodes: ['192.168.1.0/24'], verdict: 'denied' },
  ],
};

const securityRule = (name: string, priority: number, access: string, more = {}) => ({
  name,
  priority,
  access,
  direction: 'Outbound',
  protocol: 'Tcp',
  ...more,
});
const subnetId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet-aks';
const azureSecurityGroup: Environment = {
  printed: [
    {
      id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg-aks',
      name: 'nsg-aks',
      securityRules: [
        {
          ...securityRule('partners', 100, 'Allow'),
          sourceAddressPrefix: '*',
          sourcePortRange: '*',
          destinationAddressPrefixes: ['203.0.113.0/24'],
          destinationPortRanges: ['443', '5671-5672'],
        },
        {
          ...securityRule('nothing', 4000, 'Deny'),
          protocol: '*',
          sourceAddressPrefix: '*',
          sourcePortRange: '*',
          destinationAddressPrefix: 'Internet',
          destinationPortRange: '*',
        },
      ],
      subnets: [{ id: subnetId }],
    },
  ],
  resources: [
    {
      address: 'azurerm_virtual_network.vnet',
      values: { name: 'vnet', resource_group_name: 'rg', address_space: ['10.10.0.0/16'] },
      unknown: { id: true, subnet: true },
    },
    {
      address: 'azurerm_subnet.aks',
      values: {
        name: 'snet-aks',
        resource_group_name: 'rg',
        virtual_network_name: 'vnet',
        address_prefixes: ['10.10.0.0/24'],
      },
      unknown: { id: true },
    },
    {
      address: 'azurerm_network_security_group.aks',
      values: {
        name: 'nsg-aks',
        resource_group_name: 'rg',
        location: 'westeurope',
        security_rule: [
          {
            name: 'partners',
            priority: 100,
            access: 'Allow',
            direction: 'Outbound',
            protocol: 'Tcp',
            description: '',
            source_address_prefix: '*',
            source_address_prefixes: [],
            source_application_security_group_ids: [],
            source_port_range: '*',
            source_port_ranges: [],
            destination_address_prefix: '',
            destination_address_prefixes: ['203.0.113.0/24'],
            destination_application_security_group_ids: [],
            destination_port_range: '',
            destination_port_ranges: ['443', '5671-5672'],
          },
        ],
      },
      unknown: { id: true },
    },
    {
      address: 'azurerm_network_security_rule.nothing',
      values: {
        name: 'nothing',
        resource_group_name: 'rg',
        network_security_group_name: 'nsg-aks',
        priority: 4000,
        access: 'Deny',
        direction: 'Outbound',
        protocol: '*',
        source_address_prefix: '*',
        source_port_range: '*',
        destination_address_prefix: 'Internet',
        destination_port_range: '*',
      },
      unknown: { id: true },
    },
    {
      address: 'azurerm_subnet_network_security_group_association.aks',
      values: {},
      unknown: { id: true, subnet_id: true, network_security_group_id: true },
      expressions: {
        subnet_id: refersTo('azurerm_subnet.aks.id'),
        network_security_group_id: refersTo('azurerm_network_security_group.aks.id'),
      },
    },
  ],
  questions: [
    { layer: 'azure-nsg', attachedTo: ['nsg-aks'], verdict: 'allowed' },
    { layer: 'azure-nsg', attachedTo: ['snet-aks'], port: 5672, verdict: 'allowed' },
    { layer: 'azure-nsg', attachedTo: ['snet-aks'], port: 80, verdict: 'denied' },
    { layer: 'azure-nsg', attachedTo: ['snet-aks'], to: '198.51.100.7', verdict: 'denied' },
    { layer: 'azure-nsg', attachedTo: ['snet-aks'], protocol: 'UDP', verdict: 'denied' },
  ],
};

const policyId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/firewallPolicies/policy';
const azureFirewall: Environment = {
  printed: [
    [
      {
        type: 'Microsoft.Network/firewallPolicies',
        id: policyId,
        name: 'policy',
        sku: { tier: 'Standard' },
        threatIntelMode: 'Alert',
        ruleCollectionGroups: [{ id: `${policyId}/ruleCollectionGroups/egress` }],
      },
    ],
    [
      {
        type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups',
        id: `${policyId}/ruleCollectionGroups/egress`,
        name: 'egress',
        priority: 200,
        ruleCollections: [
          {
            name: 'network',
            ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
            priority: 100,
            action: { type: 'Allow' },
            rules: [
              {
                ruleType: 'NetworkRule',
                name: 'amqps',
                ipProtocols: ['TCP'],
                sourceAddresses: ['10.10.0.0/16'],
                destinationAddresses: ['203.0.113.0/24'],
                destinationPorts: ['5671'],
              },
            ],
          },
          {
            name: 'web',
            ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
            priority: 200,
            action: { type: 'Allow' },
            rules: [
              {
                ruleType: 'ApplicationRule',
                name: 'github',
                protocols: [{ protocolType: 'Https', port: 443 }],
                sourceIpGroups: ['/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/ipGroups/nodes'],
                targetFqdns: ['github.com'],
              },
            ],
          },
        ],
      },
    ],
    [
      {
        type: 'Microsoft.Network/ipGroups',
        id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/ipGroups/nodes',
        name: 'nodes',
        ipAddresses: ['10.10.0.0/16'],
        firewallPolicies: [],
      },
    ],
    [
      {
        type: 'Microsoft.Network/azureFirewalls',
        id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/azureFirewalls/fw',
        name: 'fw',
        firewallPolicy: { id: policyId },
        networkRuleCollections: [],
      },
    ],
  ],
  resources: [
    {
      address: 'azurerm_firewall.fw',
      values: { name: 'fw', resource_group_name: 'rg', sku_name: 'AZFW_VNet', sku_tier: 'Standard' },
      unknown: { id: true, firewall_policy_id: true, threat_intel_mode: true, dns_proxy_enabled: true },
      expressions: { firewall_policy_id: refersTo('azurerm_firewall_policy.policy.id') },
    },
    {
      address: 'azurerm_firewall_policy.policy',
      values: { name: 'policy', resource_group_name: 'rg', sku: 'Standard', threat_intelligence_mode: 'Alert' },
      unknown: { id: true, child_policies: true, firewalls: true, rule_collection_groups: true },
    },
    {
      address: 'azurerm_ip_group.nodes',
      values: { name: 'nodes', resource_group_name: 'rg', cidrs: ['10.10.0.0/16'] },
      unknown: { id: true },
    },
    {
      address: 'azurerm_firewall_policy_rule_collection_group.egress',
      values: {
        name: 'egress',
        priority: 200,
        nat_rule_collection: [],
        network_rule_collection: [
          {
            name: 'network',
            priority: 100,
            action: 'Allow',
            rule: [
              {
                name: 'amqps',
                protocols: ['TCP'],
                source_addresses: ['10.10.0.0/16'],
                source_ip_groups: null,
                destination_addresses: ['203.0.113.0/24'],
                destination_ports: ['5671'],
              },
            ],
          },
        ],
        application_rule_collection: [
          {
            name: 'web',
            priority: 200,
            action: 'Allow',
            rule: [
              {
                name: 'github',
                protocols: [{ type: 'Https', port: 443 }],
                source_addresses: null,
                source_ip_groups: [null],
                destination_fqdns: ['github.com'],
                terminate_tls: null,
              },
            ],
          },
        ],
      },
      unknown: {
        id: true,
        firewall_policy_id: true,
        application_rule_collection: [{ rule: [{ source_ip_groups: [true] }] }],
      },
      expressions: {
        firewall_policy_id: refersTo('azurerm_firewall_policy.policy.id'),
        application_rule_collection: [{ rule: [{ source_ip_groups: refersTo('azurerm_ip_group.nodes.id') }] }],
      },
    },
  ],
  questions: [
    { layer: 'azure-firewall', attachedTo: ['fw'], nodes: ['10.10.0.0/24'], port: 5671, verdict: 'allowed' },
    { layer: 'azure-firewall', attachedTo: ['fw'], nodes: ['10.10.0.0/24'], port: 5672, verdict: 'denied' },
    {
      layer: 'azure-firewall',
      attachedTo: ['policy'],
      nodes: ['10.10.0.0/24'],
      host: 'github.com',
      verdict: 'allowed',
    },
    { layer: 'azure-firewall', attachedTo: ['fw'], nodes: ['10.10.0.0/24'], host: 'example.com', verdict: 'denied' },
    { layer: 'azure-firewall', attachedTo: ['fw'], nodes: ['192.168.0.0/24'], host: 'github.com', verdict: 'denied' },
  ],
};

const classicFirewall: Environment = {
  printed: [
    [
      {
        type: 'Microsoft.Network/azureFirewalls',
        id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/azureFirewalls/fw',
        name: 'fw',
        networkRuleCollections: [
          {
            name: 'n',
            priority: 100,
            action: { type: 'Allow' },
            rules: [
              {
                name: 'amqps',
                protocols: ['TCP'],
                sourceAddresses: ['*'],
                destinationAddresses: ['203.0.113.0/24'],
                destinationPorts: ['5671'],
              },
            ],
          },
        ],
        applicationRuleCollections: [
          {
            name: 'a',
            priority: 100,
            action: { type: 'Allow' },
            rules: [
              {
                name: 'web',
                protocols: [{ protocolType: 'Https', port: 443 }],
                sourceAddresses: ['*'],
                targetFqdns: ['github.com'],
              },
            ],
          },
        ],
        natRuleCollections: [],
        threatIntelMode: 'Off',
      },
    ],
  ],
  resources: [
    {
      address: 'azurerm_firewall.fw',
      values: {
        name: 'fw',
        resource_group_name: 'rg',
        sku_name: 'AZFW_VNet',
        sku_tier: 'Standard',
        threat_intel_mode: 'Off',
      },
      unknown: { id: true },
    },
    {
      address: 'azurerm_firewall_network_rule_collection.n',
      values: {
        name: 'n',
        azure_firewall_name: 'fw',
        resource_group_name: 'rg',
        priority: 100,
        action: 'Allow',
        rule: [
          {
            name: 'amqps',
            description: '',
            protocols: ['TCP'],
            source_addresses: ['*'],
            source_ip_groups: [],
            destination_addresses: ['203.0.113.0/24'],
            destination_ip_groups: [],
            destination_fqdns: [],
            destination_ports: ['5671'],
          },
        ],
      },
      unknown: { id: true },
    },
    {
      address: 'azurerm_firewall_application_rule_collection.a',
      values: {
        name: 'a',
        azure_firewall_name: 'fw',
        resource_group_name: 'rg',
        priority: 100,
        action: 'Allow',
        rule: [
          {
            name: 'web',
            protocol: [{ type: 'Https', port: 443 }],
            source_addresses: ['*'],
            source_ip_groups: [],
            fqdn_tags: [],
            target_fqdns: ['github.com'],
          },
        ],
      },
      unknown: { id: true },
    },
  ],
  questions: [
    { layer: 'azure-firewall', attachedTo: ['fw'], nodes: ['10.10.0.0/24'], port: 5671, verdict: 'allowed' },
    {
      layer: 'azure-firewall',
      attachedTo: ['fw'],
      nodes: ['10.10.0.0/24'],
      port: 5671,
      to: '198.51.100.7',
      verdict: 'denied',
    },
    { layer: 'azure-firewall', attachedTo: ['fw'], nodes: ['10.10.0.0/24'], host: 'github.com', verdict: 'allowed' },
    {
      layer: 'azure-firewall',
      attachedTo: ['fw'],
      nodes: ['10.10.0.0/24'],
      host: 'github.com',
      port: 8443,
      verdict: 'denied',
    },
  ],
};

const vpc = 'projects/p/global/networks/vpc';
const gcp: Environment = {
  printed: [
    {
      kind: 'compute#firewall',
      name: 'deny-all',
      network: vpc,
      direction: 'EGRESS',
      priority: 65000,
      denied: [{ IPProtocol: 'all' }],
      destinationRanges: ['0.0.0.0/0'],
    },
    {
      kind: 'compute#firewall',
      name: 'https',
      network: vpc,
      direction: 'EGRESS',
      priority: 1000,
      allowed: [{ IPProtocol: 'tcp', ports: ['443', '5671-5672'] }],
      destinationRanges: ['203.0.113.0/24'],
      targetTags: ['gke'],
    },
    {
      kind: 'compute#firewallPolicy',
      name: 'policy',
      associations: [{ attachmentTarget: vpc }],
      rules: [
        {
          priority: 10,
          direction: 'EGRESS',
          action: 'deny',
          match: { destIpRanges: ['203.0.113.200/32'], layer4Configs: [{ ipProtocol: 'all' }] },
        },
      ],
    },
    {
      kind: 'compute#firewallPolicy',
      name: '123',
      shortName: 'organisation',
      parent: 'organizations/1',
      associations: [{ attachmentTarget: 'organizations/1' }],
      rules: [
        {
          priority: 5,
          direction: 'EGRESS',
          action: 'deny',
          match: { destIpRanges: ['198.51.100.0/24'], layer4Configs: [{ ipProtocol: 'tcp', ports: ['443'] }] },
        },
      ],
    },
    {
      kind: 'compute#network',
      name: 'vpc',
      selfLink: vpc,
      networkFirewallPolicyEnforcementOrder: 'BEFORE_CLASSIC_FIREWALL',
    },
  ],
  resources: [
    {
      address: 'google_compute_network.vpc',
      values: { name: 'vpc', project: 'p', network_firewall_policy_enforcement_order: 'BEFORE_CLASSIC_FIREWALL' },
      unknown: { id: true, self_link: true },
    },
    ...(
      [
        [
          'deny',
          {
            name: 'deny-all',
            priority: 65000,
            deny: [{ protocol: 'all', ports: [] }],
            allow: [],
            destination_ranges: ['0.0.0.0/0'],
          },
        ],
        [
          'https',
          {
            name: 'https',
            priority: 1000,
            allow: [{ protocol: 'tcp', ports: ['443', '5671-5672'] }],
            deny: [],
            destination_ranges: ['203.0.113.0/24'],
            target_tags: ['gke'],
          },
        ],
      ] as const
    ).map(([name, values]): PlannedResource => ({
      address: `google_compute_firewall.${name}`,
      values: { direction: 'EGRESS', project: 'p', disabled: null, log_config: [], ...values },
      unknown: {
        id: true,
        self_link: true,
        network: true,
        creation_timestamp: true,
        source_ranges: true,
        enable_logging: true,
      },
      expressions: { network: refersTo('google_compute_network.vpc.self_link') },
    })),
    {
      address: 'google_compute_network_firewall_policy.policy',
      values: { name: 'policy', project: 'p' },
      unknown: { id: true },
    },
    {
      address: 'google_compute_network_firewall_policy_rule.deny',
      values: {
        firewall_policy: 'policy',
        priority: 10,
        direction: 'EGRESS',
        action: 'deny',
        match: [
          {
            dest_ip_ranges: ['203.0.113.200/32'],
            layer4_configs: [{ ip_protocol: 'all', ports: [] }],
            src_secure_tags: [],
          },
        ],
      },
      unknown: { id: true },
    },
    {
      address: 'google_compute_network_firewall_policy_association.vpc',
      values: { name: 'vpc', firewall_policy: 'policy' },
      unknown: { id: true, attachment_target: true },
      expressions: { attachment_target: refersTo('google_compute_network.vpc.id') },
    },
    {
      address: 'google_compute_firewall_policy.organisation',
      values: { parent: 'organizations/1', short_name: 'organisation' },
      unknown: { id: true, name: true, firewall_policy_id: true },
    },
    {
      address: 'google_compute_firewall_policy_rule.deny',
      values: {
        priority: 5,
        direction: 'EGRESS',
        action: 'deny',
        match: [{ dest_ip_ranges: ['198.51.100.0/24'], layer4_configs: [{ ip_protocol: 'tcp', ports: ['443'] }] }],
      },
      unknown: { id: true, firewall_policy: true },
      expressions: { firewall_policy: refersTo('google_compute_firewall_policy.organisation.name') },
    },
    {
      address: 'google_compute_firewall_policy_association.organisation',
      values: { name: 'organisation', attachment_target: 'organizations/1' },
      unknown: { id: true, firewall_policy: true },
      expressions: { firewall_policy: refersTo('google_compute_firewall_policy.organisation.id') },
    },
  ],
  questions: [
    { layer: 'gcp-firewall', attachedTo: ['vpc', 'gke', 'organizations/1'], verdict: 'allowed' },
    { layer: 'gcp-firewall', attachedTo: ['vpc', 'gke', 'organizations/1'], port: 5672, verdict: 'allowed' },
    { layer: 'gcp-firewall', attachedTo: ['vpc', 'gke', 'organizations/1'], to: '203.0.113.200', verdict: 'denied' },
    { layer: 'gcp-firewall', attachedTo: ['vpc', 'gke', 'organizations/1'], port: 80, verdict: 'denied' },
    { layer: 'gcp-firewall', attachedTo: ['vpc', 'gke', 'organizations/1'], to: '198.51.100.7', verdict: 'denied' },
  ],
};

const environments = {
  networkAcl,
  routes,
  awsNetworkFirewall,
  azureSecurityGroup,
  azureFirewall,
  classicFirewall,
  gcp,
};

describe.each(Object.entries(environments))('%s', (_name, { printed, resources, questions }) => {
  it.each(questions)('$layer of $attachedTo to $to $host :$port is $verdict in both', ({ verdict, ...question }) => {
    const exported = readTerraform({ 'export.json': printed });
    expect(askTerraform(exported, question)).toMatchObject({ verdict });
    const planned = readTerraform({ 'plan.json': planOf(resources) });
    expect(planned.problems.filter(({ severity }) => severity === 'error')).toStrictEqual([]);
    expect(askTerraform(planned, question)).toMatchObject({ verdict });
  });

  it('has the same answers by what is kept of the plan as evidence', () => {
    const text = JSON.stringify(planOf(resources), undefined, 1);
    const kept = keepRuleLines({ file: 'plan.json', text }, terraformFormat.layers);
    expect(kept.split('\n')).toHaveLength(text.split('\n').length);
    const rules = readTerraform({ 'plan.json': JSON.parse(kept) as unknown });
    for (const { verdict, ...question } of questions) expect(askTerraform(rules, question)).toMatchObject({ verdict });
  });

  it('is what the file is said to be', () => {
    const [source] = readTerraform({ 'plan.json': planOf(resources) }).sources;
    expect(source?.format).toMatch(/^Terraform, (?:AWS|Azure|Google Cloud) network$/);
    expect(source?.holds).toContain('1 Terraform plan');
  });
});

/** Ways to the values of a resource that are no lists or objects. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) =>
    leavesOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** The same value with one in it replaced; what marks are not there yet are made like the values. */
function withAt(value: unknown, like: unknown, [step, ...steps]: readonly (string | number)[], put: unknown): unknown {
  if (step === undefined) return put;
  if (value === true) return true;
  const inside = (holder: unknown): unknown =>
    (holder as Readonly<Record<string | number, unknown>> | undefined)?.[step];
  if (!Array.isArray(like)) return { ...(value as object), [step]: withAt(inside(value), inside(like), steps, put) };
  const list: unknown[] = like.map(
    (_item, index) => (Array.isArray(value) ? (value[index] as unknown) : undefined) ?? false,
  );
  return list.with(Number(step), withAt(inside(value), inside(like), steps, put));
}

describe.each(Object.entries(environments))('%s, with one value less', (_name, { resources, questions }) => {
  const places = resources.flatMap(({ address, values }, index) =>
    leavesOf(values).map((path) => ({ address, index, path, where: path.join('.') })),
  );

  it.each(places)('keeps its answers or does not know them: $address $where', ({ index, path }) => {
    const changed = (change: (resource: PlannedResource) => Partial<PlannedResource>): readonly PlannedResource[] =>
      resources.map((resource, at) => (at === index ? { ...resource, ...change(resource) } : resource));
    const undecided = changed(({ values, unknown = {} }) => ({
      values: withAt(values, values, path, null) as PlannedResource['values'],
      unknown: withAt(unknown, values, path, true) as NonNullable<PlannedResource['unknown']>,
      // What is known only after the apply comes from something that the configuration names.
      expressions: {
        ...resources[index]?.expressions,
        [String(path[0])]: resources[index]?.expressions?.[String(path[0])] ?? { references: ['local.something'] },
      },
    }));
    const hidden = changed(({ values }) => ({
      sensitive: withAt({}, values, path, true) as object as PlannedResource['values'],
    }));
    for (const some of [undecided, hidden]) {
      const rules = readTerraform({ 'plan.json': planOf(some) });
      for (const { verdict, ...question } of questions) {
        expect([verdict, 'unknown']).toContain(askTerraform(rules, question).verdict);
      }
    }
  });
});

describe('a state', () => {
  it('is read as what is there', () => {
    const group: PlannedResource = {
      address: 'aws_security_group.nodes',
      values: {
        id: 'sg-1',
        name: 'nodes',
        egress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }],
        ingress: [],
      },
    };
    const rules = readTerraform({ 'state.json': stateOf([group]) });
    expect(rules.sources[0]?.holds).toContain('1 Terraform state');
    expect(askTerraform(rules, { layer: 'aws-security-group', attachedTo: ['sg-1'] }).verdict).toBe('allowed');
  });
});
