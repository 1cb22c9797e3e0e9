/** The same simple rules as every format writes them, for what holds of all. */
import type { LayerKind } from '../../plan/plan.ts';
import { planOf } from '../formats/terraform/testing/planOf.ts';
import type { PlannedResource } from '../formats/terraform/testing/planOf.ts';
import { deployment } from './rules.ts';

/** TCP to some addresses, on some ports. */
export interface SimpleRule {
  readonly action: 'allow' | 'deny';
  readonly cidr: string;
  readonly ports: readonly [first: number, last: number];
}

export interface Dialect {
  readonly layer: LayerKind;
  readonly attachedTo: readonly string[];
  /** Which of several rules that match a flow decides about it. */
  readonly decides: 'the first' | 'any that denies' | 'any: none denies';
  /** What becomes of flows that no rule is for. */
  readonly otherwise: 'allow' | 'deny';
  /** By the names of files: texts, or what is written as JSON. */
  readonly write: (rules: readonly SimpleRule[]) => Readonly<Record<string, unknown>>;
}

/** A resource that Terraform is to make, of which the cloud gives the id. */
function planned(address: string, values: PlannedResource['values']): PlannedResource {
  return { address, values, unknown: { id: true } };
}

const web = deployment('{app: web}');

/** A policy of `default`, with the workload that it is for. */
function policy(apiVersion: string, kind: string, spec: object): Readonly<Record<string, unknown>> {
  const isNamespaced = kind !== 'ClusterNetworkPolicy';
  const metadata = { name: 'egress', ...(isNamespaced ? { namespace: 'default' } : {}) };
  return { 'policy.json': { apiVersion, kind, metadata, spec }, 'web.yaml': web };
}

const word = { allow: 'Allow', deny: 'Deny' } as const;
const ofPod = { layer: 'pod-policy', attachedTo: [] } as const;
const network = 'https://www.googleapis.com/compute/v1/projects/p/global/networks/vpc';

function toVpcRule({ action, cidr, ports }: SimpleRule, index: number, priority: number) {
  const matched = [{ IPProtocol: 'tcp', ports: [ports.join('-')] }];
  return {
    kind: 'compute#firewall',
    name: `rule-${index}`,
    network,
    direction: 'EGRESS',
    priority,
    destinationRanges: [cidr],
    [action === 'allow' ? 'allowed' : 'denied']: matched,
  };
}

const denyAllOfVpc = {
  ...toVpcRule({ action: 'deny', cidr: '0.0.0.0/0', ports: [1, 65535] }, 0, 65000),
  name: 'deny-all',
};

const arn = 'arn:aws:network-firewall:eu-west-1:1';

