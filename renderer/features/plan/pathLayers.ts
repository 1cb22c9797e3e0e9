import type { CloudId } from '#shared/catalog/catalog.ts';
import { layersOfCloud } from '#shared/plan/layersOfCloud.ts';
import type { LayerKind, PathLayer } from '#shared/plan/plan.ts';

/** Layers of this cloud of which the plan says nothing: each keeps its connections unknown. */
export function undeclaredLayers(cloud: CloudId, path: readonly PathLayer[]): readonly LayerKind[] {
  return layersOfCloud[cloud].filter((layer) => path.every((declared) => declared.layer !== layer));
}

/** The path with one more layer, where a packet meets it: before the first declared one that comes later on this cloud. */
export function insertLayer(cloud: CloudId, path: readonly PathLayer[], added: PathLayer): readonly PathLayer[] {
  const order: readonly LayerKind[] = layersOfCloud[cloud];
  const place = order.indexOf(added.layer);
  const index = path.findIndex(({ layer }) => order.indexOf(layer) > place);
  return index === -1 || place === -1 ? [...path, added] : path.toSpliced(index, 0, added);
}

export type SourceKind = 'unsaid' | 'none' | 'cluster' | 'files';

export function sourceKindOf(source: string | undefined): SourceKind {
  if (source === undefined) return 'unsaid';
  return source === 'none' || source === 'cluster' ? source : 'files';
}
