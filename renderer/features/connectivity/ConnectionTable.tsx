import { ArrowDownLeft, ArrowRight } from 'lucide-react';
import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { ConnectionVerdict, EgressCheck } from '#shared/network/judging/verdict.ts';
import type { LayerKind } from '#shared/plan/plan.ts';
import { GridTable } from '../../ui/GridTable.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { RowButton, opensRow } from '../../ui/RowButton.tsx';
import { StripNode } from '../../ui/StripNode.tsx';
import type { Rows } from '../../state/useRows.ts';
import { VerdictMark } from '../marks/VerdictMark.tsx';
import { describeTransport } from '../words/connections.ts';
import { verdictWords } from '../words/outcomes.ts';
import { beyondBlock, layerOf } from './layers.ts';
import { useOwnNames } from '../marks/useOwnNames.ts';

interface ConnectionTableProps {
  readonly egress: EgressCheck;
  /** A column each. */
  readonly layers: readonly LayerKind[];
  readonly shown: readonly ConnectionVerdict[];
  readonly preconditions: readonly ConnectionVerdict[];
  readonly openId: string | undefined;
  readonly rows: Rows;
}

/** Each connection with one stop for every layer of its packets' path, and the verdict that follows. */
export function ConnectionTable({ egress, layers, shown, preconditions, openId, rows }: ConnectionTableProps) {
  const row = (connection: ConnectionVerdict) => (
    <ConnectionRow
      key={connection.id}
      connection={connection}
      layers={layers}
      isOpen={connection.id === openId}
      onOpen={rows.open}
    />
  );
  return (
    <GridTable
      className="connections rows-44"
      caption="Connections, with the verdict of every layer"
      onKeyDown={rows.onKeyDown}
    >
      <thead>
        <tr>
          <th scope="col">Component and endpoint</th>
          <th scope="col" className="protocol-column tiny:hidden">
            Protocol
          </th>
          {layers.map((layer) => (
            <th key={layer} scope="col" className="layer-column tiny:hidden">
              {layerTitles[layer]}
            </th>
          ))}
          <th scope="col" className="verdict-column">
            Verdict
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map(row)}
        {shown.length === 0 && (
          <tr>
            <td colSpan={3 + layers.length} className="text-ink-2">
              No connection is left by this filter
            </td>
          </tr>
        )}
        {preconditions.length > 0 && (
          <tr className="group">
            <th scope="rowgroup" className="whitespace-nowrap">
              <b>Before every row by name</b> &nbsp;Not one of the {egress.connections.length}
            </th>
            <td className="tiny:hidden" />
            {layers.map((layer) => (
              <td key={layer} className="tiny:hidden" />
            ))}
            <td />
          </tr>
        )}
        {preconditions.map(row)}
      </tbody>
    </GridTable>
  );
}

interface ConnectionRowProps {
  readonly connection: ConnectionVerdict;
  readonly layers: readonly LayerKind[];
  readonly isOpen: boolean;
  readonly onOpen: (id: string) => void;
}

function ConnectionRow({ connection, layers, isOpen, onOpen }: ConnectionRowProps) {
  const { id, component, endpoint, direction, protocols, verdict, summary, remarks = [] } = connection;
  const beyond = beyondBlock(connection, layers);
  const transport = describeTransport(connection);
  return (
    <tr aria-selected={isOpen} {...opensRow(id, onOpen)}>
      <th scope="row">
        <RowButton id={id} onOpen={onOpen}>
          <span className="block truncate leading-[17px] font-medium">{component}</span>
          <span className="flex items-center gap-1.25 text-small text-ink-2">
            <Icon of={direction === 'inbound' ? ArrowDownLeft : ArrowRight} size={14} className="text-ink-3" />
            <span className="truncate" title={endpoint}>
              {endpoint}
              {direction === 'inbound' && ', inbound'}
            </span>
          </span>
        </RowButton>
      </th>
      <td className="tiny:hidden">
        <span className="block truncate leading-[17px]" title={protocols.join(', ')}>
          {protocols.join(', ')}
        </span>
        <span className="block truncate text-small text-ink-3" title={transport}>
          {transport}
        </span>
      </td>
      {layers.map((layer, index) => (
        <LayerCell
          key={layer}
          connection={connection}
          layer={layer}
          isFirst={index === 0}
          isLast={index === layers.length - 1}
          isBeyond={beyond.has(layer)}
        />
      ))}
      <td>
        <VerdictMark verdict={verdict} />
        {remarks.length === 0 ? (
          <span className="block truncate pl-5.5 text-small text-ink-3 tiny:hidden" title={summary}>
            {summary}
          </span>
        ) : (
          <span className="block truncate pl-5.5 text-small text-unknown" title={[summary, ...remarks].join('\n')}>
            {remarks.join(' ')}
          </span>
        )}
        <MiniStrip connection={connection} layers={layers} />
      </td>
    </tr>
  );
}

interface LayerCellProps {
  readonly connection: ConnectionVerdict;
  readonly layer: LayerKind;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isBeyond: boolean;
}

function LayerCell({ connection, layer, isFirst, isLast, isBeyond }: LayerCellProps) {
  const met = layerOf(connection, layer);
  const inOwnNames = useOwnNames();
  const { tone, word } = verdictWords[met?.verdict ?? 'not-applicable'];
  return (
    <td
      className="strip-cell tiny:hidden"
      data-first={isFirst || undefined}
      data-last={isLast || undefined}
      data-beyond={isBeyond || undefined}
      title={met === undefined ? undefined : `${layerTitles[layer]}: ${inOwnNames(met.reason)}`}
    >
      <StripNode tone={tone} />
      <span className="sr-only">{word}</span>
    </td>
  );
}

/** The strip where there is no room for columns. */
function MiniStrip({
  connection,
  layers,
}: {
  readonly connection: ConnectionVerdict;
  readonly layers: readonly LayerKind[];
}) {
  const stops = layers.map((layer) => ({
    layer,
    ...verdictWords[layerOf(connection, layer)?.verdict ?? 'not-applicable'],
  }));
  return (
    <span className="mini-strip mt-0.75 hidden pl-5.5 tiny:flex">
      <span className="sr-only">{stops.map(({ layer, word }) => `${layerTitles[layer]}: ${word}`).join(', ')}</span>
      {stops.map(({ layer, tone }) => (
        <span key={layer} aria-hidden data-tone={tone} />
      ))}
    </span>
  );
}
