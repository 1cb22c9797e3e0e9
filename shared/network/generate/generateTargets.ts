import type { LayerKind } from '../../plan/networkIds.ts';

/** What rules can be generated for. Apart from the writers, so that who needs the list loads no more. */
export const generateTargets = [
  'networkpolicy',
  'cilium',
  'azure-firewall',
  'azure-nsg',
  'aws-security-group',
  'aws-network-firewall',
  'gcp',
  'iptables',
  'squid',
  'csv',
] as const;
export type GenerateTarget = (typeof generateTargets)[number];

/** As people call them. */
export const generateTargetTitles = {
  networkpolicy: 'Kubernetes NetworkPolicy',
  cilium: 'Cilium policies, by name',
  'azure-firewall': 'Azure Firewall',
  'azure-nsg': 'Azure NSG',
  'aws-security-group': 'AWS security group',
  'aws-network-firewall': 'AWS Network Firewall',
  gcp: 'GCP firewall policy',
  iptables: 'iptables of the nodes',
  squid: 'Proxy (squid)',
  csv: 'Change request (CSV)',
} as const satisfies Record<GenerateTarget, string>;

/** At which layer they are put in force; a request is about all. */
export const layerOfTarget = {
  networkpolicy: 'pod-policy',
  cilium: 'pod-policy',
  'azure-firewall': 'azure-firewall',
  'azure-nsg': 'azure-nsg',
  'aws-security-group': 'aws-security-group',
  'aws-network-firewall': 'aws-network-firewall',
  gcp: 'gcp-firewall',
  iptables: 'node-firewall',
  squid: 'proxy',
  csv: undefined,
} as const satisfies Record<GenerateTarget, LayerKind | undefined>;
