import type { TaskId } from '#shared/catalog/catalog.ts';
import { raciRoles } from '#shared/raci/raci.ts';
import type { Raci, RaciComparison, RaciTask } from '#shared/raci/raci.ts';
import { classes } from '../../ui/classes.ts';
import { GridTable } from '../../ui/GridTable.tsx';
import type { Rows } from '../../state/useRows.ts';
import { capitalised, count } from '../words/counts.ts';
import { RaciRow } from './RaciRow.tsx';

interface RaciTableProps {
  readonly raci: Raci;
  /** Those that the filter leaves. */
  readonly tasks: readonly RaciTask[];
  readonly comparison: RaciComparison | undefined;
  readonly withoutOwner: ReadonlySet<TaskId>;
  readonly openId: string | undefined;
  readonly rows: Rows;
}

const PARTIES = raciRoles.length;

/** Two blocks of four columns side by side: the plan's in full ink, the other one dimmed where it is the same. */
export function RaciTable({ raci, tasks, comparison, withoutOwner, openId, rows }: RaciTableProps) {
  const own = tasks.filter(({ scope }) => scope === 'workload');
  const row = (task: RaciTask) => (
    <RaciRow
      key={task.id}
      task={task}
      move={comparison?.tasks.find(({ id }) => id === task.id)}
      lacksOwner={withoutOwner.has(task.id)}
      isOpen={task.id === openId}
      onOpen={rows.open}
    />
  );
  return (
    <GridTable className="raci rows-36" caption={`Responsibilities of ${raci.modelTitle}`} onKeyDown={rows.onKeyDown}>
      <colgroup>
        <col />
        {raciRoles.map((role) => (
          <col key={role} className="party-column" />
        ))}
        {comparison !== undefined && (
          <>
            {raciRoles.map((role) => (
              <col key={role} className="party-column compared" />
            ))}
            <col className="move-column" />
          </>
        )}
        <col className="owner-column" />
      </colgroup>
      <thead>
        <tr>
          <td />
          <th scope="colgroup" colSpan={PARTIES} className="block-head divided">
            Plan: {raci.modelShortTitle}
            {comparison !== undefined && (
              <span className="compared-below differs font-normal">
                Below, where it differs: {comparison.modelShortTitle}
              </span>
            )}
          </th>
          {comparison !== undefined && (
            <>
              <th scope="colgroup" colSpan={PARTIES} className="block-head divided compared">
                {comparison.modelShortTitle}
              </th>
              <td className="divided move-column" />
            </>
          )}
          <td className={classes('owner-column', comparison === undefined && 'divided')} />
        </tr>
        <tr>
          <th scope="col">Task</th>
          {raciRoles.map((role, index) => (
            <th key={role} scope="col" className={classes(index === 0 && 'divided')}>
              {capitalised(role)}
            </th>
          ))}
          {comparison !== undefined && (
            <>
              {raciRoles.map((role, index) => (
                <th key={role} scope="col" className={`compared ${index === 0 ? 'divided' : ''}`}>
                  {capitalised(role)}
                </th>
              ))}
              <th scope="col" className="divided move-column">
                <span className="narrow:sr-only">In your plan</span>
              </th>
            </>
          )}
          <th scope="col" className={classes('owner-column', comparison === undefined && 'divided')}>
            Owner
          </th>
        </tr>
      </thead>
      <tbody>
        {tasks.filter(({ scope }) => scope === 'platform').map(row)}
        {own.length > 0 && (
          <tr className="group">
            <th scope="rowgroup" colSpan={1 + PARTIES} className="whitespace-nowrap">
              <b>Your own workload</b> &nbsp;{count(own.length, 'task')}, yours in every model
            </th>
            {comparison !== undefined && (
              <>
                <td colSpan={PARTIES} className="compared" />
                <td className="move-column" />
              </>
            )}
            <td className="owner-column" />
          </tr>
        )}
        {own.map(row)}
      </tbody>
    </GridTable>
  );
}
