/** What no dialect writes: sets and groups that rules refer to, templates, chains, and tests of other forms. */
import { deployment } from '#shared/network/testing/rules.ts';
import type { Sample } from './ruleKinds.ts';

const web = deployment('{app: web}');
const ofPod = (...items: readonly object[]): Sample => ({
  layer: 'pod-policy',
  attachedTo: [],
  files: { 'policies.json': { apiVersion: 'v1', kind: 'List', items }, 'web.yaml': web },
});
const named = (apiVersion: string, kind: string, spec: object, metadata: object = {}): object => ({
  apiVersion,
  kind,
  metadata: { name: 'egress', ...metadata },
  spec,
});

const namespaced = { namespace: 'default' };
const partners = { nets: ['198.51.100.0/24', '203.0.113.0/25'] };
const calicoPolicy = (apiVersion: string, kind: string, spec: object, metadata: object): readonly object[] => [
  named(apiVersion, 'GlobalNetworkSet', partners, { name: 'partners', labels: { kind: 'partner' } }),
  named(apiVersion, kind, spec, metadata),
];
const toPartners = { action: 'Allow', protocol: 'TCP', destination: { selector: "kind == 'partner'", ports: [443] } };

const securityRule = (name: string, fields: object): object => ({
  name,
  direction: 'Outbound',
  access: 'Allow',
  priority: 100,
  protocol: 'Tcp',
  sourceAddressPrefix: '*',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '443',
  ...fields,
});
const securityRules = [
  securityRule('out', { destinationAddressPrefix: '198.51.100.0/24' }),
  securityRule('closed', { access: 'Deny', priority: 200, protocol: 'Udp', destinationPortRange: '1-65535' }),
  securityRule('rest', { access: 'Deny', priority: 300, protocol: '*', destinationPortRange: '*' }),
];
const template = (...resources: readonly object[]): object => ({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  parameters: { partner: { type: 'string', defaultValue: '198.51.100.0/24' } },
  variables: {},
  resources,
});

const save = (...lines: readonly string[]): string => [...lines, 'COMMIT', ''].join('\n');
const ofNode = (files: Sample['files']): Sample => ({ layer: 'node-firewall', attachedTo: [], files });
const ofProxy = (...lines: readonly string[]): Sample => ({
  layer: 'proxy',
  attachedTo: [],
  files: { 'squid.conf': [...lines, 'http_port 3128', ''].join('\n') },
});

const where = { family: 'inet', table: 'filter' };
const chain = (name: string, more: object = {}): object => ({ chain: { ...where, name, handle: 1, ...more } });
const rule = (name: string, ...expr: readonly object[]): object => ({
  rule: { ...where, chain: name, handle: 9, expr },
});
const equals = (left: object, right: unknown): object => ({ match: { op: '==', left, right } });

const group = (...IpPermissionsEgress: readonly object[]): object => ({
  GroupId: 'sg-1',
  GroupName: 'nodes',
  VpcId: 'vpc-1',
  IpPermissions: [],
  IpPermissionsEgress,
});
const ofGroup = (files: Sample['files']): Sample => ({ layer: 'aws-security-group', attachedTo: ['sg-1'], files });
const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
const toList = group({ ...https, PrefixListIds: [{ PrefixListId: 'pl-11111111' }] });

