/** Documents as the tools of each format write them, short: what fuzzing begins with. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RuleFile } from '#shared/network/source/ruleFile.ts';

const project = path.resolve(import.meta.dirname, '../..');
const foreignData = path.resolve(project, '../shared/data');

/** Small ones are mutated where it matters more often, and read ten thousand times. */
const largestDocument = 6000;
const mostOfOneFolder = 6;

export function toRuleFile(file: string, text: string): RuleFile {
  return { file, text, bytes: Buffer.byteLength(text), hash: '' };
}

/** Written here, in the samples, and what lies beside the project, a few of each folder. */
export function collectDocuments(): readonly RuleFile[] {
  return [
    ...Object.entries(written).map(([file, text]) => toRuleFile(file, text)),
    ...[path.join(project, 'resources/samples'), foreignData].flatMap(readBelow),
  ];
}

function readBelow(folder: string): readonly RuleFile[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  );
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => path.join(folder, name))
    .filter((file) => statSync(file).size <= largestDocument)
    .slice(0, mostOfOneFolder)
    .map((file) => toRuleFile(path.basename(file), readFileSync(file, 'utf8')));
  return [
    ...files,
    ...entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => readBelow(path.join(folder, name))),
  ];
}

const written: Readonly<Record<string, string>> = {
  'azureFirewall.json': JSON.stringify([
    {
      name: 'hub',
      id: '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/firewallPolicies/hub',
      type: 'Microsoft.Network/FirewallPolicies',
      basePolicy: null,
      threatIntelMode: 'Deny',
      threatIntelWhitelist: { fqdns: ['*.example.com'], ipAddresses: ['203.0.113.0-203.0.113.9'] },
      dnsSettings: { enableProxy: true },
      sku: { tier: 'Premium' },
    },
    {
      id: '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/firewallPolicies/hub/ruleCollectionGroups/g',
      type: 'Microsoft.Network/FirewallPolicies/RuleCollectionGroups',
      name: 'g',
      priority: 200,
      ruleCollections: [
        {
          name: 'network',
          priority: 100,
          action: { type: 'Allow' },
          rules: [
            {
              name: 'amqp',
              ruleType: 'NetworkRule',
              ipProtocols: ['TCP'],
              sourceAddresses: ['10.0.0.0/8'],
              destinationAddresses: ['ServiceBus', '203.0.113.0/24'],
              destinationFqdns: ['bus.example.com'],
              destinationPorts: ['5671', '9000-9100'],
            },
            {
              name: 'web',
              ruleType: 'ApplicationRule',
              protocols: [{ protocolType: 'Https', port: 443 }],
              sourceAddresses: ['*'],
              targetFqdns: ['*.example.com'],
              targetUrls: ['github.com/*'],
              fqdnTags: ['WindowsUpdate'],
              terminateTLS: true,
            },
          ],
        },
      ],
    },
  ]),
  'template.json': JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    parameters: { name: { defaultValue: 'hub' } },
    variables: { addresses: ['10.0.0.0/8'] },
    resources: [
      { type: 'Microsoft.Network/firewallPolicies', name: "[parameters('name')]", properties: {} },
      {
        type: 'Microsoft.Network/ipGroups',
        name: 'nodes',
        properties: { ipAddresses: "[concat(variables('addresses'), createArray('192.168.0.1'))]" },
      },
      {
        type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups',
        name: "[format('{0}/group', parameters('name'))]",
        properties: { priority: 100, ruleCollections: [] },
      },
    ],
  }),
  'policies.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow, namespace: pdp}
spec:
  podSelector: {matchLabels: {app: agent}}
  policyTypes: [Egress]
  egress:
    - to: [{ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.128/25]}}]
      ports: [{protocol: TCP, port: 443, endPort: 450}, {port: http}]
    - to: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: In, values: [db]}]}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: agent, namespace: pdp}
spec: {replicas: 2, template: {metadata: {labels: {app: agent}}, spec: {containers: [{ports: [{name: http, containerPort: 80}]}]}}}
`,
  'cilium.yaml': `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: names, namespace: pdp}
spec:
  endpointSelector: {matchLabels: {app: agent}}
  egress:
    - toEndpoints: [{matchLabels: {k8s-app: kube-dns}}]
      toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "*"}]}}]
    - toFQDNs: [{matchName: cp.example.com}, {matchPattern: "*.example.com"}]
      toPorts: [{ports: [{port: "443", protocol: TCP}]}]
  egressDeny: [{toCIDRSet: [{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}]}]
`,
  'calico.yaml': `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: default.egress}
