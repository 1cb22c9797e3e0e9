/**
 * The routes that hold in a subnet, in the order in which they are tried: the longest prefix first, and of equal ones a
 * user's before Azure's own. Source: Azure virtual network documentation, "Virtual network traffic routing".
 */
import { prefixLengthOf } from '../../../flows/address.ts';
import { exactly } from '../../../flows/addressBounds.ts';
import type { AzureNetwork, Route } from '../azureNetwork.ts';
import { ALL_FLOWS, NO_FLOWS } from '../../../flows/flowSet.ts';
import { boundsOfServiceTag, looksLikeAddress, parseAddressRange } from '../bounds.ts';
import { firstRank, highestPrecedence, rankOf } from './effectiveRoute.ts';
import type { EffectiveRoute, NextHop, Site } from './effectiveRoute.ts';
import { systemRoutes } from './systemRoutes.ts';

export function effectiveRoutes(
  site: Site,
  network: AzureNetwork,
  region: string | undefined,
): readonly EffectiveRoute[] {
  const own = (site.table?.routes ?? []).flatMap((route) => rankRoute(route, network, region));
  return [...own, ...systemRoutes(site, network)].toSorted((one, other) => other.rank - one.rank);
}

/** Of one prefix an explicit route comes first, then tags of a region, other tags, and those that stand for all of Azure. */
function precedenceOf(prefix: string): number {
  if (parseAddressRange(prefix) !== undefined) return highestPrecedence;
  const [tag, region] = prefix.toLowerCase().split('.');
  return (tag === 'azurecloud' ? 1 : 3) + (region === undefined ? 0 : 1);
}

function rankRoute(route: Route, { serviceTags }: AzureNetwork, region: string | undefined): readonly EffectiveRoute[] {
  const { prefix, place } = route;
  const nextHop = readNextHop(route);
  const range = parseAddressRange(prefix);
  const known = serviceTags.get(prefix.toLowerCase())?.flatMap((text) => parseAddressRange(text) ?? []);
  const ranges = range === undefined ? known : [range];
  if (looksLikeAddress(prefix) && range === undefined) {
    const because = `${place.rule}: Its address range is not known.`;
    return [{ to: { certain: NO_FLOWS, possible: ALL_FLOWS, because }, nextHop, place, rank: firstRank }];
  }
  if (ranges === undefined) {
    const { possible, certain, because } = boundsOfServiceTag(prefix, { serviceTags, place, region });
    return [{ to: { possible, certain, because }, nextHop, place, rank: firstRank }];
  }
  return ranges.map((one) => ({
    to: exactly([one]),
    nextHop,
    place,
    rank: rankOf(prefixLengthOf(one), precedenceOf(prefix)),
  }));
}

function readNextHop({ nextHop, address, place }: Route): NextHop {
  switch (nextHop) {
    case 'internet':
      return { kind: 'internet' };
    case 'vnetlocal':
    case 'virtualnetworkgateway':
      return { kind: 'network' };
    case 'none':
      return { kind: 'nowhere' };
    case 'virtualappliance':
      return { kind: 'appliance', address };
    case undefined:
      return { kind: 'not understood', because: `${place.rule}: Its next hop is not known.` };
  }
}
