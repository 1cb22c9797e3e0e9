import type { Control } from '#shared/catalog/catalog.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import type { RaciTask } from '#shared/raci/raci.ts';
import { classes } from '../../ui/classes.ts';
import { GridTable } from '../../ui/GridTable.tsx';
import { RowButton, opensRow } from '../../ui/RowButton.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan, useRequirements } from '../../state/usePlan.ts';
import type { Rows } from '../../state/useRows.ts';
import { tierTitles } from '../words/choices.ts';
import { shortOwner } from '../words/owners.ts';
import { HowKnown } from './HowKnown.tsx';
import { TierCell } from './TierCell.tsx';
import { findingOfControl, toTierColumns } from './standings.ts';
import type { TierColumn } from './standings.ts';

interface TierTableProps {
  readonly record: RunRecord | undefined;
  readonly openId: string | undefined;
  readonly rows: Rows;
}

/** A row a control, a column a tier; the wanted one in words, the others in icons. */
export function TierTable({ record, openId, rows }: TierTableProps) {
  const catalog = useCatalog();
  const { plan } = usePlan();
  const columns = toTierColumns(catalog, plan, record);
  return (
    <GridTable className="tier rows-36 border-t border-line" caption="Controls by tier" onKeyDown={rows.onKeyDown}>
      <thead>
        <tr>
          <th scope="col">Control</th>
          {columns.map((column) => (
            <TierHead key={column.tier} column={column} />
          ))}
          <th scope="col" className="how-column tiny:hidden">
            How it is known
          </th>
          <th scope="col" className="owner-column slim:hidden">
            Owner
          </th>
        </tr>
      </thead>
      <tbody>
        {catalog.controls.map((control) => (
          <ControlRow
            key={control.id}
            control={control}
            columns={columns}
            record={record}
            isOpen={control.id === openId}
            onOpen={rows.open}
          />
        ))}
      </tbody>
    </GridTable>
  );
}

function TierHead({
  column: { tier, isWanted, isReached, isFailing, asked, proved },
}: {
  readonly column: TierColumn;
}) {
  return (
    <th scope="col" className={classes('tier-column', isWanted && 'is-wanted')}>
      <span className="tier-name">
        {tierTitles[tier]}
        {isWanted && <span className="wanted-tag">Wanted</span>}
      </span>
      <span className="block">
        {isReached === undefined ? (
          <span className="text-ink-3">Not audited</span>
        ) : (
          <ToneMark
            tone={isReached ? 'pass' : !isWanted ? 'na' : isFailing ? 'fail' : 'unknown'}
            className="text-small"
          >
            {isReached ? 'Reached' : 'Not reached'}
          </ToneMark>
        )}
      </span>
      <span className="block font-normal">
        {proved} of {asked} proved
      </span>
    </th>
  );
}

interface ControlRowProps {
  readonly control: Control;
  readonly columns: readonly TierColumn[];
  readonly record: RunRecord | undefined;
  readonly isOpen: boolean;
  readonly onOpen: (id: string) => void;
}

function ControlRow({ control, columns, record, isOpen, onOpen }: ControlRowProps) {
  const { raci } = useRequirements();
  const finding = findingOfControl(record, control.id);
  const task = raci.tasks.find(({ id }) => id === control.task);
  const owner = task?.owners?.responsible?.who ?? task?.owners?.accountable?.who;
  const everyone = raci.tasks.flatMap(({ owners }) => [owners?.responsible?.who ?? []].flat());
  return (
    <tr aria-selected={isOpen} {...opensRow(control.id, onOpen)}>
      <th scope="row">
        <RowButton id={control.id} onOpen={onOpen}>
          {control.title}
        </RowButton>
      </th>
      {columns.map((column) => (
        <td key={column.tier} className={classes('tier-column', column.isWanted && 'is-wanted')}>
          <TierCell standing={column.standings.get(control.id)} finding={finding} isWanted={column.isWanted} />
        </td>
      ))}
      <td className="tiny:hidden">
        <HowKnown finding={finding} />
      </td>
      <td className="slim:hidden" title={owner}>
        <span className="block break-words text-ink-2">
          {owner === undefined ? describeHolder(task) : shortOwner(owner, everyone)}
        </span>
      </td>
    </tr>
  );
}

/** Who acts where the plan names nobody. */
function describeHolder(task: RaciTask | undefined): string {
  const parties = task?.responsible.parties ?? [];
  return parties.length > 1 ? 'Shared' : (parties[0] ?? 'Nobody');
}
