/** Where the nodes are, by the addresses that the plan gives them. */
import { covers, flowsTo, overlaps } from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { Origin } from '../../reading/ruleFormat.ts';
import type { AzureNetwork, NetworkInterface, Subnet, VirtualNetwork } from './azureNetwork.ts';
import { isExpression } from './armExpression.ts';
import { finderById } from './azureResource.ts';
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

const subnetsCalled = finderById(({ id }: Subnet) => id);

/** Those that a node may have: by its address or, of a scale set, by its subnet, which a template may leave open. */
export function findInterfacesOfNodes(network: AzureNetwork, origin: Origin): readonly NetworkInterface[] {
  const nodes = flowsTo(origin.network.nodeRanges);
  const ofNodes = findSubnetsOfNodes(network, origin);
  const all = network.virtualNetworks.flatMap(({ subnets }) => subnets);
  const mayBeOfNodes = (subnetId: string | undefined): boolean =>
    subnetsCalled(ofNodes, subnetId).length > 0 || (isOpenId(subnetId) && subnetsCalled(all, subnetId).length === 0);
  return network.interfaces.filter(({ configurations }) =>
    configurations.some(({ address, subnetId }) =>
      address === undefined ? mayBeOfNodes(subnetId) : overlaps(flowsOf([address]), nodes),
    ),
  );
}

/** Whether it may name anything: an expression that a template does not tell, alone or, in braces, in a part of the id. */
function isOpenId(id: string | undefined): boolean {
  return id === undefined || isExpression(id) || id.includes('{');
}

function flowsOf(prefixes: readonly string[]): FlowSet {
  return flowsTo(prefixes.flatMap((prefix) => parseAddressRange(prefix) ?? []));
}
