/** The kinds of rule files that fuzzing counts by, each with whole files to begin with and the parts that a reader must know. */
import type { LayerKind } from '#shared/plan/plan.ts';
import type { Dialect, Files, SimpleRule } from '#shared/network/testing/dialects/dialect.ts';
import { dialects } from '#shared/network/testing/dialects/dialects.ts';
import { namedDialects } from '#shared/network/testing/dialects/namedDialects.ts';
import type { NamedRule } from '#shared/network/testing/dialects/namedDialects.ts';
import { furtherSamples } from './furtherSamples.ts';

/** Files that are read whole and without a problem, and what they are asked as. */
export interface Sample {
  readonly layer: LayerKind;
  readonly attachedTo: readonly string[];
  readonly files: Files;
}

/** A part of a text that no reader may pass over. */
export interface KnownPart {
  readonly find: RegExp;
  /** What nobody knows, to be put in its place; `zyx` and `333` in it stand for other such words and numbers. */
  readonly strange: readonly string[];
  /** The program passes over such a line and says so, as the reader must. */
  readonly isPassedOver?: true;
}

export interface RuleKind {
  readonly title: string;
  /** Whether a text is of this kind. */
  readonly marks: RegExp;
  readonly samples: readonly Sample[];
  readonly parts: readonly KnownPart[];
}

const ruleLists: readonly (readonly SimpleRule[])[] = [
  [{ action: 'allow', cidr: '198.51.100.0/24', ports: [443, 443] }],
  [
    { action: 'allow', cidr: '203.0.113.0/24', ports: [443, 450] },
    { action: 'allow', cidr: '198.51.100.0/25', ports: [5671, 5672] },
  ],
  [
    { action: 'deny', cidr: '203.0.113.64/26', ports: [1, 65535] },
    { action: 'allow', cidr: '203.0.113.0/24', ports: [80, 8443] },
    { action: 'allow', cidr: '192.0.2.7/32', ports: [443, 443] },
  ],
];

const nameLists: readonly (readonly NamedRule[])[] = [
  [{ action: 'allow', name: 'cp.example.com', isBelow: false }],
  [
    { action: 'deny', name: 'old.example.com', isBelow: false },
    { action: 'allow', name: 'example.com', isBelow: true },
  ],
];

/** Rules of every list that the format can write: one that only allows has none that deny. */
function ofDialects(...names: readonly string[]): readonly Sample[] {
  return names.flatMap((name) => {
    const dialect = dialects[name];
    if (dialect === undefined) throw new Error(`No dialect is called ${name}.`);
    const { layer, attachedTo, write } = dialect;
    return ruleLists.map((rules) => ({ layer, attachedTo, files: write(writable(dialect, rules)) }));
  });
}

function ofNamedDialects(...names: readonly string[]): readonly Sample[] {
  return names.flatMap((name) => {
    const dialect = namedDialects[name];
    if (dialect === undefined) throw new Error(`No dialect by name is called ${name}.`);
    const { layer, attachedTo, write } = dialect;
    return nameLists.map((rules) => ({ layer, attachedTo, files: write(writable(dialect, rules)) }));
  });
}

function writable<Rule extends { readonly action: string }>(
  { decides }: { readonly decides: Dialect['decides'] | 'any: all deny' },
  rules: readonly Rule[],
): readonly Rule[] {
  return decides === 'any: none denies' ? rules.filter(({ action }) => action === 'allow') : rules;
}

/** In JSON, as `"Allow"`. */
function words(...known: readonly string[]): KnownPart {
  return { find: new RegExp(`(?<=: "|^ *")(?:${known.join('|')})(?=",?$)`, 'gm'), strange: ['zyx'] };
}

/** Ranges of addresses that rules are for. */
const ranges: KnownPart = {
  find: /\b(?:198\.51\.100|203\.0\.113|192\.0\.2)\.\d+\/\d+\b/g,
  strange: ['198.51.100.0/333', '333.51.100.0/24', '198.51.100/zyx'],
};

/** What is said of an object of whose fields the API knows every one. */
const fields: KnownPart = {
  find: /(?<=\{)(?=[\n}])(?!\n "apiVersion": "v1",\n "kind": "List")/g,
  strange: ['"zyx": 1,', '"zyx": {"a": "b"},'],
};

