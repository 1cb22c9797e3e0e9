import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { ConnectionVerdict, EgressCheck, LayerVerdict } from '#shared/network/judging/verdict.ts';
import type { LayerKind, PathLayer } from '#shared/plan/plan.ts';

/** From the pod outward. */
const packetOrder = Object.keys(layerTitles) as readonly LayerKind[];

/**
 * The layers that some connection meets, in the order in which a packet meets them: the columns come from the rules that
 * exist. One that the plan declares not to be there is left out, unless something was found of it all the same.
 */
export function layersOf(egress: EgressCheck, path: readonly PathLayer[] = []): readonly LayerKind[] {
  const absent = new Set(layersNotThere(egress, path));
  return layersMet(egress).filter((layer) => !absent.has(layer));
}

/** The layers that are not there, by the plan's own word. */
export function layersNotThere(egress: EgressCheck, path: readonly PathLayer[]): readonly LayerKind[] {
  const sourced = new Set(path.filter(({ source }) => source !== 'none').map(({ layer }) => layer));
  const declared = new Set(path.map(({ layer }) => layer).filter((layer) => !sourced.has(layer)));
  const judged = new Set(
    everyLayer(egress)
      .filter(({ verdict }) => verdict !== 'not-applicable')
      .map(({ layer }) => layer),
  );
  return layersMet(egress).filter((layer) => declared.has(layer) && !judged.has(layer));
}

function layersMet(egress: EgressCheck): readonly LayerKind[] {
  const met = new Set(everyLayer(egress).map(({ layer }) => layer));
  return packetOrder.filter((layer) => met.has(layer));
}

function everyLayer({ connections, preconditions }: EgressCheck): readonly LayerVerdict[] {
  return [...connections, ...preconditions].flatMap(({ layers }) => layers);
}

export function layerOf({ layers }: ConnectionVerdict, kind: LayerKind): LayerVerdict | undefined {
  return layers.find(({ layer }) => layer === kind);
}

/** Layers beyond the first one that blocks: a packet never meets them. What comes from outside meets them from their end. */
export function beyondBlock(
  { blockedBy, direction }: ConnectionVerdict,
  kinds: readonly LayerKind[],
): ReadonlySet<LayerKind> {
  const block = blockedBy === undefined ? -1 : kinds.indexOf(blockedBy);
  if (block === -1) return new Set();
  return new Set(direction === 'inbound' ? kinds.slice(0, block) : kinds.slice(block + 1));
}

/** The layer that decides: the one that blocks, else the last one that has a rule for it. */
export function decidingLayer(connection: ConnectionVerdict): LayerVerdict | undefined {
  const { blockedBy, layers } = connection;
  return blockedBy === undefined
    ? layers.findLast(({ decidedBy }) => decidedBy.length > 0)
    : layers.find(({ layer }) => layer === blockedBy);
}
