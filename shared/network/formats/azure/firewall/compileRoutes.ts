/**
 * Which traffic gets to the firewall, by the routes of the nodes' subnets: the longest prefix wins, and what is not routed to
 * the firewall passes it by. Without these routes in the files the plan is believed, which names the firewall.
 * Source: Azure virtual network documentation, "Virtual network traffic routing".
 */
import { prefixLengthOf } from '../../../address.ts';
import type { AddressRange } from '../../../address.ts';
import { NO_FLOWS } from '../../../flowSet.ts';
import type { Origin } from '../../../ruleFormat.ts';
import type { Rule, Section } from '../../../ruleProgram.ts';
import { boundsOfServiceTag, isSameAddress, parseAddressRange } from '../bounds.ts';
import { exactly } from '../../../addressBounds.ts';
import { undecidedRules } from '../../../undecidedRules.ts';
import type { AzureNetwork, Route, RouteTable } from '../azureNetwork.ts';
import { isSameId } from '../azureResource.ts';
import { findSubnetsOfNodes } from '../networksOfNodes.ts';
import type { AzureFirewall } from './azureFirewall.ts';

/** For each route table of the nodes the sections that stand before the firewall's; one without any where none is known. */
export function compileRoutes(
  network: AzureNetwork,
  firewall: AzureFirewall | undefined,
  origin: Origin,
): readonly (readonly Section[])[] {
  const ids = findSubnetsOfNodes(network, origin).flatMap(({ routeTableId }) => routeTableId ?? []);
  const tables = network.routeTables.filter(({ id }) => ids.some((one) => isSameId(one, id)));
  return tables.length === 0 ? [[]] : tables.map((table) => [compileTable(table, network, firewall, origin)]);
}

function compileTable(
  table: RouteTable,
  { serviceTags }: AzureNetwork,
  firewall: AzureFirewall | undefined,
  { network: { region } }: Origin,
): Section {
  const { place, notUnderstood } = table;
  const next = { otherwise: 'next', otherwiseBy: [] } as const;
  if (notUnderstood !== undefined) return { rules: undecidedRules(place, notUnderstood), ...next };
  const ranked = table.routes.flatMap((route): readonly RankedRule[] => {
    const range = parseAddressRange(route.prefix);
    if (range !== undefined) return compileRoute(route, [range], firewall);
    const known = serviceTags.get(route.prefix.toLowerCase());
    if (known !== undefined)
      return compileRoute(
        route,
        known.flatMap((text) => parseAddressRange(text) ?? []),
        firewall,
      );
    const { possible, because } = boundsOfServiceTag(route.prefix, { serviceTags, place: route.place, region });
    return undecidedRules(route.place, because ?? '').map((rule) => ({
      length: Number.MAX_SAFE_INTEGER,
      rule: { ...rule, match: () => ({ certain: NO_FLOWS, possible, unknownBecause: because }) },
    }));
  });
  const otherwise: Rule = {
    action: 'allow',
    isRoute: true,
    place: { ...place, rule: `${place.rule}: no route` },
    match: ({ flows }) => ({
      certain: NO_FLOWS,
      possible: flows,
      unknownBecause: `${place.rule} has no route for it to the firewall, which it may then pass by: add a route for 0.0.0.0/0.`,
    }),
  };
  const rules = ranked.toSorted((one, other) => other.length - one.length).map(({ rule }) => rule);
  return { rules: [...rules, otherwise], ...next };
}

interface RankedRule {
  /** Of the prefix. */
  readonly length: number;
  readonly rule: Rule;
}

function compileRoute(
  route: Route,
  ranges: readonly AddressRange[],
  firewall: AzureFirewall | undefined,
): readonly RankedRule[] {
  return ranges.flatMap((range) =>
    toRules(route, range, firewall).map((rule) => ({ length: prefixLengthOf(range), rule })),
  );
}

function toRules(route: Route, range: AddressRange, firewall: AzureFirewall | undefined): readonly Rule[] {
  const bounds = exactly([range]);
  const { nextHop, address } = route;
  const one = (action: Rule['action'], does: string): readonly Rule[] => [
    { action, isRoute: true, place: { ...route.place, rule: `${route.place.rule} (${does})` }, match: () => bounds },
  ];
  const unknown = (because: string): readonly Rule[] =>
    undecidedRules(route.place, because).map((rule) => ({
      ...rule,
      // What is not known ends here, so that no other route is tried for it.
      match: () => ({
        certain: rule.action === 'deny' ? bounds.certain : NO_FLOWS,
        possible: bounds.possible,
        unknownBecause: because,
      }),
    }));
  switch (nextHop) {
    case 'internet':
    case 'vnetlocal':
    case 'virtualnetworkgateway':
      return one('allow', 'passes the firewall by');
    case 'none':
      return one('deny', 'leads nowhere');
    case 'virtualappliance': {
      const own = firewall?.privateAddresses ?? [];
      const isFirewall = own.length === 0 || own.some((each) => address !== undefined && isSameAddress(each, address));
      if (isFirewall) return one('pass', 'leads to the firewall');
      return unknown(`${route.place.rule} leads to ${address ?? 'an appliance'}, which is not this firewall.`);
    }
    default:
      return unknown(`${route.place.rule}: The next hop “${nextHop}” is not known.`);
  }
}
