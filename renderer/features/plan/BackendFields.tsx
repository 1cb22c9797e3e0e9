import type { Backend } from '#shared/plan/plan.ts';
import { Choice } from '../../ui/Choice.tsx';
import { ListField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { NamedRow } from './NamedRow.tsx';
import { NamedRows } from './NamedRows.tsx';
import { warningAt } from './fieldWarnings.ts';
import { listOrNothing, portsOrNothing } from './values.ts';

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
  const { sample } = view;
  const { save, saveField } = usePlanEditing();
  const { name } = backend;
  const at = (key: string) => ['network', 'backends', index, key];
  return (
    <NamedRow list="backends" label="Your own systems" index={index} name={name}>
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
        onCommit={(values) => saveField(`Addresses of ${name}`, [{ path: at('cidrs'), value: listOrNothing(values) }])}
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
    </NamedRow>
  );
}
