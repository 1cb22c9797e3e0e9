import { describe, expect, it } from 'vitest';
import { sample } from '../../client/testing/sample.ts';
import { layersOf } from './layers.ts';
import { layoutPath } from './layoutPath.ts';
import type { Point, Way } from './layoutPath.ts';

const { egress } = sample;
const connections = [...egress.connections, ...egress.preconditions];
const layout = layoutPath(connections, layersOf(egress));

const whole = ({ reached, beyond }: Way): readonly Point[] => [...reached, ...beyond];
const pieces = (points: readonly Point[]) => points.slice(1).map((to, index) => ({ from: points[index] ?? to, to }));

describe('the picture of the path', () => {
  it('has one line for each connection, from its component to its endpoint', () => {
    expect(layout.ways.map(({ connection }) => connection.id)).toEqual(connections.map(({ id }) => id));
    for (const way of layout.ways) {
      const { connection } = way;
      const [start, end] = connection.direction === 'inbound' ? [way.end, way.start] : [way.start, way.end];
      const box = layout.components.find(({ title }) => title === connection.component);
      expect(start[0]).toBe((box?.x ?? 0) + (box?.width ?? 0));
      expect(start[1]).toBeGreaterThan(box?.y ?? Number.POSITIVE_INFINITY);
      expect(start[1]).toBeLessThan((box?.y ?? 0) + (box?.height ?? 0));
      const target = layout.endpoints.find(({ id }) => id === connection.id);
      expect(end).toEqual([target?.x, (target?.y ?? 0) + (target?.height ?? 0) / 2]);
    }
  });

  it('leads from the side that opens the connection, which is outside for what comes in', () => {
    const [inbound, outbound] = Object.values(
      Object.groupBy(layout.ways, ({ connection }) => (connection.direction === 'inbound' ? 'in' : 'out')),
    ).toSorted((one, other) => one.length - other.length);
    expect(inbound?.map(({ connection }) => connection.id)).toEqual(['container-registry--public-registry']);
    for (const { start, end, reached } of inbound ?? []) {
      expect(start[0]).toBeGreaterThan(end[0]);
      expect([reached[0], reached.at(-1)]).toEqual([start, end]);
    }
    for (const { start, end } of outbound ?? []) expect(start[0]).toBeLessThan(end[0]);
  });

  it('breaks what comes in at the layer that it meets from outside', () => {
    const inbound = connections.find(({ direction }) => direction === 'inbound');
    if (inbound === undefined) throw new Error('The sample has no row that comes in.');
    const layers = inbound.layers.map((layer) =>
      layer.layer === 'azure-nsg' ? { ...layer, verdict: 'denied' as const } : layer,
    );
    const [way] = layoutPath([{ ...inbound, layers, blockedBy: 'azure-nsg' }], layersOf(egress)).ways;
    const gate = way?.stops.find(({ layer }) => layer === 'azure-nsg');
    expect(way?.reached[0]).toEqual(way?.start);
    expect(way?.reached.at(-1)).toEqual([gate?.x, gate?.y]);
    expect(way?.beyond[0]).toEqual([gate?.x, gate?.y]);
    expect(way?.beyond.at(-1)).toEqual(way?.end);
  });

  it('draws every line of horizontal and vertical pieces', () => {
    for (const way of layout.ways) {
      for (const { from, to } of pieces(whole(way))) expect(from[0] === to[0] || from[1] === to[1]).toBe(true);
    }
  });

  it('lets no two lines change height in the same lane', () => {
    const lanes = layout.ways.map((way) => pieces(whole(way)).find(({ from, to }) => from[1] !== to[1])?.from[0]);
    expect(new Set(lanes).size).toBe(layout.ways.length);
  });

  it('breaks a line at the layer that blocks it, and no other line', () => {
    const breaks = layout.ways.map(({ connection, reached, beyond }) => ({
      blockedBy: connection.blockedBy,
      isBroken: beyond.length > 0,
      ends: beyond.length === 0 ? undefined : reached.at(-1),
      begins: beyond[0],
    }));
    const expected = layout.ways.map(({ connection, stops }) => {
      const block = stops.find(({ layer }) => layer === connection.blockedBy);
      const place = block && [block.x, block.y];
      return { blockedBy: connection.blockedBy, isBroken: block !== undefined, ends: place, begins: place };
    });
    expect(breaks).toEqual(expected);
    expect(breaks.some(({ isBroken }) => isBroken)).toBe(true);
  });

  it('places each stop on its connection’s own line', () => {
    for (const way of layout.ways) {
      for (const { x, y } of way.stops) {
        const isOn = pieces(whole(way)).some(
          ({ from, to }) =>
            from[1] === y && to[1] === y && Math.min(from[0], to[0]) <= x && x <= Math.max(from[0], to[0]),
        );
        expect(isOn).toBe(true);
      }
    }
  });

  it.each(['components', 'endpoints'] as const)('keeps the boxes of the %s apart', (side) => {
    const sorted = layout[side].toSorted((one, other) => one.y - other.y);
    const gaps = sorted.slice(1).map((box, index) => box.y - ((sorted[index]?.y ?? 0) + (sorted[index]?.height ?? 0)));
    expect(gaps.length).toBeGreaterThan(5);
    expect(Math.min(...gaps)).toBeGreaterThan(0);
  });
});