export const dialects = {
  NetworkPolicy: {
    ...ofPod,
    decides: 'any: none denies',
    otherwise: 'deny',
    write: (rules) =>
      policy('networking.k8s.io/v1', 'NetworkPolicy', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: rules.map(({ cidr, ports: [port, endPort] }) => ({
          to: [{ ipBlock: { cidr } }],
          ports: [{ protocol: 'TCP', port, endPort }],
        })),
      }),
  },
  ClusterNetworkPolicy: {
    ...ofPod,
    decides: 'the first',
    otherwise: 'allow',
    write: (rules) =>
      policy('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', {
        tier: 'Admin',
        priority: 1,
        subject: { namespaces: {} },
        egress: rules.map(({ action, cidr, ports: [start, end] }) => ({
          action: action === 'allow' ? 'Accept' : 'Deny',
          to: [{ networks: [cidr] }],
          protocols: [{ tcp: { destinationPort: start === end ? { number: start } : { range: { start, end } } } }],
        })),
      }),
  },
  CiliumNetworkPolicy: {
    ...ofPod,
    decides: 'any that denies',
    otherwise: 'deny',
    write: (rules) => {
      const entriesOf = (wanted: SimpleRule['action']): readonly object[] =>
        rules
          .filter(({ action }) => action === wanted)
          .map(({ cidr, ports: [port, endPort] }) => ({
            toCIDR: [cidr],
            toPorts: [{ ports: [{ port: `${port}`, endPort, protocol: 'TCP' }] }],
          }));
      return policy('cilium.io/v2', 'CiliumNetworkPolicy', {
        endpointSelector: {},
        enableDefaultDeny: { egress: true },
        egress: entriesOf('allow'),
        egressDeny: entriesOf('deny'),
      });
    },
  },
  'NetworkPolicy of Calico': {
    ...ofPod,
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) =>
      policy('projectcalico.org/v3', 'NetworkPolicy', {
        types: ['Egress'],
        egress: rules.map(({ action, cidr, ports: [first, last] }) => ({
          action: word[action],
          protocol: 'TCP',
          destination: { nets: [cidr], ports: [`${first}:${last}`] },
        })),
      }),
  },
  'AWS security group': {
    layer: 'aws-security-group',
    attachedTo: ['sg-1'],
    decides: 'any: none denies',
    otherwise: 'deny',
    write: (rules) => ({
      'groups.json': {
        SecurityGroups: [
          {
            GroupId: 'sg-1',
            IpPermissions: [],
            IpPermissionsEgress: rules.map(({ cidr, ports: [FromPort, ToPort] }) => ({
              IpProtocol: 'tcp',
              FromPort,
              ToPort,
              IpRanges: [{ CidrIp: cidr }],
            })),
          },
        ],
      },
    }),
  },
  'AWS network ACL': {
    layer: 'aws-network-acl',
    attachedTo: ['acl-1'],
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) => {
      const last = { RuleNumber: 32767, RuleAction: 'deny', Protocol: '-1', CidrBlock: '0.0.0.0/0' };
      const outbound = rules.map(({ action, cidr, ports: [From, To] }, index) => ({
        RuleNumber: index + 1,
        RuleAction: action,
        Protocol: '6',
        CidrBlock: cidr,
        PortRange: { From, To },
      }));
      const replies = { ...last, RuleNumber: 1, RuleAction: 'allow' };
      const Entries = [
        ...[...outbound, last].map((entry) => ({ ...entry, Egress: true })),
        ...[replies, last].map((entry) => ({ ...entry, Egress: false })),
      ];
      return { 'acls.json': { NetworkAcls: [{ NetworkAclId: 'acl-1', VpcId: 'vpc-1', Associations: [], Entries }] } };
    },
  },
  'AWS Network Firewall, in strict order': {
    layer: 'aws-network-firewall',
    attachedTo: ['egress'],
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) => ({
      'policy.json': {
        FirewallPolicy: {
          StatelessDefaultActions: ['aws:forward_to_sfe'],
          StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
          StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
          StatefulDefaultActions: ['aws:drop_strict'],
          StatefulRuleGroupReferences: [{ ResourceArn: `${arn}:stateful-rulegroup/one`, Priority: 1 }],
        },
        FirewallPolicyResponse: { FirewallPolicyName: 'egress', FirewallPolicyArn: `${arn}:firewall-policy/egress` },
      },
      'one.json': {
        RuleGroup: {
          StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
          RulesSource: {
            RulesString: [
              // A group can't be without rules.
              'drop udp any any -> any any (sid:1000; rev:1;)',
              ...rules.map(
                ({ action, cidr, ports: [first, last] }, index) =>
                  `${action === 'allow' ? 'pass' : 'drop'} tcp any any -> ${cidr} ${first}:${last} (sid:${index + 1}; rev:1;)`,
              ),
            ].join('\n'),
          },
        },
        RuleGroupResponse: {
          RuleGroupArn: `${arn}:stateful-rulegroup/one`,
          RuleGroupName: 'one',
          Type: 'STATEFUL',
        },
      },
    }),
  },
  'Azure NSG': {
    layer: 'azure-nsg',
    attachedTo: ['nsg'],
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) => {
      const toRule = ({ action, cidr, ports }: SimpleRule, index: number) => ({
        name: `rule-${index}`,
        priority: 100 + index,
        direction: 'Outbound',
        access: word[action],
        protocol: 'Tcp',
        sourceAddressPrefix: '*',
        sourcePortRange: '*',
        destinationAddressPrefix: cidr,
        destinationPortRange: ports.join('-'),
      });
      const last = { ...toRule({ action: 'deny', cidr: '*', ports: [0, 65535] }, 3996), protocol: '*' };
      return {
        'nsg.json': { name: 'nsg', securityRules: [...rules.map(toRule), last], defaultSecurityRules: [] },
      };
    },
  },
  'Azure Firewall': {
    layer: 'azure-firewall',
    attachedTo: ['fw'],
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) => ({
      'firewall.json': {
        name: 'fw',
        networkRuleCollections: rules.map(({ action, cidr, ports }, index) => ({
          name: `collection-${index}`,
          priority: 100 + index,
          action: { type: word[action] },
          rules: [
            {
              name: `rule-${index}`,
              protocols: ['TCP'],
              sourceAddresses: ['*'],
              destinationAddresses: [cidr],
              destinationPorts: [ports.join('-')],
            },
          ],
        })),
        applicationRuleCollections: [],
        natRuleCollections: [],
      },
    }),
  },
  'GCP, by priority': {
    layer: 'gcp-firewall',
    attachedTo: ['vpc'],
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) => ({
      'rules.json': [...rules.map((rule, index) => toVpcRule(rule, index, index)), denyAllOfVpc],
    }),
  },
  'GCP, of one priority': {
    layer: 'gcp-firewall',
    attachedTo: ['vpc'],
    decides: 'any that denies',
    otherwise: 'deny',
    write: (rules) => ({
      'rules.json': [...rules.map((rule, index) => toVpcRule(rule, index, 1000)), denyAllOfVpc],
    }),
  },
  iptables: {
    layer: 'node-firewall',
    attachedTo: [],
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) => ({
      'node-save': [
        '*filter',
        ':INPUT ACCEPT [0:0]',
        ':FORWARD DROP [0:0]',
        ':OUTPUT ACCEPT [0:0]',
        ...rules.map(
          ({ action, cidr, ports }) =>
            `-A FORWARD -d ${cidr} -p tcp -m tcp --dport ${ports.join(':')} -j ${action === 'allow' ? 'ACCEPT' : 'DROP'}`,
        ),
        'COMMIT',
        '',
      ].join('\n'),
    }),
  },
  nftables: {
    layer: 'node-firewall',
    attachedTo: [],
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) => {
      const where = { family: 'inet', table: 'filter' };
      const chain = { ...where, name: 'forward', handle: 1, type: 'filter', hook: 'forward', prio: 0, policy: 'drop' };
      return {
        'ruleset.json': {
          nftables: [
            { metainfo: { version: '1.0.9', json_schema_version: 1 } },
            { table: { family: 'inet', name: 'filter', handle: 1 } },
            { chain },
            ...rules.map(({ action, cidr, ports }, index) => {
              const [addr = '', length = ''] = cidr.split('/');
              return {
                rule: {
                  ...where,
                  chain: 'forward',
                  handle: index + 2,
                  expr: [
                    {
                      match: {
                        op: '==',
                        left: { payload: { protocol: 'ip', field: 'daddr' } },
                        right: { prefix: { addr, len: Number(length) } },
                      },
                    },
                    {
                      match: {
                        op: '==',
                        left: { payload: { protocol: 'tcp', field: 'dport' } },
                        right: { range: [...ports] },
                      },
                    },
                    { [action === 'allow' ? 'accept' : 'drop']: null },
                  ],
                },
              };
            }),
          ],
        },
      };
    },
  },
  squid: {
    layer: 'proxy',
    attachedTo: [],
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) => ({
      'squid.conf': [
        ...rules.flatMap(({ action, cidr, ports }, index) => [
          `acl to${index} dst ${cidr}`,
          `acl on${index} port ${ports.join('-')}`,
          `http_access ${action} to${index} on${index}`,
        ]),
        'http_access deny all',
        'http_port 3128',
        '',
      ].join('\n'),
    }),
  },
  'Terraform: rules of an Azure NSG': {
    layer: 'azure-nsg',
    attachedTo: ['nsg'],
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) => {
      const ofGroup = { resource_group_name: 'rg', network_security_group_name: 'nsg' };
      const toRule = ({ action, cidr, ports }: SimpleRule, index: number) =>
        planned(`azurerm_network_security_rule.rules[${index}]`, {
          ...ofGroup,
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
  'Terraform: an AWS network ACL': {
    layer: 'aws-network-acl',
    attachedTo: ['aws_network_acl.nodes'],
    decides: 'the first',
    otherwise: 'deny',
    write: (rules) => {
      const everything = { protocol: '-1', from_port: 0, to_port: 0, cidr_block: '0.0.0.0/0' };
      const egress = rules.map(({ action, cidr, ports: [from_port, to_port] }, index) => ({
        rule_no: index + 1,
        action,
        protocol: 'tcp',
        cidr_block: cidr,
        from_port,
        to_port,
      }));
      const ingress = [{ ...everything, rule_no: 1, action: 'allow' }];
      return {
        'plan.json': planOf([planned('aws_network_acl.nodes', { vpc_id: 'vpc-1', subnet_ids: [], egress, ingress })]),
      };
    },
  },
  'Terraform: VPC rules of Google Cloud': {
    layer: 'gcp-firewall',
    attachedTo: ['vpc'],
    decides: 'the first',
    otherwise: 'deny',
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
      const last = toRule({ action: 'deny', cidr: '0.0.0.0/0', ports: [1, 65535] }, 1000, 65000);
      return { 'plan.json': planOf([...rules.map((rule, index) => toRule(rule, index, index)), last]) };
    },
  },
} as const satisfies Readonly<Record<string, Dialect>>;