export const furtherSamples = {
  networkPolicy: [
    ofPod(
      named(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        {
          podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
          policyTypes: ['Egress', 'Ingress'],
          egress: [
            { to: [{ ipBlock: { cidr: '198.51.100.0/24', except: ['198.51.100.128/25'] } }] },
            { ports: [{ protocol: 'UDP', port: 53 }] },
          ],
        },
        namespaced,
      ),
    ),
  ],
  clusterNetworkPolicy: [
    ofPod(
      named('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', {
        tier: 'Baseline',
        priority: 5,
        subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } } },
        egress: [
          { name: 'pass', action: 'Pass', to: [{ networks: ['203.0.113.0/26'] }] },
          { name: 'names', action: 'Accept', to: [{ networks: ['198.51.100.0/24', '203.0.113.0/24'] }] },
          { name: 'rest', action: 'Deny', to: [{ networks: ['0.0.0.0/0'] }] },
        ],
      }),
    ),
  ],
  cilium: [
    ofPod(
      named('cilium.io/v2', 'CiliumCIDRGroup', { externalCIDRs: partners.nets }, { name: 'partners' }),
      named('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', {
        endpointSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['other'] }] },
        egress: [{ toCIDRSet: [{ cidrGroupRef: 'partners' }] }],
      }),
      named(
        'cilium.io/v2',
        'CiliumNetworkPolicy',
        {
          endpointSelector: {},
          egress: [{ toEntities: ['world'], toPorts: [{ ports: [{ port: '8443', protocol: 'ANY' }] }] }],
          egressDeny: [{ toCIDRSet: [{ cidr: '192.0.2.0/24', except: ['192.0.2.128/25'] }] }],
        },
        namespaced,
      ),
    ),
  ],
  calico: [
    ofPod(
      ...calicoPolicy(
        'projectcalico.org/v3',
        'GlobalNetworkPolicy',
        {
          selector: "app == 'web'",
          types: ['Egress'],
          egress: [{ action: 'Deny', protocol: 'UDP', destination: { notPorts: [53] } }, toPartners],
        },
        { name: 'out' },
      ),
    ),
  ],
  calicoStored: [
    ofPod(
      ...calicoPolicy(
        'crd.projectcalico.org/v1',
        'NetworkPolicy',
        {
          selector: 'all()',
          types: ['Egress'],
          egress: [{ ...toPartners, destination: { ...toPartners.destination, namespaceSelector: 'global()' } }],
        },
        { ...namespaced, name: 'default.out' },
      ),
    ),
  ],
  securityGroups: [
    ofGroup({
      'groups.json': {
        SecurityGroups: [
          group(
            { ...https, IpRanges: [{ CidrIp: '198.51.100.0/24' }, { CidrIp: '203.0.113.0/25' }] },
            { IpProtocol: 'udp', FromPort: 53, ToPort: 53, IpRanges: [{ CidrIp: '192.0.2.0/24' }] },
            { IpProtocol: '-1', IpRanges: [{ CidrIp: '203.0.113.200/32' }] },
          ),
        ],
      },
    }),
  ],
  prefixLists: [
    ofGroup({
      'groups.json': { SecurityGroups: [toList] },
      'lists.json': { PrefixLists: [{ PrefixListId: 'pl-11111111', PrefixListName: 's3', Cidrs: partners.nets }] },
    }),
    ofGroup({
      'groups.json': { SecurityGroups: [toList] },
      'pl-11111111.json': { Entries: partners.nets.map((Cidr) => ({ Cidr, Description: 'partner' })) },
    }),
  ],
  nsg: [
    {
      layer: 'azure-nsg',
      attachedTo: ['nsg'],
      files: { 'nsg.json': [{ name: 'nsg', securityRules, defaultSecurityRules: [] }] },
    },
  ],
  armTemplates: [
    {
      layer: 'azure-nsg',
      attachedTo: ['nsg'],
      files: {
        'template.json': template({
          type: 'Microsoft.Network/networkSecurityGroups',
          apiVersion: '2024-05-01',
          name: 'nsg',
          properties: {
            securityRules: securityRules.map((one) => {
              const { name, ...properties } = one as { readonly name: string };
              return { name, properties };
            }),
          },
        }),
      },
    },
    {
      layer: 'azure-firewall',
      attachedTo: ['hub'],
      files: {
        'template.json': template(
          { type: 'Microsoft.Network/firewallPolicies', apiVersion: '2024-05-01', name: 'hub', properties: {} },
          {
            type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups',
            apiVersion: '2024-05-01',
            name: 'hub/out',
            properties: {
              priority: 200,
              ruleCollections: [
                {
                  ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
                  name: 'out',
                  priority: 100,
                  action: { type: 'Allow' },
                  rules: [
                    {
                      ruleType: 'NetworkRule',
                      name: 'https',
                      ipProtocols: ['TCP'],
                      sourceAddresses: ['*'],
                      destinationAddresses: ["[parameters('partner')]", '203.0.113.0/24'],
                      destinationPorts: ['443'],
                    },
                  ],
                },
              ],
            },
          },
        ),
      },
    },
  ],
  iptables: [
    ofNode({
      'node-save': save(
        '*filter',
        ':INPUT ACCEPT [0:0]',
        ':FORWARD DROP [0:0]',
        ':OUTPUT ACCEPT [0:0]',
        ':EGRESS - [0:0]',
        '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        '-A FORWARD -d 203.0.113.64/26 -j RETURN',
        '-A FORWARD -j EGRESS',
        '-A EGRESS -d 198.51.100.0/24 -p tcp -m multiport --dports 443,5671:5672 -j ACCEPT',
        '-A EGRESS -d 192.0.2.0/24 -j DROP',
        '-A EGRESS -d 203.0.113.0/24 -p tcp -m tcp --dport 443 -j ACCEPT',
      ),
    }),
  ],
  nft: [
    ofNode({
      'ruleset.json': {
        nftables: [
          { metainfo: { version: '1.0.9', json_schema_version: 1 } },
          { table: { family: 'inet', name: 'filter', handle: 1 } },
          chain('forward', { type: 'filter', hook: 'forward', prio: 0, policy: 'drop' }),
          chain('egress'),
          { set: { ...where, name: 'partners', handle: 4, type: 'ipv4_addr', elem: ['198.51.100.7', '198.51.100.8'] } },
          rule('forward', equals({ payload: { protocol: 'tcp', field: 'dport' } }, { set: [443, 8443] }), {
            jump: { target: 'egress' },
          }),
          rule(
            'egress',
            equals({ payload: { protocol: 'ip', field: 'daddr' } }, { prefix: { addr: '192.0.2.0', len: 24 } }),
            { drop: null },
          ),
          rule('egress', equals({ payload: { protocol: 'ip', field: 'daddr' } }, '@partners'), { accept: null }),
          rule(
            'egress',
            equals({ payload: { protocol: 'ip', field: 'daddr' } }, { range: ['203.0.113.0', '203.0.113.99'] }),
            { accept: null },
          ),
        ],
      },
    }),
  ],
  squid: [
    ofProxy(
      'acl pods src 10.20.0.0/16',
      'acl SSL_ports port 443',
      'acl CONNECT method CONNECT',
      'acl partners dst 198.51.100.0/24',
      'acl wso2 dstdomain .example.com',
      'http_access deny CONNECT !SSL_ports',
      'http_access allow partners',
      'http_access allow wso2',
      'http_access deny all',
    ),
  ],
} satisfies Readonly<Record<string, readonly Sample[]>>;
