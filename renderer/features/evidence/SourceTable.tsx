import { layerTitles } from '#shared/network/layerTitles.ts';
import type { EgressCheck, RuleSource } from '#shared/network/verdict.ts';
import { GridTable } from '../../ui/GridTable.tsx';
import { RowButton, opensRow } from '../../ui/RowButton.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import type { Rows } from '../../state/useRows.ts';
import { count, countOf, listed } from '../words/counts.ts';
import { baseName, folderOf, formatBytes } from '../words/files.ts';
import { decidedBy, problemsOf } from './decidedBy.ts';

interface SourceTableProps {
  readonly sources: readonly RuleSource[];
  readonly egress: EgressCheck;
  readonly openId: string | undefined;
  readonly rows: Rows;
}

/** One row a file: what it was taken for, what is in it, and what it decides. */
export function SourceTable({ sources, egress, openId, rows }: SourceTableProps) {
  return (
    <GridTable className="rows-44 border-t border-line" caption="Rule files" onKeyDown={rows.onKeyDown}>
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
        {sources.map((source) => (
          <SourceRow
            key={source.file}
            source={source}
            egress={egress}
            isOpen={source.file === openId}
            onOpen={rows.open}
          />
        ))}
      </tbody>
    </GridTable>
  );
}

interface SourceRowProps {
  readonly source: RuleSource;
  readonly egress: EgressCheck;
  readonly isOpen: boolean;
  readonly onOpen: (id: string) => void;
}

function SourceRow({ source, egress, isOpen, onOpen }: SourceRowProps) {
  const { file, format, holds, layers, bytes } = source;
  const problems = problemsOf(egress, file);
  const decides = decidedBy(egress, file).length;
  return (
    <tr aria-selected={isOpen} {...opensRow(file, onOpen)}>
      <th scope="row">
        <RowButton id={file} onOpen={onOpen}>
          <span className="block font-medium">{baseName(file)}</span>
          <span className="block max-w-80 truncate font-mono text-code text-ink-3" title={file}>
            {folderOf(file)}
          </span>
        </RowButton>
      </th>
      <td>
        {format}
        <span className="block text-small text-ink-3">{holds}</span>
      </td>
      <td className="slim:hidden">{layers.length === 0 ? '–' : listed(layers.map((layer) => layerTitles[layer]))}</td>
      <td>
        {decides === 0 ? (
          <span className="text-ink-3">No connection</span>
        ) : (
          countOf(decides, egress.connections.length + egress.preconditions.length, 'rows')
        )}
        {problems.length > 0 && (
          <span className="block">
            <ToneMark tone="unknown" className="text-small">
              {count(problems.length, 'problem')}
            </ToneMark>
          </span>
        )}
      </td>
      <td className="number narrow:hidden">{formatBytes(bytes)}</td>
    </tr>
  );
}
