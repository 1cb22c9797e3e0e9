/** Whether there is a way out of the nodes' subnets at all, by their routes: what a firewall on it does is another layer's to say. */
import type { LayerBinding, Origin } from '../../../reading/ruleFormat.ts';
import type { RuleProgram } from '../../../machine/ruleProgram.ts';
import { undecidedRules } from '../../../machine/undecidedRules.ts';
import type { AzureNetwork, RouteTable, Subnet } from '../azureNetwork.ts';
import { isSameId } from '../azureResource.ts';
import { isSameAddress } from '../bounds.ts';
import { compileRoutes } from '../../../machine/compileRoutes.ts';
import type { Consequence } from '../../../machine/compileRoutes.ts';
import { effectiveRoutes } from './effectiveRoutes.ts';
import type { EffectiveRoute, Site } from './effectiveRoute.ts';
import { findSites, findSitesOfNodes } from './findSites.ts';
import type { MissingTable } from './findSites.ts';

/** `attachedTo` names subnets or route tables; where it names nothing, the subnets that the nodes' addresses lie in are meant. */
export function bindRoutes(network: AzureNetwork, attachedTo: readonly string[], origin: Origin): LayerBinding {
  const sites: (Site | MissingTable)[] = attachedTo.length === 0 ? [...findSitesOfNodes(network, origin)] : [];
  for (const target of attachedTo) {
    const meant = findSitesNamed(network, target);
    if (meant.length === 0) {
      const because = `No subnet or route table in the files is called ${target}: add the output of \`az network vnet list -o json\` and \`az network route-table list -o json\`.`;
      return { kind: 'unbound', because };
    }
    sites.push(...meant);
  }
  if (sites.length === 0) {
    const because =
      'In which subnets the nodes are is not known: set attachedTo of the layer route or network.nodeCidrs, and add the output of `az network vnet list -o json`.';
    return { kind: 'unbound', because };
  }
  return { kind: 'bound', programs: sites.map((site) => compileSite(site, network, origin)) };
}

/** Subnets by their own name or id, or by that of their route table; a table that no subnet has stands by itself. */
export function findSitesNamed(network: AzureNetwork, target: string): readonly (Site | MissingTable)[] {
  const isMeant = ({ name, id }: Pick<Subnet | RouteTable, 'name' | 'id'>): boolean =>
    name.toLowerCase() === target.toLowerCase() || isSameId(id, target);
  const tables = network.routeTables.filter(isMeant);
  const sites = findSites(
    network,
    (subnet) => isMeant(subnet) || tables.some(({ id }) => isSameId(id, subnet.routeTableId)),
  );
  if (sites.length > 0) return sites;
  return tables.map((table) => ({ table, subnet: undefined, virtualNetwork: undefined }));
}

function compileSite(site: Site | MissingTable, network: AzureNetwork, origin: Origin): RuleProgram {
  if ('because' in site) return undecided(undecidedRules(site.virtualNetwork.place, site.because));
  const { table, subnet } = site;
  if (table?.notUnderstood !== undefined) return undecided(undecidedRules(table.place, table.notUnderstood));
  const routes = effectiveRoutes(site, network, origin.network.region);
  const rules = compileRoutes(routes, (route) => leadsTo(route, subnet, network));
  return { sections: [{ rules, otherwise: 'deny', otherwiseBy: [], goesByFlowsAlone: true }] };
}

function undecided(rules: RuleProgram['sections'][number]['rules']): RuleProgram {
  return { sections: [{ rules, otherwise: 'deny', otherwiseBy: [] }] };
}

function leadsTo({ nextHop, place }: EffectiveRoute, subnet: Subnet | undefined, network: AzureNetwork): Consequence {
  switch (nextHop.kind) {
    case 'network':
      return { action: 'allow', does: 'leads on' };
    case 'nowhere':
      return { action: 'deny', does: 'leads nowhere' };
    case 'internet':
      if (subnet?.hasDefaultOutbound !== false || subnet.hasNatGateway) return { action: 'allow', does: 'leads on' };
      return {
        action: 'unknown',
        because: `${subnet.name} has no outbound access by default and no NAT gateway: whether a public address or a load balancer lets the nodes out is not in the files.`,
      };
    case 'appliance': {
      const { address } = nextHop;
      const isFirewall = network.firewalls.some(({ privateAddresses }) =>
        privateAddresses.some((own) => address !== undefined && isSameAddress(own, address)),
      );
      if (isFirewall) return { action: 'allow', does: 'leads to the firewall' };
      return {
        action: 'unknown',
        because: `${place.rule} leads to ${address ?? 'an appliance'}, and what that is the files do not tell: add the output of \`az network firewall list -o json\` where it is an Azure Firewall.`,
      };
    }
    case 'not understood':
      return { action: 'unknown', because: nextHop.because };
  }
}
