import type { Origin } from '../../../reading/ruleFormat.ts';
import type { AzureNetwork, Subnet, VirtualNetwork } from '../azureNetwork.ts';
import { isSameId, nameInId } from '../azureResource.ts';
import { findSubnetsOfNodes } from '../networksOfNodes.ts';
import { toRanges } from '../../../flows/addressSpaces.ts';
import { covers, flowsTo } from '../../../flows/flowSet.ts';
import type { Site } from './effectiveRoute.ts';

/** A subnet names a route table that the files do not have, or is itself in a part of a network that no file tells. */
export interface MissingTable {
  readonly because: string;
  readonly virtualNetwork: VirtualNetwork;
}

/**
 * Where the nodes' traffic leaves, by their addresses; what has the same routes once. Nodes that no told subnet holds may be in
 * any network of which a file leaves something open: other addresses may belong to it.
 */
export function findSitesOfNodes(network: AzureNetwork, origin: Origin): readonly (Site | MissingTable)[] {
  const subnets = findSubnetsOfNodes(network, origin);
  const sites = findSites(network, (subnet) => subnets.includes(subnet));
  const { nodeRanges } = origin.network;
  const isWhole = covers(
    flowsTo(toRanges(subnets.flatMap(({ addressPrefixes }) => addressPrefixes))),
    flowsTo(nodeRanges),
  );
  const perhaps = isWhole ? [] : network.virtualNetworks;
  return [
    ...sites,
    ...perhaps.flatMap((virtualNetwork) =>
      virtualNetwork.untold === undefined ? [] : { because: virtualNetwork.untold, virtualNetwork },
    ),
  ];
}

export function findSites(
  network: AzureNetwork,
  isMeant: (subnet: Subnet) => boolean,
): readonly (Site | MissingTable)[] {
  return network.virtualNetworks.flatMap((virtualNetwork) =>
    virtualNetwork.subnets.filter(isMeant).map((subnet): Site | MissingTable => {
      const id = subnet.routeTableId;
      const table = id === undefined ? undefined : network.routeTables.find((one) => isSameId(one.id, id));
      if (id === undefined || table !== undefined) return { subnet, virtualNetwork, table };
      const because = `The route table ${nameInId(id)} of the subnet ${subnet.name} is not in the files: add the output of \`az network route-table list -o json\`.`;
      return { because, virtualNetwork };
    }),
  );
}
