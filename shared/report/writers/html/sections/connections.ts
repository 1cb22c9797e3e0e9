import { placeOf } from '../../../../network/source/placeOf.ts';
import type { Report, ReportConnection } from '../../../report.ts';
import { scopeWords } from '../../../words.ts';
import { list, table } from '../cells.ts';
import { standingMark, verdictMark } from '../icons.ts';
import type { Part } from '../markup.ts';
import { markup, prose } from '../markup.ts';
import { pathDiagram } from '../pathDiagram.ts';
import { connectionDetail } from './connectionDetail.ts';
import type { Section } from './section.ts';

type Layer = Report['connections']['layers'][number];

const stateWords = {
  read: 'Read',
  'declared-none': 'No such layer, by the plan’s word',
  'not-supplied': 'Not supplied',
  'not-read': 'Not readable',
} as const satisfies Record<Layer['state'], string>;

/** In percent of the table’s width. */
const shareOfLayers = 45;
const widestLayer = 9;

export function connections({ connections: told }: Report): Section {
  const { sentence, layers, rows, preconditions } = told;
  const all = [...rows, ...preconditions];
  const layerShare = Math.min(widestLayer, Math.floor(shareOfLayers / layers.length));
  return {
    id: 'connections',
    title: 'Connections',
    body: markup`<p class="lead">${sentence} Each layer of the path must allow a connection.</p>
${pathDiagram(told)}
${table(
  'Layers of the path, from the pod outward',
  [
    { title: 'Layer', share: 18 },
    { title: 'State', share: 26 },
    { title: 'Rules from' },
    { title: 'Attached to', share: 24 },
  ],
  layers.map(({ title, state, from, attachedTo }) => ({
    cells: [
      title,
      state === 'not-supplied' || state === 'not-read' ? verdictMark('unknown', stateWords[state]) : stateWords[state],
      orDash(from),
      orDash(attachedTo),
    ],
  })),
)}
<div class="apart">${table(
      'Verdict of each connection, layer by layer',
      [
        { title: 'Component and endpoint' },
        { title: 'Protocol and port', share: 9 },
        { title: 'Direction', share: 11 },
        ...layers.map(({ title }) => ({ title, share: layerShare })),
        { title: 'Verdict', share: 14 },
      ],
      all.map((row) => ({ cells: verdictCells(row, layers) })),
      { name: 'dense' },
    )}</div>
${preconditions.length > 0 && markup`<p class="small quiet">DNS is what every row by name needs first. It is none of the rows of the documents’ table.</p>`}`,
  };
}

/** The same connections one by one, with all that is known of each. */
export function connectionsInDetail({ connections: { layers, rows, preconditions } }: Report): Section {
  return {
    id: 'details',
    title: 'Connections, row by row',
    body: [
      [...rows, ...preconditions].filter((row) => !isLetThrough(row)).map((row) => connectionDetail(row, layers)),
      letThrough([...rows, ...preconditions].filter(isLetThrough), layers),
    ],
  };
}

function isLetThrough({ verdict }: ReportConnection): boolean {
  return verdict === 'allowed' || verdict === 'not-applicable';
}

/** What works is told in a line each: by which rule every layer lets it through, or why it is not needed. */
function letThrough(rows: readonly ReportConnection[], layers: readonly Layer[]): Part {
  if (rows.length === 0) return false;
  const titles = new Map(layers.map(({ layer, title }) => [layer, title]));
  return table(
    'Allowed, or not needed',
    [
      { title: 'Connection', share: 22 },
      { title: 'Verdict', share: 14 },
      { title: 'Let through by' },
      { title: 'Assumed', share: 33 },
    ],
    rows.map((row) => ({
      id: `connection-${row.id}`,
      cells: [
        [
          row.direction === 'outbound' ? `${row.component} to ${row.endpoint}` : `${row.endpoint} to ${row.component}`,
          row.why !== undefined && markup`<div class="small quiet">${row.why.purpose}</div>`,
        ],
        [verdictMark(row.verdict), markup`<div class="small quiet">${row.summary}</div>`],
        list(
          row.layers
            .filter(({ verdict }) => verdict === 'allowed')
            .map(({ layer, decidedBy, reason: because }) => [
              `${titles.get(layer) ?? layer}: `,
              decidedBy.length === 0
                ? prose(because)
                : decidedBy
                    .map(place)
                    .reduce<readonly Part[]>((all, each) => [...all, all.length > 0 && '; ', each], []),
            ]),
        ),
        prose([...row.assumptions, ...(row.remarks ?? [])].join(' ') || '–'),
      ],
    })),
    { name: 'dense' },
  );
}

function place({ rule, quote, ...where }: ReportConnection['layers'][number]['decidedBy'][number]): Part {
  return [
    rule,
    markup` <code>${placeOf(where)}</code>`,
    quote !== undefined && markup` <a class="one-line" href="#quote-${quote}">quote ${quote}</a>`,
  ];
}

function orDash(texts: readonly string[]): Part {
  return texts.length === 0 ? '–' : texts.join(', ');
}

function verdictCells(row: ReportConnection, layers: readonly Layer[]): readonly Part[] {
  return [
    [
      row.component,
      markup`<div class="small quiet">${row.direction === 'outbound' ? 'to' : 'from'} ${row.endpoint}</div>`,
    ],
    [row.protocols.join(', '), markup`<div class="small quiet">${row.ports.join(', ')}</div>`],
    [
      row.direction === 'outbound' ? 'Outbound' : 'Inbound',
      markup`<div class="small quiet">${scopeWords[row.scope]}</div>`,
    ],
    ...layers.map(({ layer }) => {
      const verdict = row.layers.find((one) => one.layer === layer)?.verdict;
      return verdict === undefined || verdict === 'not-applicable'
        ? markup`<span aria-hidden="true">–</span><span class="hidden">Not applicable</span>`
        : markup`<div class="stacked">${verdictMark(verdict)}</div>`;
    }),
    [
      verdictMark(row.verdict),
      markup`<div class="small quiet">${row.summary}</div>`,
      row.standing === 'waived' && markup`<div>${standingMark('waived')}</div>`,
    ],
  ];
}