spec:
  tier: default
  order: 100
  selector: app == 'agent' && has(env) || !(zone in {'a', 'b'})
  types: [Egress]
  egress:
    - {action: Allow, protocol: TCP, destination: {nets: [198.51.100.0/24], ports: [443, "1000:2000"]}}
    - {action: Deny, destination: {selector: all(), notNets: [10.0.0.0/8]}}
`,
  'admin.yaml': `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: admin}
spec:
  priority: 10
  subject: {namespaces: {matchLabels: {team: pdp}}}
  egress:
    - {name: out, action: Allow, to: [{networks: [198.51.100.0/24]}], ports: [{portNumber: {protocol: TCP, port: 443}}]}
    - {name: rest, action: Pass, to: [{namespaces: {}}]}
`,
  'nsg.json': JSON.stringify([
    {
      name: 'nsg',
      id: '/subscriptions/s/nsg',
      subnets: [{ id: '/x/subnets/snet' }],
      securityRules: [
        {
          name: 'Out',
          direction: 'Outbound',
          access: 'Allow',
          priority: 100,
          protocol: 'Tcp',
          sourceAddressPrefix: 'VirtualNetwork',
          sourcePortRange: '*',
          destinationAddressPrefixes: ['198.51.100.0/24', 'AzureCloud'],
          destinationPortRanges: ['443', '5671-5672'],
        },
      ],
    },
  ]),
  'aws.json': JSON.stringify({
    SecurityGroups: [
      {
        GroupId: 'sg-1',
        GroupName: 'nodes',
        VpcId: 'vpc-1',
        IpPermissionsEgress: [
          { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '198.51.100.0/24' }] },
          { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-1' }], PrefixListIds: [{ PrefixListId: 'pl-1' }] },
        ],
        IpPermissions: [],
      },
    ],
    NetworkAcls: [
      {
        NetworkAclId: 'acl-1',
        Associations: [{ SubnetId: 'subnet-1' }],
        Entries: [
          {
            Egress: true,
            Protocol: '6',
            PortRange: { From: 443, To: 443 },
            RuleAction: 'allow',
            RuleNumber: 100,
            CidrBlock: '0.0.0.0/0',
          },
          { Egress: false, Protocol: '-1', RuleAction: 'deny', RuleNumber: 32767, CidrBlock: '0.0.0.0/0' },
        ],
      },
    ],
    Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' }],
    RouteTables: [
      {
        RouteTableId: 'rtb-1',
        Routes: [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' }],
      },
    ],
  }),
  'firewallRules.json': JSON.stringify([
    {
      kind: 'compute#firewall',
      name: 'out',
      network: 'https://www.googleapis.com/compute/v1/projects/p/global/networks/vpc',
      direction: 'EGRESS',
      priority: 1000,
      destinationRanges: ['198.51.100.0/24'],
      targetTags: ['nodes'],
      allowed: [{ IPProtocol: 'tcp', ports: ['443', '5671-5672'] }],
      disabled: false,
    },
  ]),
  'iptables.txt': `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -d 10.30.0.1/32 -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.40.0.4:6443
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:EGRESS - [0:0]
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -s 10.20.0.0/16 -j EGRESS
-A EGRESS -d 198.51.100.0/24 -p tcp -m multiport --dports 443,5671:5672 -j ACCEPT
-A EGRESS ! -d 10.0.0.0/8 -p udp --dport 53 -j RETURN
-A EGRESS -j REJECT --reject-with icmp-port-unreachable
COMMIT
`,
  'nft.json': JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.9', json_schema_version: 1 } },
      { table: { family: 'inet', name: 'filter', handle: 1 } },
      {
        chain: {
          family: 'inet',
          table: 'filter',
          name: 'forward',
          handle: 1,
          type: 'filter',
          hook: 'forward',
          prio: 0,
          policy: 'drop',
        },
      },
      {
        rule: {
          family: 'inet',
          table: 'filter',
          chain: 'forward',
          handle: 2,
          expr: [
            {
              match: {
                op: '==',
                left: { payload: { protocol: 'ip', field: 'daddr' } },
                right: { prefix: { addr: '198.51.100.0', len: 24 } },
              },
            },
            {
              match: {
                op: '==',
                left: { payload: { protocol: 'tcp', field: 'dport' } },
                right: { set: [443, { range: [5671, 5672] }] },
              },
            },
            { accept: null },
          ],
        },
      },
    ],
  }),
  'plan.json': JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.9.5',
    planned_values: {
      root_module: {
        resources: [
          {
            address: 'aws_security_group.nodes',
            mode: 'managed',
            type: 'aws_security_group',
            name: 'nodes',
            values: { name: 'sg-1', tags: { Name: 'nodes' } },
            sensitive_values: { tags: {} },
          },
          {
            address: 'azurerm_network_security_group.aks',
            mode: 'managed',
            type: 'azurerm_network_security_group',
            name: 'aks',
            values: {
              name: 'nsg',
              resource_group_name: 'rg',
              security_rule: [
                {
                  name: 'https',
                  priority: 100,
                  access: 'Allow',
                  direction: 'Outbound',
                  protocol: 'Tcp',
                  source_address_prefix: '*',
                  source_port_range: '*',
                  destination_address_prefix: '203.0.113.0/24',
                  destination_port_range: '443',
                },
              ],
            },
          },
        ],
        child_modules: [
          {
            address: 'module.rules["a"]',
            resources: [
              {
                address: 'module.rules["a"].aws_security_group_rule.https[0]',
                mode: 'managed',
                type: 'aws_security_group_rule',
                name: 'https',
                index: 0,
                values: {
                  type: 'egress',
                  protocol: 'tcp',
                  from_port: 443,
                  to_port: 443,
                  cidr_blocks: ['203.0.113.0/24', null],
                },
              },
              {
                address: 'module.rules["a"].google_compute_firewall.https',
                mode: 'managed',
                type: 'google_compute_firewall',
                name: 'https',
                values: {
                  name: 'https',
                  direction: 'EGRESS',
                  network: 'vpc',
                  priority: 1000,
                  allow: [{ protocol: 'tcp', ports: ['443'] }],
                  destination_ranges: ['203.0.113.0/24'],
                },
              },
            ],
          },
        ],
      },
    },
    resource_changes: [
      {
        address: 'module.rules["a"].aws_security_group_rule.https[0]',
        type: 'aws_security_group_rule',
        change: {
          actions: ['create'],
          before: null,
          after_unknown: { security_group_id: true, cidr_blocks: [false, true] },
        },
      },
    ],
    configuration: {
      root_module: {
        resources: [
          {
            address: 'aws_security_group.nodes',
            mode: 'managed',
            type: 'aws_security_group',
            name: 'nodes',
            expressions: {},
          },
        ],
        module_calls: {
          rules: {
            expressions: { group: { references: ['aws_security_group.nodes.id', 'aws_security_group.nodes'] } },
            module: {
              resources: [
                {
                  address: 'aws_security_group_rule.https',
                  mode: 'managed',
                  type: 'aws_security_group_rule',
                  name: 'https',
                  expressions: { security_group_id: { references: ['var.group'] } },
                },
              ],
            },
          },
        },
      },
    },
  }),
  'baseline.yaml': `apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: {name: default}
