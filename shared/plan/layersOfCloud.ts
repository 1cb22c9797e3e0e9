import type { CloudId } from '../catalog/catalog.ts';
import type { LayerKind } from './plan.ts';

/**
 * The layers that a packet can meet on its way out of a data plane on each cloud, from the pod outward. A plan says of each
 * where its rules are, or that there is none. Routes may be declared as well, and are asked about where they are given.
 */
export const layersOfCloud = {
  azure: ['pod-policy', 'node-firewall', 'azure-nsg', 'azure-firewall', 'proxy'],
  aws: ['pod-policy', 'node-firewall', 'aws-security-group', 'aws-network-acl', 'aws-network-firewall', 'proxy'],
  gcp: ['pod-policy', 'node-firewall', 'gcp-firewall', 'proxy'],
  'on-premises': ['pod-policy', 'node-firewall', 'proxy'],
} as const satisfies Record<CloudId, readonly LayerKind[]>;
