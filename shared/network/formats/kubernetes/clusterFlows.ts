import { flowsTo, unite } from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';

/** What goes to the cluster's own addresses. */
export interface ClusterFlows {
  readonly pods: FlowSet;
  readonly podsAndNodes: FlowSet;
  readonly services: FlowSet;
}

const known = new WeakMap<ClusterNetwork, ClusterFlows>();

/** Put together once: every rule of a policy is compiled with them. */
export function clusterFlowsOf(network: ClusterNetwork): ClusterFlows {
  let flows = known.get(network);
  if (flows === undefined) {
    const { podRanges, nodeRanges, serviceRanges } = network;
    flows = {
      pods: flowsTo(podRanges),
      podsAndNodes: flowsTo([...podRanges, ...nodeRanges]),
      services: flowsTo(serviceRanges),
    };
    known.set(network, flows);
  }
  return flows;
}

/** All that a rule can match that goes by these addresses alone: what stands behind the address of a Service may have one. */
export function reachOfBlocks(addresses: FlowSet, network: ClusterNetwork): FlowSet {
  return unite(addresses, clusterFlowsOf(network).services);
}
