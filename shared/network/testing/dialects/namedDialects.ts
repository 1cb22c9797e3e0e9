/** The same simple rules by name, as every format that has such writes them. */
import { deployment } from '../rules.ts';
import { applicationRule, collection, policy, ruleGroup } from '../azureFirewalls.ts';
import { firewall, ofFirewall, toStateful, toStrict } from './awsDialects.ts';
import type { Dialect, Files } from './dialect.ts';
import { effective } from './gcpDialects.ts';
import { word } from './word.ts';

/** HTTPS to hosts by their names. */
export interface NamedRule {
  readonly action: 'allow' | 'deny';
  readonly name: string;
  /** Whether it is for the hosts below that name as the format has them, or for the one that has it. */
  readonly isBelow: boolean;
}

export interface NamedDialect extends Pick<Dialect, 'layer' | 'attachedTo' | 'otherwise' | 'hasListsInAnyOrder'> {
  /** As in `Dialect`; or all of its rules deny. */
  readonly decides: 'the first' | 'any: none denies' | 'any: all deny';
  /** For whom a rule is that is for hosts below a name; none where the format has no such rules. */
  readonly below: 'itself and all below' | 'all below' | 'one label below' | 'none';
  readonly write: (rules: readonly NamedRule[]) => Files;
}

const web = deployment('{app: web}');

/** A domain list in action order, which drops or lets through what it does not name. */
function domainList(type: 'ALLOWLIST' | 'DENYLIST'): NamedDialect {
  return {
    ...ofFirewall,
    decides: type === 'ALLOWLIST' ? 'any: none denies' : 'any: all deny',
    otherwise: type === 'ALLOWLIST' ? 'deny' : 'allow',
    hasListsInAnyOrder: true,
    below: 'itself and all below',
    write: (rules) => ({
      'vpcs.json': { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/8', InstanceTenancy: 'default' }] },
      ...firewall(
        { ...toStateful, PolicyVariables: { RuleVariables: { HOME_NET: { Definition: ['10.0.0.0/8'] } } } },
        {
          RulesSource: {
            RulesSourceList: {
              // A list can't be empty.
              Targets: ['not.asked.example', ...rules.map(({ name, isBelow }) => (isBelow ? `.${name}` : name))],
              TargetTypes: ['TLS_SNI', 'HTTP_HOST'],
              GeneratedRulesType: type,
            },
          },
        },
        'STATEFUL',
      ),
    }),
  };
}

export const namedDialects: Readonly<Record<string, NamedDialect>> = {
  CiliumNetworkPolicy: {
    layer: 'pod-policy',
    attachedTo: [],
    decides: 'any: none denies',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    below: 'one label below',
    write: (rules) => {
      const dnsPods = { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s-app': 'kube-dns' };
      const dns = {
        toEndpoints: [{ matchLabels: dnsPods }],
        toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
      };
      const egress = rules.map(({ name, isBelow }) => ({
        toFQDNs: [isBelow ? { matchPattern: `*.${name}` } : { matchName: name }],
        toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
      }));
      return {
        'policy.json': {
          apiVersion: 'cilium.io/v2',
          kind: 'CiliumNetworkPolicy',
          metadata: { name: 'names', namespace: 'default' },
          spec: { endpointSelector: {}, egress: [dns, ...egress] },
        },
        'web.yaml': web,
      };
    },
  },
  AdminNetworkPolicy: {
    layer: 'pod-policy',
    attachedTo: [],
    decides: 'any: none denies',
    otherwise: 'deny',
    hasListsInAnyOrder: false,
    below: 'all below',
    write: (rules) => ({
      'policy.json': {
        apiVersion: 'policy.networking.k8s.io/v1alpha1',
        kind: 'AdminNetworkPolicy',
        metadata: { name: 'names' },
        spec: {
          priority: 1,
          subject: { namespaces: {} },
          egress: [
            ...rules.map(({ name, isBelow }) => ({
              action: 'Allow',
              to: [{ domainNames: [isBelow ? `*.${name}` : name] }],
            })),
            { action: 'Deny', to: [{ networks: ['0.0.0.0/0'] }] },
          ],
        },
      },
      'web.yaml': web,
    }),
  },
  'AWS domain list that allows': domainList('ALLOWLIST'),
  'AWS domain list that denies': domainList('DENYLIST'),
  'AWS Network Firewall, by the names of TLS in strict order': {
    ...ofFirewall,
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    below: 'itself and all below',
    write: (rules) => {
      const lines = rules.map(({ action, name, isBelow }, index) => {
        const content = isBelow ? `dotprefix; content:".${name}"` : `content:"${name}"; startswith`;
        const options = `tls.sni; ${content}; nocase; endswith; flow:to_server, established; sid:${index + 1};`;
        return `${action === 'allow' ? 'pass' : 'drop'} tls any any -> any any (${options})`;
      });
      const RulesString = ['drop udp any any -> any any (sid:1000;)', ...lines].join('\n');
      const StatefulRuleOptions = { RuleOrder: 'STRICT_ORDER' };
      const policyOf = { ...toStrict, StatefulDefaultActions: ['aws:drop_established'] };
      return firewall(policyOf, { StatefulRuleOptions, RulesSource: { RulesString } }, 'STATEFUL');
    },
  },
  'Azure Firewall policy': {
    layer: 'azure-firewall',
    attachedTo: ['hub'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    below: 'all below',
    write: (rules) => {
      const collections = rules.map(({ action, name, isBelow }, index) => {
        const fields = { name: `collection-${index}`, priority: 100 + index, action: { type: word[action] } };
        return collection([applicationRule({ targetFqdns: [isBelow ? `*.${name}` : name] })], fields);
      });
      return { 'policy.json': [policy()], 'groups.json': [ruleGroup(collections)] };
    },
  },
  // A name that is denied may share its address with any other, so that none but allowing rules are of use.
  'GCP, a global policy': {
    layer: 'gcp-firewall',
    attachedTo: ['vpc'],
    decides: 'any: none denies',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    below: 'none',
    write: (rules) =>
      effective(
        'NETWORK',
        rules.map(({ name }, priority) => ({
          kind: 'compute#firewallPolicyRule',
          priority,
          direction: 'EGRESS',
          action: 'allow',
          match: { destFqdns: [name], layer4Configs: [{ ipProtocol: 'tcp', ports: ['443'] }] },
        })),
      ),
  },
  squid: {
    layer: 'proxy',
    attachedTo: [],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: false,
    below: 'itself and all below',
    write: (rules) => ({
      'squid.conf': [
        ...rules.flatMap(({ action, name, isBelow }, index) => [
          `acl to${index} dstdomain ${isBelow ? '.' : ''}${name}`,
          `http_access ${action} to${index}`,
        ]),
        'http_access deny all',
        'http_port 3128',
        '',
      ].join('\n'),
    }),
  },
};
