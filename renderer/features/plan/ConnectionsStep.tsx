import { ArrowDownLeft, ArrowRight } from 'lucide-react';
import type { ConnectionRequirement } from '#shared/requirements/deriveRequirements.ts';
import { GridTable } from '../../ui/GridTable.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { RowButton, opensRow } from '../../ui/RowButton.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { useRoute } from '../../state/router.ts';
import { useRequirements } from '../../state/usePlan.ts';
import { useRows } from '../../state/useRows.ts';
import { listed } from '../words/counts.ts';

/** The rows of the connectivity table with what the plan knows of each. */
export function ConnectionsStep() {
  const { connections } = useRequirements();
  const openId = useRoute()?.detail?.split('/')[1];
  const rows = useRows(
    connections.map(({ id }) => id),
    openId,
    'connections',
  );
  return (
    <GridTable
      className="rows-44 border-t border-line"
      caption="Connections and where they go"
      onKeyDown={rows.onKeyDown}
    >
      <thead>
        <tr>
          <th scope="col">Component and endpoint</th>
          <th scope="col">Hosts and addresses</th>
          <th scope="col" className="tiny:hidden">
            Ports
          </th>
          <th scope="col">Known from</th>
        </tr>
      </thead>
      <tbody>
        {connections.map((connection) => (
          <tr key={connection.id} aria-selected={connection.id === openId} {...opensRow(connection.id, rows.open)}>
            <th scope="row">
              <RowButton id={connection.id} onOpen={rows.open}>
                <span className="block font-medium">{connection.component}</span>
                <span className="flex items-center gap-1.25 text-small text-ink-2">
                  <Icon
                    of={connection.direction === 'inbound' ? ArrowDownLeft : ArrowRight}
                    size={14}
                    className="text-ink-3"
                  />
                  {connection.endpoint}
                </span>
              </RowButton>
            </th>
            <td>
              <Places connection={connection} />
            </td>
            <td className="font-mono text-code tiny:hidden">{connection.ports.join(', ')}</td>
            <td>
              <KnownFrom connection={connection} />
            </td>
          </tr>
        ))}
      </tbody>
    </GridTable>
  );
}

/** In the words of the drawer's fields: the last step of a path is a key of the plan. */
function describeMissing(path: string): string {
  const key = path.split('.').at(-1) ?? path;
  return key === 'cidrs' ? 'addresses' : key;
}

const PLACES_SHOWN = 2;

function Places({ connection: { hosts, cidrs } }: { readonly connection: ConnectionRequirement }) {
  const places = [...hosts, ...cidrs];
  if (places.length === 0) return <span className="text-ink-3">–</span>;
  const more = places.length - PLACES_SHOWN;
  return (
    <span className="font-mono text-code" title={places.join('\n')}>
      {places.slice(0, PLACES_SHOWN).map((place) => (
        <span key={place} className="block max-w-80 truncate">
          {place}
        </span>
      ))}
      {more > 0 && <span className="font-sans text-small text-ink-3">{more} more</span>}
    </span>
  );
}

function KnownFrom({ connection: { notNeeded, missing, why } }: { readonly connection: ConnectionRequirement }) {
  if (notNeeded !== undefined) return <ToneMark tone="na">Not needed</ToneMark>;
  if (missing.length > 0) {
    return (
      <>
        <ToneMark tone="unknown">Missing</ToneMark>
        <span className="block text-small text-ink-3">{listed(missing.map(describeMissing))}</span>
      </>
    );
  }
  return <span className="text-ink-2">{why.planPath === undefined ? 'Catalogue' : 'Your plan'}</span>;
}
