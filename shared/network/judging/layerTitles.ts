import type { LayerKind } from '../../plan/plan.ts';

/** The layers of a packet's path as people call them. */
export const layerTitles = {
  'pod-policy': 'Pod policy',
  'node-firewall': 'Node firewall',
  'azure-nsg': 'Azure NSG',
  'azure-firewall': 'Azure Firewall',
  'aws-security-group': 'AWS security group',
  'aws-network-acl': 'AWS network ACL',
  'aws-network-firewall': 'AWS Network Firewall',
  'gcp-firewall': 'GCP firewall',
  proxy: 'Proxy',
  route: 'Route',
} as const satisfies Record<LayerKind, string>;
