import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { RuleSource } from '#shared/network/judging/verdict.ts';
import { droppedName } from '#shared/kernel/ownNames.ts';
import { GridTable } from '../../ui/GridTable.tsx';
import { RowButton, opensRow } from '../../ui/RowButton.tsx';
import { SpaceRow } from '../../ui/SpaceRow.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { useVirtualRows } from '../../ui/useVirtualRows.ts';
import type { Rows } from '../../state/useRows.ts';
import { count, countOf, listed } from '../words/counts.ts';
import { baseName, folderOf, formatBytes } from '../words/files.ts';
import type { SourceStanding } from '../words/judgeSources.ts';

const COLUMNS = 5;
const ROW_HEIGHT = 44;

interface SourceTableProps {
  readonly sources: readonly RuleSource[];
  readonly standings: ReadonlyMap<string, SourceStanding>;
  /** Of the table of connections, DNS among them. */
  readonly rowCount: number;
  /** What the table scrolls in; null before it is there. */
  readonly scroll: HTMLElement | null;
  readonly openId: string | undefined;
  readonly rows: Rows;
}

/** One row a file: what it was taken for, what is in it, and what it decides. */
export function SourceTable({ sources, standings, rowCount, scroll, openId, rows }: SourceTableProps) {
  const { shown, spaceBefore, spaceAfter } = useVirtualRows({
    rows: sources,
    scroll,
    heightOf: () => ROW_HEIGHT,
    openIndex: sources.findIndex(({ file }) => file === openId),
    wantedIndex: sources.findIndex(({ file }) => file === rows.wanted),
    onDrawn: rows.onDrawn,
  });
  return (
    <GridTable
      className="rows-44 border-t border-line"
      caption="Rule files"
      rowCount={sources.length}
      onKeyDown={rows.onKeyDown}
    >
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col">Taken for</th>
          <th scope="col" className="slim:hidden">
            Layer
          </th>
          <th scope="col">Bears on</th>
          <th scope="col" className="number narrow:hidden">
            Size
          </th>
        </tr>
      </thead>
      <tbody>
        <SpaceRow height={spaceBefore} columns={COLUMNS} />
        {shown.map(({ row: source, index }) => (
          <SourceRow
            key={source.file}
            source={source}
            standing={standings.get(source.file)}
            rowCount={rowCount}
            rowIndex={index + 1}
            isOpen={source.file === openId}
            onOpen={rows.open}
          />
        ))}
        <SpaceRow height={spaceAfter} columns={COLUMNS} />
      </tbody>
    </GridTable>
  );
}

interface SourceRowProps {
  readonly source: RuleSource;
  readonly standing: SourceStanding | undefined;
  readonly rowCount: number;
  readonly rowIndex: number;
  readonly isOpen: boolean;
  readonly onOpen: (id: string) => void;
}

function SourceRow({ source, standing, rowCount, rowIndex, isOpen, onOpen }: SourceRowProps) {
  const { file, format, holds, layers, bytes } = source;
  const problems = standing?.problems.length ?? 0;
  return (
    <tr aria-selected={isOpen} aria-rowindex={rowIndex} {...opensRow(file, onOpen)}>
      <th scope="row">
        <RowButton id={file} onOpen={onOpen}>
          <span className="block max-w-100 truncate font-medium" title={baseName(file)}>
            {baseName(file)}
          </span>
          <span className="block max-w-100 truncate font-mono text-code text-ink-3" title={file}>
            {describeFolder(file)}
          </span>
        </RowButton>
      </th>
      <td>
        {format}
        {standing?.bearing !== 'unread' && <span className="block text-small text-ink-3">{holds}</span>}
      </td>
      <td className="slim:hidden">{layers.length === 0 ? '–' : listed(layers.map((layer) => layerTitles[layer]))}</td>
      <td>
        <Bearing standing={standing} rowCount={rowCount} />
        {problems > 0 && (
          <span className="block">
            <ToneMark tone="unknown" className="text-small">
              {count(problems, 'problem')}
            </ToneMark>
          </span>
        )}
      </td>
      <td className="number narrow:hidden">{formatBytes(bytes)}</td>
    </tr>
  );
}

/** Of a dropped file the folders that it was dropped with. */
function describeFolder(file: string): string {
  const dropped = droppedName(file);
  if (dropped === undefined) return folderOf(file);
  return ['dropped', folderOf(dropped)].filter((part) => part !== '').join(': ');
}

interface BearingProps {
  readonly standing: SourceStanding | undefined;
  readonly rowCount: number;
}

function Bearing({ standing, rowCount }: BearingProps) {
  const rows = standing?.connections.length ?? 0;
  switch (standing?.bearing) {
    case 'rules':
      return countOf(rows, rowCount, 'rows');
    case 'unread':
      return (
        <ToneMark tone="unknown">
          {rows === 0 ? 'Not read' : `${countOf(rows, rowCount, 'rows')}, not in full`}
        </ToneMark>
      );
    case 'facts':
      return <span className="text-ink-2">Facts for other rules</span>;
    case 'hidden':
      return <ToneMark tone="unknown">Not known</ToneMark>;
    case 'foreign':
    case undefined:
      return <span className="text-ink-3">Nothing: not recognised</span>;
  }
}
