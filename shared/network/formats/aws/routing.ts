/** Which routes of a table flows take: the longest prefix wins, and of equal ones static before propagated. */
import { intersect, isEmpty, subtract, ALL_FLOWS } from '../../flowSet.ts';
import type { FlowSet } from '../../flowSet.ts';
import type { AddressBounds } from './addressBounds.ts';
import { exactly, somewhereIn } from './addressBounds.ts';
import type { AwsNetwork, Route, RouteTable } from './awsNetwork.ts';
import { boundsOfPrefixList } from './prefixListBounds.ts';

export interface OrderedRoute {
  readonly route: Route;
  readonly bounds: () => AddressBounds;
}

/** Routes in the order in which they are tried. A prefix list is tried by each of its entries. */
export function orderRoutes(table: RouteTable, network: AwsNetwork): readonly OrderedRoute[] {
  const ordered = table.routes.flatMap((route): { rank: number; ordered: OrderedRoute }[] => {
    const once = (make: () => AddressBounds): (() => AddressBounds) => {
      let made: AddressBounds | undefined;
      return () => (made ??= make());
    };
    const { destination } = route;
    if (route.notUnderstood !== undefined || destination.kind === 'not understood') {
      // It may be more specific than any other.
      const because = route.notUnderstood ?? 'Its destination is not understood.';
      return [
        { rank: Number.MAX_SAFE_INTEGER, ordered: { route, bounds: once(() => somewhereIn(ALL_FLOWS, because)) } },
      ];
    }
    if (destination.kind === 'range') {
      const { range, prefixLength } = destination;
      return [
        {
          rank: rankOf(prefixLength, route.isPropagated ? 0 : 2),
          ordered: { route, bounds: once(() => exactly([range])) },
        },
      ];
    }
    const list = network.prefixLists.get(destination.id);
    if (list?.ranges === undefined || !list.isComplete) {
      const bounds = once(() => boundsOfPrefixList(network, destination.id));
      return [{ rank: Number.MAX_SAFE_INTEGER, ordered: { route, bounds } }];
    }
    return list.ranges.map((range) => ({
      rank: rankOf(prefixLengthOf(range), 1),
      ordered: { route, bounds: once(() => exactly([range])) },
    }));
  });
  return ordered.toSorted((one, other) => other.rank - one.rank).map((item) => item.ordered);
}

/** Routes of equal prefixes: those written by hand, then those of prefix lists, then propagated ones. */
function rankOf(prefixLength: number, precedence: 0 | 1 | 2): number {
  return prefixLength * 3 + precedence;
}

function prefixLengthOf(range: {
  readonly first: number | bigint;
  readonly last: number | bigint;
  readonly family: 4 | 6;
}): number {
  const size = BigInt(range.last) - BigInt(range.first) + 1n;
  return (range.family === 4 ? 33 : 129) - size.toString(2).length;
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
  for (const { route, bounds } of routes) {
    if (isEmpty(open)) break;
    const { certain, possible } = bounds();
    const hit = intersect(open, possible);
    if (isEmpty(hit)) continue;
    const sure = intersect(hit, certain);
    taken.push({ route, certain: sure, possible: hit });
    open = subtract(open, sure);
  }
  return taken;
}
