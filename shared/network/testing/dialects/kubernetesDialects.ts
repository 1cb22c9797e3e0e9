/** Rules of pods, in the words of every kind of policy. */
import { deployment } from '../rules.ts';
import type { Dialects, Files, SimpleRule } from './dialect.ts';
import { word } from './word.ts';

const web = deployment('{app: web}');
const ofPod = { layer: 'pod-policy', attachedTo: [] } as const;

/** A policy of `default` or of all namespaces, with the workload that it is for. */
function policy(apiVersion: string, kind: string, spec: object, more: object = {}): Files {
  const metadata = { name: 'egress', ...more };
  return { 'policy.json': { apiVersion, kind, metadata, spec }, 'web.yaml': web };
}

const namespaced = { namespace: 'default' };

/** As the policies of administrators had it before they were one kind. */
function toAdminRule({ action, cidr, ports: [start, end] }: SimpleRule): object {
  const port =
    start === end ? { portNumber: { protocol: 'TCP', port: start } } : { portRange: { protocol: 'TCP', start, end } };
  return { action: word[action], to: [{ networks: [cidr] }], ports: [port] };
}

function toCiliumSpec(rules: readonly SimpleRule[]): object {
  const entriesOf = (wanted: SimpleRule['action']): readonly object[] =>
    rules
      .filter(({ action }) => action === wanted)
      .map(({ cidr, ports: [port, endPort] }) => ({
        toCIDR: [cidr],
        toPorts: [{ ports: [{ port: `${port}`, endPort, protocol: 'TCP' }] }],
      }));
  return {
    endpointSelector: {},
    // It opens nothing, and closes where no other rule does.
    egress: [...entriesOf('allow'), {}],
    egressDeny: entriesOf('deny'),
  };
}

function toCalicoRule({ action, cidr, ports: [first, last] }: SimpleRule): object {
  return {
    action: word[action],
    protocol: 'TCP',
    destination: { nets: [cidr], ports: [first === last ? first : `${first}:${last}`] },
  };
}

const calico = 'projectcalico.org/v3';

/** A global policy for each rule; those of the custom resources have the names that Calico stores them under. */
function toOrderedPolicy(rule: SimpleRule, index: number, tier: string, apiVersion: string): object {
  return {
    apiVersion,
    kind: 'GlobalNetworkPolicy',
    metadata: { name: `${tier}.rule-${index}` },
    spec: { tier, order: index, types: ['Egress'], egress: [toCalicoRule(rule)] },
  };
}

/** It denies what no policy before it decides about. */
function toLastPolicy(apiVersion: string): object {
  const spec = { tier: 'default', order: 1000, types: ['Egress'], egress: [{ action: 'Deny' }] };
  return { apiVersion, kind: 'GlobalNetworkPolicy', metadata: { name: 'default.last' }, spec };
}

export const kubernetesDialects = {
  NetworkPolicy: {
    ...ofPod,
    decides: 'any: none denies',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) =>
      policy(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: rules.map(({ cidr, ports: [port, endPort] }) => ({
            to: [{ ipBlock: { cidr } }],
            ports: [{ protocol: 'TCP', port, endPort }],
          })),
        },
        namespaced,
      ),
  },
  AdminNetworkPolicy: {
    ...ofPod,
    decides: 'the first',
    otherwise: 'allow',
    hasListsInAnyOrder: false,
    families: [4, 6],
    write: (rules) =>
      policy('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', {
        priority: 1,
        subject: { namespaces: {} },
        egress: rules.map(toAdminRule),
      }),
  },
  'AdminNetworkPolicies, by priority': {
    ...ofPod,
    decides: 'the first',
    otherwise: 'allow',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const toPolicy = (rule: object, priority: number): object => ({
        apiVersion: 'policy.networking.k8s.io/v1alpha1',
        kind: 'AdminNetworkPolicy',
        metadata: { name: `rule-${priority}` },
        spec: { priority, subject: { pods: { namespaceSelector: {}, podSelector: {} } }, egress: [rule] },
      });
      const last = toPolicy({ action: 'Pass', to: [{ networks: ['0.0.0.0/0'] }] }, 1000);
      const items = [...rules.map((rule, index) => toPolicy(toAdminRule(rule), index)), last];
      return { 'policies.json': { apiVersion: 'v1', kind: 'List', items }, 'web.yaml': web };
    },
  },
  BaselineAdminNetworkPolicy: {
    ...ofPod,
    decides: 'the first',
    otherwise: 'allow',
    hasListsInAnyOrder: false,
    families: [4, 6],
    write: (rules) =>
      policy(
        'policy.networking.k8s.io/v1alpha1',
        'BaselineAdminNetworkPolicy',
        { subject: { namespaces: {} }, egress: rules.map(toAdminRule) },
        { name: 'default' },
      ),
  },
  ClusterNetworkPolicy: {
    ...ofPod,
    decides: 'the first',
    otherwise: 'allow',
    hasListsInAnyOrder: false,
    families: [4, 6],
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
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => policy('cilium.io/v2', 'CiliumNetworkPolicy', toCiliumSpec(rules), namespaced),
  },
  CiliumClusterwideNetworkPolicy: {
    ...ofPod,
    decides: 'any that denies',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => policy('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', toCiliumSpec(rules)),
  },
  'NetworkPolicy of Calico': {
    ...ofPod,
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: false,
    families: [4, 6],
    write: (rules) =>
      policy(calico, 'NetworkPolicy', { types: ['Egress'], egress: rules.map(toCalicoRule) }, namespaced),
  },
  'GlobalNetworkPolicy of Calico': {
    ...ofPod,
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: false,
    families: [4, 6],
    write: (rules) =>
      policy(calico, 'GlobalNetworkPolicy', { selector: 'all()', types: ['Egress'], egress: rules.map(toCalicoRule) }),
  },
  'GlobalNetworkPolicies of Calico, by order': {
    ...ofPod,
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const apiVersion = 'crd.projectcalico.org/v1';
      const ordered = rules.map((rule, index) => toOrderedPolicy(rule, index, 'default', apiVersion));
      const items = [...ordered, toLastPolicy(apiVersion)];
      return { 'policies.json': { apiVersion: 'v1', kind: 'List', items }, 'web.yaml': web };
    },
  },
  'Tiers of Calico': {
    ...ofPod,
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const ofTiers = rules.flatMap((rule, index) => [
        {
          apiVersion: calico,
          kind: 'Tier',
          metadata: { name: `tier-${index}` },
          spec: { order: index, defaultAction: 'Pass' },
        },
        toOrderedPolicy(rule, 0, `tier-${index}`, calico),
      ]);
      const items = [...ofTiers, toLastPolicy(calico)];
      return { 'policies.json': { apiVersion: 'v1', kind: 'List', items }, 'web.yaml': web };
    },
  },
} as const satisfies Dialects;
