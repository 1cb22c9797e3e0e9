import type { Plan } from '../../plan/plan.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';

/** What the plan says of the cluster's network. */
export function clusterNetworkOf({ network, cloud, region }: Plan): ClusterNetwork {
  return {
    cloud,
    region,
    cni: network?.cni,
    podRanges: toRanges(network?.podCidrs ?? []),
    nodeRanges: toRanges(network?.nodeCidrs ?? []),
    serviceRanges: toRanges(network?.serviceCidrs ?? []),
  };
}
