import type { ComponentRequirement } from '#shared/requirements/deriveRequirements.ts';
import { CheckboxField } from '../../ui/CheckboxField.tsx';
import { TextField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { textOrNothing } from './values.ts';

/** By which labels one component is found, and whether somebody has seen that they are right. */
export function ComponentFields({ component: { id, title, selectors } }: { readonly component: ComponentRequirement }) {
  const { plan, sample } = usePlan();
  const { save, saveField } = usePlanEditing();
  const said = plan.components?.[id];
  const at = (key: string) => ['components', id, key];
  const known = selectors.map(({ selector }) => selector).join('; ');
  return (
    <fieldset className="grid gap-2 border-b border-line pb-4 last:border-b-0">
      <legend className="mb-1 font-medium">{title}</legend>
      <div className="grid grid-cols-2 gap-3 slim:grid-cols-1">
        <TextField
          label="Label selector"
          mono
          value={said?.selector ?? ''}
          isReadOnly={sample}
          hint={said?.selector === undefined ? `Without one: ${known === '' ? 'none is known' : known}` : undefined}
          onCommit={(text) => saveField(`Labels of ${title}`, [{ path: at('selector'), value: textOrNothing(text) }])}
        />
        <TextField
          label="Namespace"
          mono
          value={said?.namespace ?? ''}
          isReadOnly={sample}
          hint="Without one, any"
          onCommit={(text) =>
            saveField(`Namespace of ${title}`, [{ path: at('namespace'), value: textOrNothing(text) }])
          }
        />
      </div>
      <CheckboxField
        label="These labels are right here"
        hint="A cluster in which nothing has them then fails, where it would be unknown"
        isSelected={said?.confirmedSelector ?? false}
        isReadOnly={sample}
        onChange={(isConfirmed) =>
          save(`Labels of ${title}`, [{ path: at('confirmedSelector'), value: isConfirmed || undefined }])
        }
      />
    </fieldset>
  );
}
