import type { PlanClient } from '#shared/plan/plan.ts';
import { ListField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { NamedRow } from './NamedRow.tsx';
import { NamedRows } from './NamedRows.tsx';
import { warningAt } from './fieldWarnings.ts';
import { portsOrNothing } from './values.ts';

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

function ClientRow({ client: { name, cidrs, ports }, index, isNew }: ClientRowProps) {
  const view = usePlan();
  const { sample } = view;
  const { saveField } = usePlanEditing();
  const at = (key: string) => ['network', 'clients', index, key];
  return (
    <NamedRow list="clients" label="Clients" index={index} name={name}>
      <ListField
        label="Addresses they come from"
        takesFocus={isNew}
        values={cidrs}
        isReadOnly={sample}
        warning={warningAt(view, at('cidrs'), cidrs)}
        hint={cidrs.length === 0 ? '0.0.0.0/0 for anybody. Without any, nobody of them is expected' : undefined}
        onCommit={(values) => saveField(`Addresses of ${name}`, [{ path: at('cidrs'), value: values }])}
      />
      <ListField
        label="Ports that let them in"
        values={(ports ?? []).map(String)}
        isReadOnly={sample}
        hint={ports === undefined ? '443, and those of nodes and pods that load balancers hand on to' : undefined}
        onCommit={(values) => saveField(`Ports of ${name}`, [{ path: at('ports'), value: portsOrNothing(values) }])}
      />
    </NamedRow>
  );
}
