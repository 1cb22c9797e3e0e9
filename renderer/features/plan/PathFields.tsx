import type { LayerKind, PathLayer } from '#shared/plan/plan.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { PathLayerRow } from './PathLayerRow.tsx';
import { insertLayer, undeclaredLayers } from './pathLayers.ts';

/** Each layer with the source of its rules, the declared ones first; what is not said of this cloud's layers stays in sight. */
export function PathFields() {
  const { plan } = usePlan();
  const { save } = usePlanEditing();
  const path = plan.network?.path ?? [];
  const savePath = (label: string, value: readonly PathLayer[]): void =>
    save(label, [{ path: ['network', 'path'], value: value.length === 0 ? undefined : value }]);
  const add = (layer: LayerKind, source: string): void =>
    savePath('Layer', insertLayer(plan.cloud, path, { layer, source }));

  return (
    <ol className="grid gap-3">
      {path.map((layer, index) => (
        <PathLayerRow
          // A layer may be named twice, which is a finding of its own.
          // oxlint-disable-next-line react/no-array-index-key
          key={`${layer.layer} ${index}`}
          layer={layer.layer}
          source={layer.source}
          attachedTo={layer.attachedTo ?? []}
          onSource={(source) => savePath('Source of a layer', path.with(index, { ...layer, source }))}
          onAttachedTo={(attachedTo) =>
            savePath('What a layer is attached to', path.with(index, withAttachment(layer, attachedTo)))
          }
          onRemove={() => savePath('Layer', path.toSpliced(index, 1))}
          onMoveUp={index === 0 ? undefined : () => savePath('Order of layers', swapped(path, index - 1))}
        />
      ))}
      {undeclaredLayers(plan.cloud, path).map((layer) => (
        <PathLayerRow key={layer} layer={layer} attachedTo={[]} onSource={(source) => add(layer, source)} />
      ))}
    </ol>
  );
}

function withAttachment({ layer, source }: PathLayer, attachedTo: readonly string[]): PathLayer {
  return attachedTo.length === 0 ? { layer, source } : { layer, source, attachedTo: [...attachedTo] };
}

/** With the layer at `index` and the one after it in each other's place. */
function swapped(path: readonly PathLayer[], index: number): readonly PathLayer[] {
  const [first, second] = [path[index], path[index + 1]];
  return first === undefined || second === undefined ? path : path.with(index, second).with(index + 1, first);
}
