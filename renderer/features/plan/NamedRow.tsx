import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { textOrNothing } from './values.ts';

interface NamedRowProps {
  /** The list of the plan's network that it stands in, and what a change of that list is called. */
  readonly list: 'backends' | 'clients';
  readonly label: string;
  readonly index: number;
  readonly name: string;
  /** Its other fields. */
  readonly children: ReactNode;
}

/** One of `NamedRows`: its name, what else there is of it, and the way to take it out of the plan. */
export function NamedRow({ list, label, index, name, children }: NamedRowProps) {
  const { plan, sample } = usePlan();
  const { save, saveField } = usePlanEditing();
  const path = ['network', list];
  const remove = (): void => {
    const rest = (plan.network?.[list] ?? []).filter((_, at) => at !== index);
    save(label, [{ path, value: rest.length === 0 ? undefined : rest }]);
  };
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-b border-line pb-4">
      <legend className="sr-only">{name}</legend>
      <div className="grid grid-cols-2 gap-3 slim:grid-cols-1">
        <TextField
          label="Name"
          value={name}
          isReadOnly={sample}
          onCommit={(text) =>
            textOrNothing(text) &&
            saveField(`Name of ${name}`, [{ path: [...path, index, 'name'], value: text.trim() }])
          }
        />
        {children}
      </div>
      {!sample && <IconButton label={`Remove ${name}`} icon={X} onPress={remove} />}
    </fieldset>
  );
}