spec:
  subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: agent}}}}
  egress: [{name: none, action: Deny, to: [{networks: [0.0.0.0/0, "::/0"]}], ports: [{portRange: {protocol: TCP, start: 1, end: 1023}}]}]
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: cluster}
spec:
  tier: Admin
  priority: 5
  subject: {namespaces: {}}
  egress: [{name: names, action: Accept, to: [{domainNames: ["*.example.com"]}], protocols: [{tcp: {destinationPort: {number: 443}}}]}]
`,
  'networkSets.yaml': `apiVersion: projectcalico.org/v3
kind: GlobalNetworkSet
metadata: {name: partners, labels: {kind: partner}}
spec: {nets: [198.51.100.0/24, "2001:db8::/32"]}
---
apiVersion: crd.projectcalico.org/v1
kind: NetworkPolicy
metadata: {name: security.partners, namespace: pdp}
spec:
  tier: security
  order: 1
  selector: app == 'agent'
  types: [Egress]
  egress:
    - {action: Pass, protocol: UDP, destination: {notSelector: kind == 'partner', notPorts: [53]}}
    - {action: Allow, destination: {selector: kind == 'partner', namespaceSelector: global()}}
---
apiVersion: projectcalico.org/v3
kind: Tier
metadata: {name: security}
spec: {order: 10, defaultAction: Pass}
`,
  'clusterwide.yaml': `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: {name: wide}
specs:
  - endpointSelector: {matchExpressions: [{key: app, operator: NotIn, values: [x]}]}
    enableDefaultDeny: {egress: false}
    egress: [{toEntities: [world, kube-apiserver]}, {toCIDRSet: [{cidrGroupRef: partners}], icmps: [{fields: [{type: 8, family: IPv4}]}]}]
