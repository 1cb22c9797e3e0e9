/**
 * Which traffic gets to the firewall, by the routes of the nodes' subnets: what is not routed to it passes it by. Of a subnet
 * without a route table the plan is believed, which names the firewall: a hub may lead there without one.
 */
import type { Origin } from '../../../reading/ruleFormat.ts';
import type { Section } from '../../../machine/ruleProgram.ts';
import { undecidedRules } from '../../../machine/undecidedRules.ts';
import type { AzureNetwork } from '../azureNetwork.ts';
import { isSameAddress } from '../bounds.ts';
import { compileRoutes } from '../../../machine/compileRoutes.ts';
import type { Consequence } from '../../../machine/compileRoutes.ts';
import { effectiveRoutes } from '../routes/effectiveRoutes.ts';
import type { EffectiveRoute } from '../routes/effectiveRoute.ts';
import { findSitesOfNodes } from '../routes/findSites.ts';
import type { AzureFirewall } from './azureFirewall.ts';

/** For each subnet of the nodes the sections that stand before the firewall's; one without any where none is known. */
export function compileWayToFirewall(
  network: AzureNetwork,
  firewall: AzureFirewall | undefined,
  origin: Origin,
): readonly (readonly Section[])[] {
  const next = { otherwise: 'next', otherwiseBy: [] } as const;
  const ways = findSitesOfNodes(network, origin).map((site): readonly Section[] => {
    if ('because' in site) return [{ rules: undecidedRules(site.virtualNetwork.place, site.because), ...next }];
    const { table } = site;
    if (table === undefined) return [];
    if (table.notUnderstood !== undefined)
      return [{ rules: undecidedRules(table.place, table.notUnderstood), ...next }];
    const routes = effectiveRoutes(site, network, origin.network.region);
    return [{ rules: compileRoutes(routes, (route) => leadsTo(route, firewall)), ...next, goesByFlowsAlone: true }];
  });
  return ways.length === 0 ? [[]] : ways;
}

function leadsTo({ nextHop, place }: EffectiveRoute, firewall: AzureFirewall | undefined): Consequence {
  switch (nextHop.kind) {
    case 'internet':
    case 'network':
      return { action: 'allow', does: 'passes the firewall by' };
    case 'nowhere':
      return { action: 'deny', does: 'leads nowhere' };
    case 'appliance': {
      const { address } = nextHop;
      const own = firewall?.privateAddresses ?? [];
      const isFirewall = own.length === 0 || own.some((each) => address !== undefined && isSameAddress(each, address));
      if (isFirewall) return { action: 'pass', does: 'leads to the firewall' };
      return {
        action: 'unknown',
        because: `${place.rule} leads to ${address ?? 'an appliance'}, which is not this firewall.`,
      };
    }
    case 'not understood':
      return { action: 'unknown', because: nextHop.because };
  }
}
