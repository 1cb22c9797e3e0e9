import { X } from 'lucide-react';
import type { Backend } from '#shared/plan/plan.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { ListField, TextField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { NamedRows } from './NamedRows.tsx';
import { warningAt } from './fieldWarnings.ts';
import { listOrNothing, portsOrNothing, textOrNothing } from './values.ts';

const ways = [
  { id: 'unsaid', label: 'Not said' },
  { id: 'vpn', label: 'VPN' },
  { id: 'peering', label: 'Peering' },
  { id: 'private-endpoint', label: 'Private endpoint' },
  { id: 'internet', label: 'Internet' },
] as const satisfies readonly { id: NonNullable<Backend['via']> | 'unsaid'; label: string }[];

/** The customer's own systems. */
export function BackendFields() {
  const { plan } = usePlan();
  const { saveField } = usePlanEditing();
  const backends = plan.network?.backends ?? [];
  return (
    <NamedRows
      items={backends}
      noun="system"
      hint="Such as erp; its addresses follow"
      row={(backend, index, isNew) => <BackendRow backend={backend} index={index} isNew={isNew} />}
      onAdd={(name) =>
        saveField('Your own systems', [{ path: ['network', 'backends'], value: [...backends, { name }] }])
      }
    />
  );
}

interface BackendRowProps {
  readonly backend: Backend;
  readonly index: number;
  readonly isNew: boolean;
}

function BackendRow({ backend, index, isNew }: BackendRowProps) {
  const view = usePlan();
  const { plan, sample } = view;
  const { save, saveField } = usePlanEditing();
  const { name } = backend;
  const at = (key: string) => ['network', 'backends', index, key];
  const remove = (): void => {
    const rest = (plan.network?.backends ?? []).toSpliced(index, 1);
    save('Your own systems', [{ path: ['network', 'backends'], value: rest.length === 0 ? undefined : rest }]);
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
        <div className="grid content-start gap-1">
          <span className="text-small font-medium text-ink-2">Reached by</span>
          <Choice
            label={`Way to ${name}`}
            labelHidden
            options={ways}
            chosen={backend.via ?? 'unsaid'}
            isReadOnly={sample}
            onChoose={(via) => save(`Way to ${name}`, [{ path: at('via'), value: via === 'unsaid' ? undefined : via }])}
          />
        </div>
        <ListField
          label="Addresses"
          takesFocus={isNew}
          values={backend.cidrs ?? []}
          isReadOnly={sample}
          warning={warningAt(view, at('cidrs'), backend.cidrs ?? [])}
          onCommit={(values) =>
            saveField(`Addresses of ${name}`, [{ path: at('cidrs'), value: listOrNothing(values) }])
          }
        />
        <ListField
          label="Hosts"
          values={backend.hosts ?? []}
          isReadOnly={sample}
          onCommit={(values) => saveField(`Hosts of ${name}`, [{ path: at('hosts'), value: listOrNothing(values) }])}
        />
        <ListField
          label="Ports"
          values={(backend.ports ?? []).map(String)}
          isReadOnly={sample}
          onCommit={(values) => saveField(`Ports of ${name}`, [{ path: at('ports'), value: portsOrNothing(values) }])}
        />
      </div>
      {!sample && <IconButton label={`Remove ${name}`} icon={X} onPress={remove} />}
    </fieldset>
  );
}
