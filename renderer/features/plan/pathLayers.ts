import type { CloudId } from '#shared/catalog/catalog.ts';
import type { RuleFormatInformation } from '#shared/contract/views.ts';
import { layersOfCloud } from '#shared/plan/layersOfCloud.ts';
import type { LayerKind, PathLayer } from '#shared/plan/plan.ts';
import { capitalised } from '../words/counts.ts';

/** Layers of this cloud of which the plan says nothing: each keeps its connections unknown. */
export function undeclaredLayers(cloud: CloudId, path: readonly PathLayer[]): readonly LayerKind[] {
  return layersOfCloud[cloud].filter((layer) => path.every((declared) => declared.layer !== layer));
}

/** The path with one more layer, where a packet meets it: before the first declared one that comes later on this cloud. */
export function insertLayer<Layer extends { readonly layer: LayerKind }>(
  cloud: CloudId,
  path: readonly Layer[],
  added: Layer,
): readonly Layer[] {
  const order: readonly LayerKind[] = layersOfCloud[cloud];
  const place = order.indexOf(added.layer);
  const index = path.findIndex(({ layer }) => order.indexOf(layer) > place);
  return index === -1 || place === -1 ? [...path, added] : path.toSpliced(index, 0, added);
}

export interface DeclaredLayer {
  readonly entry: PathLayer;
  /** Where in the plan's path. */
  readonly index: number;
}

/** A layer as the page lists it. */
export interface ListedLayer {
  /** The same before and after the plan names the layer: its kind, and which of several of that kind it is. */
  readonly key: string;
  readonly layer: LayerKind;
  /** Undefined where the plan says nothing of it. */
  readonly declared: DeclaredLayer | undefined;
}

/** The plan's layers in its order, and between them those of this cloud that it does not name, each where a packet meets it. */
export function listLayers(cloud: CloudId, path: readonly PathLayer[]): readonly ListedLayer[] {
  const declared = path.map((entry, index): ListedLayer => {
    const earlier = path.slice(0, index).filter(({ layer }) => layer === entry.layer).length;
    return { key: `${entry.layer} ${earlier}`, layer: entry.layer, declared: { entry, index } };
  });
  return undeclaredLayers(cloud, path).reduce<readonly ListedLayer[]>(
    (listed, layer) => insertLayer(cloud, listed, { key: `${layer} 0`, layer, declared: undefined }),
    declared,
  );
}

export type SourceKind = 'unsaid' | 'none' | 'cluster' | 'files';

export function sourceKindOf(source: string | undefined): SourceKind {
  if (source === undefined) return 'unsaid';
  return source === 'none' || source === 'cluster' ? source : 'files';
}

/** What a file with the rules of a layer can be; of a layer that no format speaks for, that it stays unknown. */
export function describeWhatToGive(layer: LayerKind, formats: readonly RuleFormatInformation[]): string {
  const accepted = formats.filter(({ layers }) => layers.includes(layer)).map(({ accepts }) => accepts);
  const what =
    accepted.length === 0
      ? 'Its rules are not judged yet, so the layer stays unknown'
      : capitalised(accepted.join(', or '));
  return `A file or folder, relative to the plan. ${what}`;
}
