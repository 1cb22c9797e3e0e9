/** Where the nodes are, by the addresses that the plan gives them. */
import { covers, flowsTo, overlaps } from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { Origin } from '../../reading/ruleFormat.ts';
import type { AzureNetwork, NetworkInterface, Subnet, VirtualNetwork } from './azureNetwork.ts';
import { isSameId } from './azureResource.ts';
import { parseAddressRange } from './bounds.ts';

export function findNetworksOfNodes({ virtualNetworks }: AzureNetwork, { network }: Origin): readonly VirtualNetwork[] {
  const nodes = flowsTo(network.nodeRanges);
  if (network.nodeRanges.length === 0) return [];
  return virtualNetworks.filter(({ addressPrefixes }) => covers(flowsOf(addressPrefixes), nodes));
}

/** Those that a node may be in. */
export function findSubnetsOfNodes({ virtualNetworks }: AzureNetwork, { network }: Origin): readonly Subnet[] {
  const nodes = flowsTo(network.nodeRanges);
  return virtualNetworks
    .flatMap(({ subnets }) => subnets)
    .filter(({ addressPrefixes }) => overlaps(flowsOf(addressPrefixes), nodes));
}

/** Those that a node may have: by its address or, of a scale set, by its subnet. */
export function findInterfacesOfNodes(network: AzureNetwork, origin: Origin): readonly NetworkInterface[] {
  const nodes = flowsTo(origin.network.nodeRanges);
  const subnetIds = findSubnetsOfNodes(network, origin).map(({ id }) => id);
  return network.interfaces.filter(({ configurations }) =>
    configurations.some(({ address, subnetId }) =>
      address === undefined
        ? subnetId === undefined || subnetIds.some((id) => isSameId(id, subnetId))
        : overlaps(flowsOf([address]), nodes),
    ),
  );
}

function flowsOf(prefixes: readonly string[]): FlowSet {
  return flowsTo(prefixes.flatMap((prefix) => parseAddressRange(prefix) ?? []));
}
