/** Routes that Azure adds to those of a route table, and those that it may add for all that the files tell. */
import { prefixLengthOf } from '../../../flows/address.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { exactly, somewhereIn } from '../../../flows/addressBounds.ts';
import { privateRanges, publicRanges, toRanges } from '../../../flows/addressSpaces.ts';
import { ALL_IPV4_FLOWS, ALL_IPV6_FLOWS, covers, flowsTo, isEmpty, subtract } from '../../../flows/flowSet.ts';
import type { AzureNetwork, Subnet, VirtualNetwork } from '../azureNetwork.ts';
import { firstRank, rankOf } from './effectiveRoute.ts';
import type { EffectiveRoute, NextHop, Site } from './effectiveRoute.ts';

const [everywhere4, everywhere6] = toRanges(['0.0.0.0/0', '::/0']) as [AddressRange, AddressRange];
/** Dropped by Azure as long as nothing else is said of them. */
const reserved = toRanges(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']);

export function systemRoutes(site: Site, network: AzureNetwork): readonly EffectiveRoute[] {
  const { virtualNetwork, subnet, table } = site;
  const place = (subnet === undefined ? table?.place : virtualNetwork?.place) ?? unplaced;
  const route = (range: AddressRange, kind: 'internet' | 'nowhere' | 'network', what: string): EffectiveRoute => ({
    to: exactly([range]),
    nextHop: { kind },
    place: { ...place, rule: `${place.rule}: ${what}`, isBuiltIn: true },
    rank: rankOf(prefixLengthOf(range), 0),
  });
  const perhaps = (
    to: EffectiveRoute['to'],
    what: string,
    rank: number,
    nextHop: NextHop = toNetwork,
  ): readonly EffectiveRoute[] =>
    isEmpty(to.possible)
      ? []
      : [{ to, nextHop, place: { ...place, rule: `${place.rule}: ${what}`, isBuiltIn: true }, rank }];

  const own = toRanges(virtualNetwork?.addressPrefixes ?? []);
  const peered = toRanges(virtualNetwork?.peeredPrefixes ?? []);
  const local = flowsTo([...own, ...peered]);
  const isDefaultTaken = table?.routes.some(({ prefix }) => prefix === '0.0.0.0/0') === true;
  const dropped = isDefaultTaken
    ? []
    : reserved.filter((range) => !own.some((one) => covers(flowsTo([one]), flowsTo([range]))));
  return [
    ...own.map((range) => route(range, 'network', 'system route of the virtual network')),
    ...peered.map((range) => route(range, 'network', 'system route of a peering')),
    ...dropped.map((range) => route(range, 'nowhere', 'system route that drops what is reserved')),
    route(everywhere4, 'internet', 'system route to the internet'),
    route(everywhere6, 'internet', 'system route to the internet'),
    ...(virtualNetwork === undefined || virtualNetwork.untold !== undefined
      ? perhaps(
          somewhereIn(
            flowsTo(privateRanges),
            virtualNetwork?.untold ??
              `Which addresses lie in the virtual network of ${place.rule} is not in the files: add the output of \`az network vnet list -o json\`.`,
          ),
          'the virtual network',
          firstRank,
        )
      : []),
    // A route that is learnt may have any prefix; those of the network itself are preferred to it.
    ...(table?.ignoresLearntRoutes !== true && virtualNetwork?.mayLearnRoutes === true
      ? (
          [
            [ALL_IPV4_FLOWS, 32],
            [ALL_IPV6_FLOWS, 128],
          ] as const
        ).flatMap(([family, length]) =>
          perhaps(
            somewhereIn(
              subtract(family, local),
              `${virtualNetwork.place.rule} may learn routes from a gateway, which no file tells: see \`az network nic show-effective-route-table\`, or set disableBgpRoutePropagation of the route table.`,
            ),
            'a route that is learnt from a gateway',
            rankOf(length, 0),
          ),
        )
      : []),
    ...perhaps(
      somewhereIn(
        flowsTo(rangesOfPrivateEndpoints(virtualNetwork, network)),
        'A private endpoint has a route of its own, which is more specific than that of its network; whether it is one is not known: write a route for its address, or enable privateEndpointNetworkPolicies of its subnet.',
      ),
      'the route of a private endpoint',
      rankOf(32, 0),
    ),
    ...(subnet === undefined || subnet.serviceEndpoints.length === 0
      ? []
      : perhaps(
          somewhereIn(
            flowsTo(publicRanges),
            `The service endpoints of ${subnet.name} (${subnet.serviceEndpoints.join(', ')}) have routes of their own to addresses that Azure manages.`,
          ),
          'the routes of a service endpoint',
          firstRank,
          subnet.hasEndpointPolicies
            ? {
                kind: 'not understood',
                because: `The service endpoint policies of ${subnet.name} say which accounts are reached, and are not in the files.`,
              }
            : toNetwork,
        )),
  ];
}

const unplaced = { file: '', document: 0, path: [], rule: 'Azure' };
const toNetwork: NextHop = { kind: 'network' };

/** Where private endpoints are, or may be: in a peered network that the files do not describe. */
function rangesOfPrivateEndpoints(
  own: VirtualNetwork | undefined,
  { virtualNetworks }: AzureNetwork,
): readonly AddressRange[] {
  if (own === undefined) return [];
  const rangesIn = (subnets: readonly Subnet[]): readonly AddressRange[] =>
    subnets.flatMap(({ hasPrivateEndpoints, routesBearOnEndpoints, addressPrefixes }) =>
      hasPrivateEndpoints && !routesBearOnEndpoints ? toRanges(addressPrefixes) : [],
    );
  const peered = own.peeredPrefixes.flatMap((prefix) => {
    const other = virtualNetworks.find(({ addressPrefixes }) => addressPrefixes.includes(prefix));
    return other === undefined || other.untold !== undefined ? toRanges([prefix]) : rangesIn(other.subnets);
  });
  return [...rangesIn(own.subnets), ...peered];
}
