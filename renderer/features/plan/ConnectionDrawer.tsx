import { nearestWord } from '#shared/plan/nearestWord.ts';
import { Drawer, DrawerSection } from '../../ui/Drawer.tsx';
import { KeyValues } from '../../ui/KeyValues.tsx';
import { ListField, TextField } from '../../ui/fields.tsx';
import { closeDetail, openDetail } from '../../state/router.ts';
import { usePlan, usePlanEditing, useRequirements } from '../../state/usePlan.ts';
import { MissingRow } from '../marks/MissingRow.tsx';
import { SourceName } from '../marks/SourceName.tsx';
import { connectionTitle } from '../words/connections.ts';
import { warningAt } from './fieldWarnings.ts';
import { listOrNothing, portsOrNothing, textOrNothing } from './values.ts';

const LIST = 'connections';

/** What the plan says of one row of the connectivity table. */
export function ConnectionDrawer({ id }: { readonly id: string }) {
  const { connections } = useRequirements();
  const view = usePlan();
  const { plan, sample } = view;
  const { saveField } = usePlanEditing();
  const index = connections.findIndex((connection) => connection.id === id);
  const connection = connections[index];
  const open = (other: string): void => openDetail(`${LIST}/${other}`, LIST);
  if (connection === undefined) {
    const nearest = nearestWord(
      id,
      connections.map((known) => known.id),
    );
    return <MissingRow noun="connection" id={id} rows={{ open, close: () => closeDetail(LIST), nearest }} />;
  }
  const said = plan.connections?.[connection.id];
  const title = connectionTitle(connection);
  const neighbour = (step: 1 | -1) => {
    const other = connections[index + step];
    return other && (() => open(other.id));
  };
  const at = (...keys: readonly string[]) => [LIST, connection.id, ...keys];
  const saveList = (label: string, keys: readonly string[]) => (values: readonly string[]) =>
    saveField(`${label} of ${title}`, [
      { path: at(...keys), value: keys.at(-1) === 'ports' ? portsOrNothing(values) : listOrNothing(values) },
    ]);
  const isInherited = said?.hosts === undefined && connection.hosts.length > 0;
  return (
    <Drawer
      of={id}
      over={`Connection ${index + 1} of ${connections.length}`}
      title={title}
      onClose={() => closeDetail(LIST)}
      onPrevious={neighbour(-1)}
      onNext={neighbour(1)}
    >
      <DrawerSection title="Where it goes">
        <div className="grid gap-3">
          <p className="text-ink-2">{connection.purpose}</p>
          <ListField
            label="Hosts"
            values={said?.hosts ?? []}
            isReadOnly={sample}
            hint={
              isInherited
                ? `From the catalogue until you say otherwise: ${connection.hosts.join(', ')}`
                : 'One a line; *.example.com covers the names below it'
            }
            onCommit={saveList('Hosts', ['hosts'])}
          />
          <ListField
            label="Addresses"
            values={said?.cidrs ?? []}
            isReadOnly={sample}
            warning={warningAt(view, at('cidrs'), said?.cidrs ?? [])}
            hint="In CIDR notation. Rules that know addresses only are judged by these"
            onCommit={saveList('Addresses', ['cidrs'])}
          />
          <ListField
            label="Ports"
            values={(said?.ports ?? []).map(String)}
            isReadOnly={sample}
            hint={`Without any, the catalogue’s: ${connection.ports.join(', ')}`}
            onCommit={saveList('Ports', ['ports'])}
          />
        </div>
      </DrawerSection>
      <DrawerSection title="Second site, which must be reachable as well">
        <div className="grid gap-3">
          <ListField
            label="Failover hosts"
            values={said?.failover?.hosts ?? []}
            isReadOnly={sample}
            onCommit={saveList('Failover hosts', ['failover', 'hosts'])}
          />
          <ListField
            label="Failover addresses"
            values={said?.failover?.cidrs ?? []}
            isReadOnly={sample}
            warning={warningAt(view, at('failover', 'cidrs'), said?.failover?.cidrs ?? [])}
            onCommit={saveList('Failover addresses', ['failover', 'cidrs'])}
          />
          <ListField
            label="Failover ports"
            values={(said?.failover?.ports ?? []).map(String)}
            isReadOnly={sample}
            hint="Without any, those of the first site"
            onCommit={saveList('Failover ports', ['failover', 'ports'])}
          />
        </div>
      </DrawerSection>
      {connection.originator === 'pod' && (
        <DrawerSection title="The pods that open it">
          <div className="grid gap-3">
            <TextField
              label="Label selector"
              mono
              value={said?.selector ?? ''}
              isReadOnly={sample}
              hint={`Without one, the profile’s: ${connection.selectors.map(({ selector }) => selector).join('; ') || 'none is known'}`}
              onCommit={(text) => saveField(`Pods of ${title}`, [{ path: at('selector'), value: textOrNothing(text) }])}
            />
            <TextField
              label="Namespace"
              mono
              value={said?.namespace ?? ''}
              isReadOnly={sample}
              onCommit={(text) =>
                saveField(`Namespace of ${title}`, [{ path: at('namespace'), value: textOrNothing(text) }])
              }
            />
          </div>
        </DrawerSection>
      )}
      <DrawerSection title="Not needed">
        <TextField
          label="Why this data plane does without it"
          value={said?.notNeeded ?? ''}
          isReadOnly={sample}
          hint="With a reason here the row is not judged"
          onCommit={(text) => saveField(`Need of ${title}`, [{ path: at('notNeeded'), value: textOrNothing(text) }])}
        />
      </DrawerSection>
      <DrawerSection title="Why this row is here">
        <KeyValues
          of={[
            ['Catalogue', <SourceName key="source" source={connection.why.source} withNote />],
            ...connection.why.assumptions.map(
              ({ statement, because }) => ['Assumption', `${statement} ${because}`] as const,
            ),
          ]}
        />
      </DrawerSection>
    </Drawer>
  );
}
