import { entryOf } from '../../../../kernel/entryOf.ts';
import type { Origin } from '../../../reading/ruleFormat.ts';
import type { AzureNetwork, RouteTable, Subnet, VirtualNetwork } from '../azureNetwork.ts';
import { finderById, nameInId } from '../azureResource.ts';
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
  const subnets = new Set(findSubnetsOfNodes(network, origin));
  const sites = findSites(network, (subnet) => subnets.has(subnet));
  const { nodeRanges } = origin.network;
  const isWhole = covers(
    flowsTo(toRanges([...subnets].flatMap(({ addressPrefixes }) => addressPrefixes))),
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

const tablesCalled = finderById(({ id }: RouteTable) => id);

/** Of subnets that have the same routes the first stands for all. */
export function findSites(
  network: AzureNetwork,
  isMeant: (subnet: Subnet) => boolean,
): readonly (Site | MissingTable)[] {
  return network.virtualNetworks.flatMap((virtualNetwork) => {
    const alike = new Map<RouteTable | undefined, Site>();
    const others: (Site | MissingTable)[] = [];
    for (const subnet of virtualNetwork.subnets.filter(isMeant)) {
      const id = subnet.routeTableId;
      const [table] = id === undefined ? [] : tablesCalled(network.routeTables, id);
      const site: Site = { subnet, virtualNetwork, table };
      if (id !== undefined && table === undefined) {
        const because = `The route table ${nameInId(id)} of the subnet ${subnet.name} is not in the files: add the output of \`az network route-table list -o json\`.`;
        others.push({ because, virtualNetwork });
      } else if (hasRoutesOfItsOwn(subnet)) {
        others.push(site);
      } else {
        entryOf(alike, table, () => site);
      }
    }
    return [...alike.values(), ...others];
  });
}

/** Whether something is said of this one alone in its routes. */
function hasRoutesOfItsOwn({ serviceEndpoints, hasDefaultOutbound, hasNatGateway }: Subnet): boolean {
  return serviceEndpoints.length > 0 || (hasDefaultOutbound === false && !hasNatGateway);
}
