/** Which routes of a table flows take: the longest prefix wins, and of equal ones static before propagated. */
import { prefixLengthOf } from '../../flows/address.ts';
import type { AddressRange } from '../../flows/address.ts';
import { intersect, isEmpty, subtract, ALL_FLOWS } from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { AddressBounds } from '../../flows/addressBounds.ts';
import { exactly, reaches, somewhereIn } from '../../flows/addressBounds.ts';
import type { AwsNetwork, Route, RouteTable } from './awsNetwork.ts';
import { boundsOfPrefixList } from './prefixListBounds.ts';

export interface OrderedRoute {
  readonly route: Route;
  readonly bounds: () => AddressBounds;
  /** Whether flows may take it, known without the bounds. */
  readonly mayTake: (flows: FlowSet) => boolean;
}

/**
 * Routes in the order in which they are tried. A prefix list is tried by each of its entries. Of those for one range the first
 * takes all, and the others are left out: what is left has few that bear on any address.
 */
export function orderRoutes(table: RouteTable, network: AwsNetwork): readonly OrderedRoute[] {
  const ranked = table.routes.flatMap((route) => rankRoute(route, network));
  const taken = new Set<string>();
  return ranked
    .toSorted((one, other) => other.rank - one.rank)
    .filter(({ range }) => {
      if (range === undefined) return true;
      const key = `${range.first}-${range.last} ${range.family}`;
      return !taken.has(key) && taken.add(key);
    })
    .map(({ ordered }) => ordered);
}

interface RankedRoute {
  readonly rank: number;
  /** Undefined where it is not known, or not for certain. */
  readonly range: AddressRange | undefined;
  readonly ordered: OrderedRoute;
}

function rankRoute(route: Route, network: AwsNetwork): readonly RankedRoute[] {
  const { destination, notUnderstood } = route;
  // A destination that is not known may be more specific than any other.
  const first = (bounds: () => AddressBounds): readonly RankedRoute[] => [
    { rank: Number.MAX_SAFE_INTEGER, range: undefined, ordered: { route, bounds, mayTake: () => true } },
  ];
  const byRange = (range: AddressRange, prefixLength: number, precedence: 0 | 1 | 2): RankedRoute => {
    let made: AddressBounds | undefined;
    const bounds = (): AddressBounds => (made ??= exactly([range]));
    // Of routes with one prefix those written by hand come first, then those of prefix lists, then propagated ones.
    return {
      rank: prefixLength * 3 + precedence,
      range,
      ordered: { route, bounds, mayTake: (flows) => reaches(flows, range) },
    };
  };
  if (notUnderstood !== undefined || destination.kind === 'not understood') {
    const because = notUnderstood ?? 'Its destination is not understood.';
    return first(() => somewhereIn(ALL_FLOWS, because));
  }
  if (destination.kind === 'range') {
    return [byRange(destination.range, destination.prefixLength, route.isPropagated ? 0 : 2)];
  }
  const list = network.prefixLists.get(destination.id);
  if (list?.ranges === undefined || !list.isComplete) return first(() => boundsOfPrefixList(network, destination.id));
  return list.ranges.map((range) => byRange(range, prefixLengthOf(range), 1));
}

export interface TakenRoute {
  readonly route: Route;
  /** The flows that take it for certain, and those that may. */
  readonly certain: FlowSet;
  readonly possible: FlowSet;
}

export function routesTaken(routes: readonly OrderedRoute[], flows: FlowSet): readonly TakenRoute[] {
  const taken: TakenRoute[] = [];
  let open = flows;
  for (const { route, bounds, mayTake } of routes) {
    if (isEmpty(open)) break;
    if (!mayTake(open)) continue;
    const { certain, possible } = bounds();
    const hit = intersect(open, possible);
    if (isEmpty(hit)) continue;
    const sure = intersect(hit, certain);
    taken.push({ route, certain: sure, possible: hit });
    open = subtract(open, sure);
  }
  return taken;
}
