import type { PlanEdit } from '#shared/plan/editPlan.ts';
import type { PathLayer } from '#shared/plan/plan.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { PathLayerRow } from './PathLayerRow.tsx';
import { insertLayer, listLayers } from './pathLayers.ts';
import type { DeclaredLayer } from './pathLayers.ts';

/** Each layer with the source of its rules, in the order in which a packet meets them; what is not said stays in sight. */
export function PathFields() {
  const { plan } = usePlan();
  const { save, saveField } = usePlanEditing();
  const path = plan.network?.path ?? [];
  const toEdits = (value: readonly PathLayer[]): readonly PlanEdit[] => [
    { path: ['network', 'path'], value: value.length === 0 ? undefined : value },
  ];
  const changesOf = ({ entry, index }: DeclaredLayer) => ({
    onAttachedTo: (attachedTo: readonly string[]) =>
      saveField('What a layer is attached to', toEdits(path.with(index, withAttachment(entry, attachedTo)))),
    onRemove: () => save('Layer', toEdits(path.toSpliced(index, 1))),
    onMoveUp: index === 0 ? undefined : () => save('Order of layers', toEdits(swapped(path, index - 1))),
  });

  return (
    <ol className="grid gap-3">
      {listLayers(plan.cloud, path).map(({ key, layer, declared }) => {
        const withSource = (source: string): readonly PlanEdit[] =>
          toEdits(
            declared === undefined
              ? insertLayer(plan.cloud, path, { layer, source })
              : path.with(declared.index, { ...declared.entry, source }),
          );
        return (
          <PathLayerRow
            key={key}
            layer={layer}
            source={declared?.entry.source}
            attachedTo={declared?.entry.attachedTo ?? []}
            onChoose={(source) => save('Source of a layer', withSource(source))}
            onName={(source) => saveField('Source of a layer', withSource(source))}
            {...(declared === undefined ? {} : changesOf(declared))}
          />
        );
      })}
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
