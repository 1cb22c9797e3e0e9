/** Rules of Google Cloud, as its command line prints them. */
import type { Dialect, Dialects, Files, SimpleRule } from './dialect.ts';

const root = 'https://www.googleapis.com/compute/v1/projects/p';
const network = `${root}/global/networks/vpc`;

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

/** A rule has ranges of one family. */
export const denyAll = ['0.0.0.0/0', '::/0'].map((cidr): SimpleRule => ({ action: 'deny', cidr, ports: [1, 65535] }));
const denyAllOfVpc = denyAll.map((rule, index) => toVpcRule(rule, 1000 + index, 65000));

/** It says which network the firewalls that are in effect are those of. */
const arrivals = {
  kind: 'compute#firewall',
  name: 'arrivals',
  network,
  direction: 'INGRESS',
  priority: 1000,
  sourceRanges: ['0.0.0.0/0'],
  allowed: [{ IPProtocol: 'all' }],
};

type PolicyType = 'HIERARCHY' | 'NETWORK' | 'NETWORK_REGIONAL';

/** The firewalls in effect with a policy that has these rules and denies the rest. */
export function effective(type: PolicyType, rules: readonly object[]): Files {
  const policy = {
    type,
    name: 'policy',
    rules: [...rules, ...denyAll.map((rule, index) => toPolicyRule(rule, 1000 + index))],
  };
  return { 'effective.json': { firewalls: [arrivals], firewallPolicys: [policy] } };
}

function toPolicyRule({ action, cidr, ports }: SimpleRule, priority: number): object {
  return {
    kind: 'compute#firewallPolicyRule',
    priority,
    direction: 'EGRESS',
    action,
    match: { destIpRanges: [cidr], layer4Configs: [{ ipProtocol: 'tcp', ports: [ports.join('-')] }] },
  };
}

function policyOf(type: PolicyType): Dialect {
  return {
    layer: 'gcp-firewall',
    attachedTo: ['vpc'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => effective(type, rules.map(toPolicyRule)),
  };
}

export const gcpDialects = {
  'GCP, by priority': {
    layer: 'gcp-firewall',
    attachedTo: ['vpc'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => ({
      'rules.json': [...rules.map((rule, index) => toVpcRule(rule, index, index)), ...denyAllOfVpc],
    }),
  },
  'GCP, of one priority': {
    layer: 'gcp-firewall',
    attachedTo: ['vpc'],
    decides: 'any that denies',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => ({
      'rules.json': [...rules.map((rule, index) => toVpcRule(rule, index, 1000)), ...denyAllOfVpc],
    }),
  },
  'GCP, a hierarchical policy': policyOf('HIERARCHY'),
  'GCP, a global policy': policyOf('NETWORK'),
  'GCP, a regional policy': policyOf('NETWORK_REGIONAL'),
  // A route leads somewhere or isn't there: none of them denies.
  'GCP routes': {
    layer: 'route',
    attachedTo: ['vpc'],
    decides: 'any: none denies',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    isPortless: true,
    write: (rules) => {
      const ofNetwork = { kind: 'compute#route', network };
      const ofSubnet = { name: 'subnet', destRange: '10.10.0.0/20', nextHopNetwork: network, priority: 0 };
      const toTunnel = { nextHopVpnTunnel: `${root}/regions/r1/vpnTunnels/t`, priority: 1000 };
      const routes = rules.map(({ cidr }, index) => ({ name: `route-${index}`, destRange: cidr, ...toTunnel }));
      return { 'routes.json': [ofSubnet, ...routes].map((route) => ({ ...ofNetwork, ...route })) };
    },
  },
} as const satisfies Dialects;
