import type { PlanEdit } from '#shared/plan/editPlan.ts';
import type { LayerKind, PathLayer } from '#shared/plan/plan.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { PathLayerRow } from './PathLayerRow.tsx';
import { insertLayer, undeclaredLayers } from './pathLayers.ts';

/** Each layer with the source of its rules, the declared ones first; what is not said of this cloud's layers stays in sight. */
export function PathFields() {
  const { plan } = usePlan();
  const { save, saveField } = usePlanEditing();
  const path = plan.network?.path ?? [];
  const toEdits = (value: readonly PathLayer[]): readonly PlanEdit[] => [
    { path: ['network', 'path'], value: value.length === 0 ? undefined : value },
  ];
  const withLayer = (layer: LayerKind, source: string): readonly PlanEdit[] =>
    toEdits(insertLayer(plan.cloud, path, { layer, source }));
  const withSource = (index: number, layer: PathLayer, source: string): readonly PlanEdit[] =>
    toEdits(path.with(index, { ...layer, source }));

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
          onChoose={(source) => save('Source of a layer', withSource(index, layer, source))}
          onName={(source) => saveField('Source of a layer', withSource(index, layer, source))}
          onAttachedTo={(attachedTo) =>
            saveField('What a layer is attached to', toEdits(path.with(index, withAttachment(layer, attachedTo))))
          }
          onRemove={() => save('Layer', toEdits(path.toSpliced(index, 1)))}
          onMoveUp={index === 0 ? undefined : () => save('Order of layers', toEdits(swapped(path, index - 1)))}
        />
      ))}
      {undeclaredLayers(plan.cloud, path).map((layer) => (
        <PathLayerRow
          key={layer}
          layer={layer}
          attachedTo={[]}
          onChoose={(source) => save('Layer', withLayer(layer, source))}
          onName={(source) => saveField('Layer', withLayer(layer, source))}
        />
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