---
apiVersion: cilium.io/v2
kind: CiliumCIDRGroup
metadata: {name: partners}
spec: {externalCIDRs: [198.51.100.0/24]}
`,
  'suricata.json': JSON.stringify({
    RuleGroupResponse: {
      RuleGroupName: 'strict',
      RuleGroupArn: 'arn:aws:network-firewall:eu-west-1:1:stateful-rulegroup/strict',
      Type: 'STATEFUL',
    },
    RuleGroup: {
      RuleVariables: {
        IPSets: { HOME_NET: { Definition: ['10.0.0.0/8'] } },
        PortSets: { WEB: { Definition: ['80', '443'] } },
      },
      RulesSource: {
        RulesString:
          'pass tls $HOME_NET any -> any $WEB (tls.sni; content:".example.com"; endswith; nocase; sid:1; rev:1;)\ndrop tcp any any -> ![198.51.100.0/24,!198.51.100.7] any (flow:to_server; pcre:"/^(a|b)+$/i"; sid:2;)\n',
      },
      StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
    },
  }),
  'domains.json': JSON.stringify({
    RuleGroupResponse: {
      RuleGroupName: 'domains',
      RuleGroupArn: 'arn:aws:network-firewall:eu-west-1:1:stateful-rulegroup/domains',
      Type: 'STATEFUL',
    },
    RuleGroup: {
      RulesSource: {
        RulesSourceList: {
          Targets: ['.example.com', 'cp.example.org'],
          TargetTypes: ['TLS_SNI', 'HTTP_HOST'],
          GeneratedRulesType: 'ALLOWLIST',
        },
      },
    },
  }),
  'stateless.json': JSON.stringify({
    RuleGroupResponse: {
      RuleGroupName: 'first',
      RuleGroupArn: 'arn:aws:network-firewall:eu-west-1:1:stateless-rulegroup/first',
      Type: 'STATELESS',
    },
    RuleGroup: {
      RulesSource: {
        StatelessRulesAndCustomActions: {
          StatelessRules: [
            {
              Priority: 1,
              RuleDefinition: {
                Actions: ['aws:pass'],
                MatchAttributes: {
                  Destinations: [{ AddressDefinition: '198.51.100.0/24' }],
                  DestinationPorts: [{ FromPort: 443, ToPort: 443 }],
                  Protocols: [6],
                },
              },
            },
          ],
        },
      },
    },
  }),
  'prefixLists.json': JSON.stringify({
    PrefixLists: [{ PrefixListId: 'pl-1', PrefixListName: 's3', Cidrs: ['198.51.100.0/24'] }],
  }),
  'effectiveFirewalls.json': JSON.stringify({
    firewallPolicys: [
      {
        name: '1',
        type: 'HIERARCHY',
        rules: [
          {
            priority: 10,
            direction: 'EGRESS',
            action: 'goto_next',
            match: { destIpRanges: ['10.0.0.0/8'], layer4Configs: [{ ipProtocol: 'all' }] },
          },
        ],
      },
      {
        name: 'global',
        type: 'NETWORK',
        rules: [
          {
            priority: 20,
            direction: 'EGRESS',
            action: 'allow',
            match: {
              destFqdns: ['cp.example.com'],
              destThreatIntelligences: ['iplist-known-malicious-ips'],
              layer4Configs: [{ ipProtocol: 'tcp', ports: ['443', '5671-5672'] }],
            },
            targetServiceAccounts: ['nodes@p.iam.gserviceaccount.com'],
          },
        ],
      },
    ],
    firewalls: [],
  }),
  'routes.json': JSON.stringify([
    {
      name: 'to-firewall',
      id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/routeTables/to-firewall',
      type: 'Microsoft.Network/routeTables',
      subnets: [{ id: '/x/subnets/snet' }],
      routes: [
        { name: 'all', addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.1.0.4' },
        { name: 'tag', addressPrefix: 'AzureCloud', nextHopType: 'Internet' },
      ],
    },
  ]),
  'ip6tables.txt': `# Generated by ip6tables-save v1.8.9 on Sat Nov 21 10:00:00 2026
*filter
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -d 2001:db8::/32 -p tcp -m tcp --dport 443 -j ACCEPT
-A FORWARD -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT
-A FORWARD -m set --match-set partners dst -j ACCEPT
COMMIT
`,
  'squid.conf': `acl pods src 10.20.0.0/16
acl SSL_ports port 443
acl CONNECT method CONNECT
acl wso2 dstdomain .example.com
acl byPattern dstdom_regex -i ^cp[0-9]+\\.example\\.com$
http_access deny CONNECT !SSL_ports
http_access allow pods wso2
http_access deny all
http_port 3128
`,
};
