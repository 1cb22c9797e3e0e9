import { layerTitles } from '#shared/network/layerTitles.ts';
import type { ConnectionVerdict, EgressCheck, LayerVerdict } from '#shared/network/verdict.ts';
import type { LayerKind } from '#shared/plan/plan.ts';

/** From the pod outward. */
const packetOrder = Object.keys(layerTitles) as readonly LayerKind[];

/** The layers that some connection meets, in the order in which a packet meets them: the columns come from the rules that exist. */
export function layersOf({ connections, preconditions }: EgressCheck): readonly LayerKind[] {
  const met = new Set([...connections, ...preconditions].flatMap(({ layers }) => layers.map(({ layer }) => layer)));
  return packetOrder.filter((layer) => met.has(layer));
}

export function layerOf({ layers }: ConnectionVerdict, kind: LayerKind): LayerVerdict | undefined {
  return layers.find(({ layer }) => layer === kind);
}

/** Layers beyond the first one that blocks: a packet never meets them. */
export function beyondBlock({ blockedBy }: ConnectionVerdict, kinds: readonly LayerKind[]): ReadonlySet<LayerKind> {
  const block = blockedBy === undefined ? -1 : kinds.indexOf(blockedBy);
  return new Set(block === -1 ? [] : kinds.slice(block + 1));
}

/** The layer that decides: the one that blocks, else the last one that has a rule for it. */
export function decidingLayer(connection: ConnectionVerdict): LayerVerdict | undefined {
  const { blockedBy, layers } = connection;
  return blockedBy === undefined
    ? layers.findLast(({ decidedBy }) => decidedBy.length > 0)
    : layers.find(({ layer }) => layer === blockedBy);
}
