import { useState } from 'react';
import { writeNumber } from '#shared/kernel/writeNumber.ts';
import { GridTable } from '../../ui/GridTable.tsx';
import { Scroll } from '../../ui/Page.tsx';
import { RowButton, opensRow } from '../../ui/RowButton.tsx';
import { SpaceRow } from '../../ui/SpaceRow.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { useVirtualRows } from '../../ui/useVirtualRows.ts';
import type { Rows } from '../../state/useRows.ts';
import { count } from '../words/counts.ts';
import { extentTitles } from './reachRows.ts';
import type { ReachRow } from './reachRows.ts';
import { useOwnNames } from '../marks/useOwnNames.ts';

const ROW_HEIGHT = 44;
const COLUMNS = 3;

interface ReachTableProps {
  readonly shown: readonly ReachRow[];
  readonly openId: string | undefined;
  readonly rows: Rows;
}

/** A row a workload; only those in sight are drawn once there are many. */
export function ReachTable({ shown, openId, rows }: ReachTableProps) {
  const [scroll, setScroll] = useState<HTMLElement | null>(null);
  const placeOf = (wanted: string | undefined): number => shown.findIndex(({ id }) => id === wanted);
  const virtual = useVirtualRows({
    rows: shown,
    scroll,
    heightOf: () => ROW_HEIGHT,
    openIndex: placeOf(openId),
    wantedIndex: placeOf(rows.wanted),
    onDrawn: rows.onDrawn,
  });
  return (
    <Scroll label="Workloads" onElement={setScroll}>
      <GridTable
        className="reach rows-44"
        caption="Workloads, with what each may reach outside"
        rowCount={shown.length}
        onKeyDown={rows.onKeyDown}
      >
        <thead>
          <tr>
            <th scope="col">Workload</th>
            <th scope="col" className="extent-column">
              May reach
            </th>
            <th scope="col" className="tiny:hidden">
              Destinations
            </th>
          </tr>
        </thead>
        <tbody>
          <SpaceRow height={virtual.spaceBefore} columns={COLUMNS} />
          {virtual.shown.map(({ row, index }) => (
            <ReachTableRow key={row.id} row={row} rowIndex={index + 1} isOpen={row.id === openId} onOpen={rows.open} />
          ))}
          <SpaceRow height={virtual.spaceAfter} columns={COLUMNS} />
          {shown.length === 0 && (
            <tr>
              <td colSpan={COLUMNS} className="text-ink-2">
                No workload is left by this filter
              </td>
            </tr>
          )}
        </tbody>
      </GridTable>
    </Scroll>
  );
}

interface ReachTableRowProps {
  readonly row: ReachRow;
  readonly rowIndex: number;
  readonly isOpen: boolean;
  readonly onOpen: (id: string) => void;
}

function ReachTableRow({ row, rowIndex, isOpen, onOpen }: ReachTableRowProps) {
  const inOwnNames = useOwnNames();
  const { id, namespace, name, kind, pods, isolated, extent, destinations, unknown } = row;
  const [first, ...others] = [...destinations, ...unknown.map(({ reason }) => inOwnNames(reason))];
  const whole = `${namespace}/${name}`;
  return (
    <tr aria-selected={isOpen} aria-rowindex={rowIndex} {...opensRow(id, onOpen)}>
      <th scope="row">
        <RowButton id={id} onOpen={onOpen}>
          <span className="block truncate font-medium" title={whole}>
            {whole}
          </span>
          <span className="block truncate text-small text-ink-3">
            {kind}, {count(pods, 'pod')}
          </span>
        </RowButton>
      </th>
      <td className="extent-column">
        {extent === 'unknown' ? <ToneMark tone="unknown">{extentTitles.unknown}</ToneMark> : extentTitles[extent]}
      </td>
      <td className="tiny:hidden">
        {extent === 'everything' ? (
          <span className="text-ink-2">{isolated ? 'Its policies open all of it' : 'No policy selects it'}</span>
        ) : (
          <>
            <span className="block truncate text-ink-2" title={first}>
              {first ?? '–'}
            </span>
            {others.length > 0 && (
              <span className="block text-small text-ink-3">and {writeNumber(others.length)} more</span>
            )}
          </>
        )}
      </td>
    </tr>
  );
}
