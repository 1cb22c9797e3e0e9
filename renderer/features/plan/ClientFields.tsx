import { X } from 'lucide-react';
import type { PlanClient } from '#shared/plan/plan.ts';
import { IconButton } from '../../ui/Button.tsx';
import { ListField, TextField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { NamedRows } from './NamedRows.tsx';
import { warningAt } from './fieldWarnings.ts';
import { textOrNothing } from './values.ts';

/** Who may enter from outside, by the API gateway. */
export function ClientFields() {
  const { plan } = usePlan();
  const { saveField } = usePlanEditing();
  const clients = plan.network?.clients ?? [];
  return (
    <NamedRows
      items={clients}
      noun="client"
      hint="Such as partners; their addresses follow"
      row={(client, index, isNew) => <ClientRow client={client} index={index} isNew={isNew} />}
      onAdd={(name) =>
        saveField('Clients', [{ path: ['network', 'clients'], value: [...clients, { name, cidrs: [] }] }])
      }
    />
  );
}

interface ClientRowProps {
  readonly client: PlanClient;
  readonly index: number;
  readonly isNew: boolean;
}

function ClientRow({ client: { name, cidrs }, index, isNew }: ClientRowProps) {
  const view = usePlan();
  const { plan, sample } = view;
  const { save, saveField } = usePlanEditing();
  const at = (key: string) => ['network', 'clients', index, key];
  const remove = (): void => {
    const rest = (plan.network?.clients ?? []).toSpliced(index, 1);
    save('Clients', [{ path: ['network', 'clients'], value: rest.length === 0 ? undefined : rest }]);
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
            textOrNothing(text) && saveField(`Name of ${name}`, [{ path: at('name'), value: text.trim() }])
          }
        />
        <ListField
          label="Addresses they come from"
          takesFocus={isNew}
          values={cidrs}
          isReadOnly={sample}
          warning={warningAt(view, at('cidrs'), cidrs)}
          hint={cidrs.length === 0 ? '0.0.0.0/0 for anybody. Without any, nobody of them is expected' : undefined}
          onCommit={(values) => saveField(`Addresses of ${name}`, [{ path: at('cidrs'), value: values }])}
        />
      </div>
      {!sample && <IconButton label={`Remove ${name}`} icon={X} onPress={remove} />}
    </fieldset>
  );
}
