import type { ConnectionVerdict } from '#shared/network/judging/verdict.ts';
import type { LayerKind } from '#shared/plan/plan.ts';
import { layerOf } from './layers.ts';
import type { Verdict } from '#shared/network/judging/verdict.ts';

/** All lengths are in the picture's own units. */
export interface Place {
  readonly id: string;
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Gate {
  readonly layer: LayerKind;
  readonly x: number;
}

export interface Stop {
  readonly layer: LayerKind;
  readonly verdict: Verdict;
  readonly x: number;
  readonly y: number;
}

export type Point = readonly [x: number, y: number];

/** One connection's line: from the side that opens it to the layer that blocks it, and on from there as far as it would have gone. */
export interface Way {
  readonly connection: ConnectionVerdict;
  readonly reached: readonly Point[];
  /** Empty where nothing blocks. */
  readonly beyond: readonly Point[];
  readonly stops: readonly Stop[];
  /** The side that opens it, and the other one: from the right to the left for what comes from outside. */
  readonly start: Point;
  readonly end: Point;
}

export interface PathLayout {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Place[];
  readonly endpoints: readonly Place[];
  /** Heads over endpoints that lie in the same network. */
  readonly scopes: readonly { readonly scope: ConnectionVerdict['scope']; readonly x: number; readonly y: number }[];
  readonly gates: readonly Gate[];
  readonly ways: readonly Way[];
}

/** Where on the way each layer stands: pods and nodes before the lines part, the cloud's own layers after. */
const nearLayers: ReadonlySet<LayerKind> = new Set(['pod-policy', 'node-firewall']);
const scopeOrder: readonly ConnectionVerdict['scope'][] = [
  'cluster-internal',
  'vpc-internal',
  'control-plane',
  'internet',
];

const boxWidth = 176;
const endpointWidth = 236;
const gateStep = 90;
const laneStep = 9;
const rowHeight = 30;
const groupGap = 10;
const scopeHead = 20;
const top = 44;

/**
 * Components at the left, endpoints at the right in the networks where they lie, one orthogonal line a connection. A line
 * passes the layers near the pod at its component's height and the cloud's at its endpoint's; between them it changes
 * height in a lane of its own, so that no two lines lie on each other.
 */
export function layoutPath(connections: readonly ConnectionVerdict[], layers: readonly LayerKind[]): PathLayout {
  const sources = placeSources(connections);
  const targets = placeTargets(connections);
  const near = layers.filter((layer) => nearLayers.has(layer));
  const far = layers.filter((layer) => !nearLayers.has(layer));
  const laneStart = boxWidth + gateStep * near.length + gateStep / 2;
  const laneEnd = laneStart + laneStep * (connections.length + 1);
  const endpointX = laneEnd + gateStep * far.length + gateStep / 2;
  const gates: readonly Gate[] = [
    ...near.map((layer, index) => ({ layer, x: boxWidth + gateStep * (index + 0.75) })),
    ...far.map((layer, index) => ({ layer, x: laneEnd + gateStep * (index + 0.5) })),
  ];
  const lanes = assignLanes(connections, sources.heights, targets.heights);
  const ways = connections.map((connection) => {
    const from = sources.heights.get(connection.id) ?? top;
    const to = targets.heights.get(connection.id) ?? top;
    const lane = laneStart + laneStep * ((lanes.get(connection.id) ?? 0) + 1);
    return toWay(connection, gates, { from, to, lane, endpointX });
  });
  return {
    width: endpointX + endpointWidth,
    height: Math.max(sources.height, targets.height) + 8,
    components: sources.places,
    endpoints: targets.places.map((place) => ({ ...place, x: endpointX })),
    scopes: targets.scopes.map((scope) => ({ ...scope, x: endpointX })),
    gates,
    ways,
  };
}

interface Heights {
  readonly heights: ReadonlyMap<string, number>;
  readonly places: readonly Place[];
  readonly height: number;
}

/** A box a component, high enough for all of its lines. */
function placeSources(connections: readonly ConnectionVerdict[]): Heights {
  const heights = new Map<string, number>();
  let y = top;
  const places = [...Map.groupBy(connections, ({ component }) => component)].map(([component, own]) => {
    const place = { id: component, title: component, x: 0, y, width: boxWidth, height: own.length * rowHeight };
    for (const [index, { id }] of own.entries()) heights.set(id, y + (index + 0.5) * rowHeight);
    y += place.height + groupGap;
    return place;
  });
  return { heights, places, height: y };
}

function placeTargets(connections: readonly ConnectionVerdict[]): Heights & Pick<PathLayout, 'scopes'> {
  const heights = new Map<string, number>();
  const places: Place[] = [];
  const scopes: PathLayout['scopes'][number][] = [];
  let y = top;
  for (const scope of scopeOrder) {
    const own = connections.filter((connection) => connection.scope === scope);
    if (own.length === 0) continue;
    scopes.push({ scope, x: 0, y: y + scopeHead - 7 });
    y += scopeHead;
    for (const { id, endpoint } of own) {
      places.push({ id, title: endpoint, x: 0, y: y + 3, width: endpointWidth, height: rowHeight - 6 });
      heights.set(id, y + rowHeight / 2);
      y += rowHeight;
    }
    y += groupGap;
  }
  return { heights, places, scopes, height: y };
}

/** Lines that go down turn the sooner the lower they start, those that go up the sooner the higher: so they cross least. */
function assignLanes(
  connections: readonly ConnectionVerdict[],
  from: ReadonlyMap<string, number>,
  to: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const start = ({ id }: ConnectionVerdict): number => from.get(id) ?? 0;
  const goesDown = (connection: ConnectionVerdict): boolean => (to.get(connection.id) ?? 0) >= start(connection);
  const down = connections.filter(goesDown).toSorted((one, other) => start(other) - start(one));
  const up = connections
    .filter((connection) => !goesDown(connection))
    .toSorted((one, other) => start(one) - start(other));
  return new Map([...up, ...down].map(({ id }, index) => [id, index]));
}

interface WayPlaces {
  readonly from: number;
  readonly to: number;
  readonly lane: number;
  readonly endpointX: number;
}

function toWay(connection: ConnectionVerdict, gates: readonly Gate[], { from, to, lane, endpointX }: WayPlaces): Way {
  const stops = gates.flatMap(({ layer, x }) => {
    const verdict = layerOf(connection, layer)?.verdict;
    return verdict === undefined || verdict === 'not-applicable'
      ? []
      : [{ layer, verdict, x, y: x < lane ? from : to }];
  });
  const outward: readonly Point[] = [
    [boxWidth, from],
    [lane, from],
    [lane, to],
    [endpointX, to],
  ];
  const component: Point = [boxWidth, from];
  const endpoint: Point = [endpointX, to];
  const isInbound = connection.direction === 'inbound';
  const whole = isInbound ? outward.toReversed() : outward;
  const [start, end] = isInbound ? [endpoint, component] : [component, endpoint];
  const block = stops.find(({ layer }) => layer === connection.blockedBy);
  const [reached, beyond] = block === undefined ? [whole, []] : splitAt(whole, [block.x, block.y]);
  return { connection, reached, beyond, stops, start, end };
}

/** Cuts a line at a point that lies on one of its horizontal pieces. */
function splitAt(points: readonly Point[], [x, y]: Point): readonly [readonly Point[], readonly Point[]] {
  const index = points.findIndex(([from, height], place) => {
    const next = points[place + 1];
    if (next === undefined || height !== y || next[1] !== y) return false;
    return Math.min(from, next[0]) <= x && x <= Math.max(from, next[0]);
  });
  return [
    [...points.slice(0, index + 1), [x, y]],
    [[x, y], ...points.slice(index + 1)],
  ];
}
