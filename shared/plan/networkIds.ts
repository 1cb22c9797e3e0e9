// Apart from the plan's schema, so that who needs the lists loads no more.

/** From the pod outward, in the order in which a packet meets them; a proxy or a route may stand anywhere. */
export const layerKinds = [
  'pod-policy',
  'node-firewall',
  'azure-nsg',
  'azure-firewall',
  'aws-security-group',
  'aws-network-acl',
  'aws-network-firewall',
  'gcp-firewall',
  'proxy',
  'route',
] as const;

export const cniIds = ['cilium', 'calico', 'ovn-kubernetes', 'antrea', 'amazon-vpc-cni', 'generic'] as const;

export type LayerKind = (typeof layerKinds)[number];
export type Cni = (typeof cniIds)[number];
