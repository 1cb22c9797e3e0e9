import type { Plan } from '../plan/plan.ts';
import { toRanges } from './addressSpaces.ts';
import type { ClusterNetwork } from './formats/kubernetes/clusterNetwork.ts';

/** What the plan says of the cluster's network. */
export function clusterNetworkOf({ network, region }: Plan): ClusterNetwork {
  return {
    region,
    cni: network?.cni,
    podRanges: toRanges(network?.podCidrs ?? []),
    nodeRanges: toRanges(network?.nodeCidrs ?? []),
    serviceRanges: toRanges(network?.serviceCidrs ?? []),
  };
}
