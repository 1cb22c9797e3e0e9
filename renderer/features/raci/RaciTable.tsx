import type { TaskId } from '#shared/catalog/catalog.ts';
import { raciRoles } from '#shared/raci/raci.ts';
import type { Raci, RaciComparison, RaciTask } from '#shared/raci/raci.ts';
import { classes } from '../../ui/classes.ts';
import { GridTable } from '../../ui/GridTable.tsx';
import type { Rows } from '../../state/useRows.ts';
import { capitalised, count } from '../words/counts.ts';
import { RaciRow } from './RaciRow.tsx';
import { FIRST_PARTIES, isSecondary } from './isSecondary.ts';

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
          <col key={role} className={classes('party-column', isSecondary(role) && 'secondary')} />
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
          <th scope="colgroup" colSpan={FIRST_PARTIES} className="block-head divided">
            Plan: {raci.modelShortTitle}
          </th>
          <td colSpan={PARTIES - FIRST_PARTIES} className="secondary" />
          {comparison !== undefined && (
            <>
              <th scope="colgroup" colSpan={PARTIES} className="block-head divided compared">
                {comparison.modelShortTitle}
              </th>
              <td className="divided" />
            </>
          )}
          <td className={comparison === undefined ? 'divided' : ''} />
        </tr>
        <tr>
          <th scope="col">Task</th>
          {raciRoles.map((role, index) => (
            <th key={role} scope="col" className={classes(index === 0 && 'divided', isSecondary(role) && 'secondary')}>
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
              <th scope="col" className="divided">
                <span className="narrow:sr-only">In your plan</span>
              </th>
            </>
          )}
          <th scope="col" className={comparison === undefined ? 'divided' : ''}>
            Owner
          </th>
        </tr>
      </thead>
      <tbody>
        {tasks.filter(({ scope }) => scope === 'platform').map(row)}
        {own.length > 0 && (
          <tr className="group">
            <th scope="rowgroup" colSpan={1 + FIRST_PARTIES} className="whitespace-nowrap">
              <b>Your own workload</b> &nbsp;{count(own.length, 'task')}, yours in every model
            </th>
            <td colSpan={PARTIES - FIRST_PARTIES} className="secondary" />
            {comparison !== undefined && (
              <>
                <td colSpan={PARTIES} className="compared" />
                <td />
              </>
            )}
            <td />
          </tr>
        )}
        {own.map(row)}
      </tbody>
    </GridTable>
  );
}