/** The name of a field of which the format says more than its words: without it something else is said. */
function keys(...known: readonly string[]): KnownPart {
  return { find: new RegExp(`(?<=^ *")(?:${known.join('|')})(?=":)`, 'gm'), strange: ['zyx'] };
}

/** Of a plan of Terraform, what stands in `planned_values`: changes repeat it. */
const planned = (...parts: readonly KnownPart[]): readonly KnownPart[] =>
  parts.map(({ find, strange }) => ({
    find: new RegExp(`${find.source}(?=[^]*^ "resource_changes")`, 'gm'),
    strange,
  }));

const ofApi = (...more: readonly KnownPart[]): readonly KnownPart[] => [ranges, fields, ...more];

export const ruleKinds: readonly RuleKind[] = [
  {
    title: 'NetworkPolicy',
    marks: /networking\.k8s\.io\/v1\b/,
    samples: [...ofDialects('NetworkPolicy'), ...furtherSamples.networkPolicy],
    parts: ofApi(words('TCP', 'UDP', 'Egress', 'Ingress', 'NetworkPolicy', 'In', 'NotIn', 'Exists')),
  },
  {
    title: 'AdminNetworkPolicy and BaselineAdminNetworkPolicy',
    marks: /policy\.networking\.k8s\.io\/v1alpha1/,
    samples: [
      ...ofDialects('AdminNetworkPolicy', 'AdminNetworkPolicies, by priority', 'BaselineAdminNetworkPolicy'),
      ...ofNamedDialects('AdminNetworkPolicy'),
    ],
    parts: ofApi(words('TCP', 'Allow', 'Deny', 'Pass', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy')),
  },
  {
    title: 'ClusterNetworkPolicy (v1alpha2)',
    marks: /policy\.networking\.k8s\.io\/v1alpha2/,
    samples: [...ofDialects('ClusterNetworkPolicy'), ...furtherSamples.clusterNetworkPolicy],
    parts: ofApi(words('Admin', 'Baseline', 'Accept', 'Deny', 'Pass', 'ClusterNetworkPolicy')),
  },
  {
    title: 'Cilium',
    marks: /cilium\.io\/v2/,
    samples: [
      ...ofDialects('CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'),
      ...ofNamedDialects('CiliumNetworkPolicy'),
      ...furtherSamples.cilium,
    ],
    parts: ofApi(
      words('TCP', 'ANY', 'world', 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', 'CiliumCIDRGroup', 'NotIn'),
    ),
  },
  {
    title: 'Calico (projectcalico.org/v3)',
    marks: /(?<!\.)projectcalico\.org\/v3/,
    samples: [
      ...ofDialects('NetworkPolicy of Calico', 'GlobalNetworkPolicy of Calico', 'Tiers of Calico'),
      ...furtherSamples.calico,
    ],
    parts: ofApi(
      words(
        'TCP',
        'UDP',
        'Allow',
        'Deny',
        'Pass',
        'Egress',
        'NetworkPolicy',
        'GlobalNetworkPolicy',
        'GlobalNetworkSet',
      ),
    ),
  },
  {
    title: 'Calico (crd.projectcalico.org/v1)',
    marks: /crd\.projectcalico\.org\/v1/,
    samples: [...ofDialects('GlobalNetworkPolicies of Calico, by order'), ...furtherSamples.calicoStored],
    parts: ofApi(words('TCP', 'UDP', 'Allow', 'Deny', 'Egress', 'NetworkPolicy', 'GlobalNetworkPolicy')),
  },
  {
    title: 'AWS security groups',
    marks: /IpPermissions/,
    samples: [...ofDialects('AWS security group'), ...furtherSamples.securityGroups],
    parts: [ranges, words('tcp', 'udp', '-1'), keys('IpPermissionsEgress', 'IpProtocol', 'FromPort', 'ToPort')],
  },
  {
    title: 'AWS network ACLs',
    marks: /NetworkAcls/,
    samples: ofDialects('AWS network ACL'),
    parts: [
      ranges,
      words('allow', 'deny', '6', '-1'),
      keys('Entries', 'RuleAction', 'RuleNumber', 'Protocol', 'Egress', 'From', 'To'),
    ],
  },
  {
    title: 'AWS managed prefix lists',
    marks: /"(?:PrefixLists|Entries)"[^]*"(?:PrefixListId|Cidr)"/,
    samples: furtherSamples.prefixLists,
    parts: [ranges],
  },
  {
    title: 'AWS route tables',
    marks: /RouteTables/,
    samples: ofDialects('AWS route table'),
    parts: [ranges, words('active', 'blackhole'), keys('DestinationCidrBlock', 'TransitGatewayId')],
  },
  {
    title: 'AWS Network Firewall, stateless',
    marks: /StatelessRules/,
    samples: ofDialects('AWS Network Firewall, stateless'),
    parts: [ranges, words('aws:pass', 'aws:drop', 'STATELESS'), keys('Actions', 'Priority', 'MatchAttributes')],
  },
  {
    title: 'AWS Network Firewall, domain lists',
    marks: /RulesSourceList/,
    samples: ofNamedDialects('AWS domain list that allows', 'AWS domain list that denies'),
    parts: [
      words('TLS_SNI', 'HTTP_HOST', 'ALLOWLIST', 'DENYLIST', 'STATEFUL'),
      keys('Targets', 'TargetTypes', 'GeneratedRulesType'),
    ],
  },
  {
    title: 'AWS Network Firewall, Suricata',
    marks: /RulesString|StatefulRules"/,
    samples: [
      ...ofDialects(
        'AWS Network Firewall, in strict order',
        'AWS Network Firewall, in action order',
        'AWS Network Firewall, rules of five fields',
      ),
      ...ofNamedDialects('AWS Network Firewall, by the names of TLS in strict order'),
    ],
    parts: [
      { find: /\b(?:pass|drop)(?= (?:tcp|udp|tls) )/g, strange: ['zyx'] },
      { find: /(?<=\b(?:pass|drop) )(?:tcp|udp|tls)(?= )/g, strange: ['zyx'] },
      { find: /\b(?:tls\.sni|dotprefix|content|nocase|startswith|endswith)(?=[;:])/g, strange: ['zyx', 'zyx.zyx'] },
      { find: /(?<= )-(?=>)/g, strange: ['=', '<='] },
      { ...ranges, find: /(?<= )\d+\.\d+\.\d+\.\d+\/\d+(?= \d)/g },
      words('PASS', 'DROP', 'TCP', 'FORWARD', 'STRICT_ORDER', 'STATEFUL'),
    ],
  },
  {
    title: 'Azure NSG',
    marks: /securityRules/,
    samples: [...ofDialects('Azure NSG'), ...furtherSamples.nsg],
    parts: [
      ranges,
      words('Allow', 'Deny', 'Outbound', 'Tcp', 'Udp'),
      keys('securityRules', 'access', 'direction', 'protocol', 'priority', 'destinationPortRange'),
    ],
  },
  {
    title: 'Azure Firewall, classic',
    marks: /networkRuleCollections/,
    samples: ofDialects('Azure Firewall'),
    parts: [
      ranges,
      words('Allow', 'Deny', 'TCP', 'UDP'),
      keys('rules', 'action', 'priority', 'protocols', 'destinationPorts'),
    ],
  },
  {
    title: 'Azure Firewall policy',
    marks: /ruleCollections/,
    samples: [...ofDialects('Azure Firewall policy'), ...ofNamedDialects('Azure Firewall policy')],
    parts: [
      ranges,
      words('Allow', 'Deny', 'TCP', 'NetworkRule', 'ApplicationRule', 'Https', 'FirewallPolicyFilterRuleCollection'),
      keys('rules', 'ruleType', 'action', 'priority', 'ipProtocols', 'destinationPorts'),
    ],
  },
  {
    title: 'Azure route tables',
    marks: /nextHopType/,
    samples: ofDialects('Azure route table'),
    parts: [ranges, words('Internet', 'None'), keys('routes', 'nextHopType', 'addressPrefix')],
  },
  {
    title: 'ARM templates',
    marks: /deploymentTemplate/,
    samples: furtherSamples.armTemplates,
    parts: [
      { ...ranges, find: new RegExp(`(?<!"defaultValue": ")${ranges.find.source}`, 'g') },
      words('Allow', 'Deny', 'Outbound', 'Tcp', 'NetworkRule', 'TCP'),
      keys('securityRules', 'access', 'direction', 'protocol', 'ruleType', 'ipProtocols'),
    ],
  },
  {
    title: 'GCP VPC rules',
    marks: /compute#firewall"/,
    samples: ofDialects('GCP, by priority', 'GCP, of one priority'),
    parts: [ranges, words('EGRESS', 'tcp', 'all'), keys('direction', 'IPProtocol', 'allowed', 'denied')],
  },
  {
    title: 'GCP effective firewalls',
    marks: /firewallPolicys/,
    samples: [
      ...ofDialects('GCP, a hierarchical policy', 'GCP, a global policy', 'GCP, a regional policy'),
      ...ofNamedDialects('GCP, a global policy'),
    ],
    parts: [
      ranges,
      words('EGRESS', 'tcp', 'allow', 'deny', 'HIERARCHY', 'NETWORK', 'NETWORK_REGIONAL'),
      keys('rules', 'direction', 'action', 'match', 'ipProtocol', 'layer4Configs'),
    ],
  },
  {
    title: 'GCP routes',
    marks: /compute#route"/,
    samples: ofDialects('GCP routes'),
    parts: [ranges, keys('destRange', 'nextHopVpnTunnel')],
  },
  {
    title: 'iptables-save and ip6tables-save',
    marks: /^\*(?:filter|nat|mangle|raw|security)/m,
    samples: [...ofDialects('iptables'), ...furtherSamples.iptables],
    parts: [
      ranges,
      { find: /(?<=-j )(?:ACCEPT|DROP|RETURN|REJECT|EGRESS)\b/g, strange: ['ZYX'] },
      { find: /(?<=-p )tcp\b/g, strange: ['zyx'] },
      { find: /(?<=-m )(?:tcp|multiport|conntrack)\b/g, strange: ['zyx'] },
      { find: /(?<= )--(?:dports?|ctstate)(?= )/g, strange: ['--zyx'] },
      { find: /(?<=^:\w+ )(?:ACCEPT|DROP)\b/gm, strange: ['ZYX'] },
    ],
  },
  {
    title: 'nft list ruleset -j',
    marks: /"nftables"/,
    samples: [...ofDialects('nftables'), ...furtherSamples.nft],
    parts: [
      words('==', 'ip', 'daddr', 'dport', 'forward', 'drop', 'accept'),
      keys('accept', 'drop', 'match', 'payload', 'range', 'prefix', 'jump'),
    ],
  },
  {
    title: 'squid.conf',
    marks: /^http_access/m,
    samples: [...ofDialects('squid'), ...furtherSamples.squid],
    parts: [
      ranges,
      { find: /(?<=^http_access )(?:allow|deny)\b/gm, strange: ['zyx'], isPassedOver: true },
      { find: /(?<=^acl \w+ )(?:dst|port|dstdomain|src|method)\b/gm, strange: ['zyx'] },
      { find: /(?<=^http_access \w+ )\w+$/gm, strange: ['zyx'] },
    ],
  },
  {
    title: 'Terraform plans of AWS',
    marks: /"format_version"[^]*aws_/,
    samples: ofDialects(
      'Terraform: an AWS security group',
      'Terraform: rules of an AWS security group',
      'Terraform: an AWS network ACL',
      'Terraform: an AWS Network Firewall',
      'Terraform: AWS routes',
    ),
    parts: planned(ranges, words('tcp', 'egress', 'allow', 'deny')),
  },
  {
    title: 'Terraform plans of Azure',
    marks: /"format_version"[^]*azurerm_/,
    samples: ofDialects(
      'Terraform: rules of an Azure NSG',
      'Terraform: an Azure Firewall',
      'Terraform: an Azure Firewall policy',
      'Terraform: Azure routes',
    ),
    parts: planned(ranges, words('Allow', 'Deny', 'Outbound', 'Tcp', 'TCP', 'Internet')),
  },
  {
    title: 'Terraform plans of Google Cloud',
    marks: /"format_version"[^]*google_/,
    samples: ofDialects(
      'Terraform: VPC rules of Google Cloud',
      'Terraform: a global policy of Google Cloud',
      'Terraform: a hierarchical policy of Google Cloud',
    ),
    parts: planned(ranges, words('EGRESS', 'tcp', 'allow', 'deny')),
  },
];
