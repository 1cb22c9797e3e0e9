import type { LayerKind } from '../../../plan/plan.ts';
import type { Verdict } from '../../../network/judging/verdict.ts';
import type { Report, ReportConnection } from '../../report.ts';
import { scopeWords, verdictWords } from '../../words.ts';
import { shapeOfVerdict } from './icons.ts';
import type { Markup } from './markup.ts';
import { markup } from './markup.ts';

/** Which part of the way each layer stands in. */
const placeOfLayer = {
  'pod-policy': 'Data plane',
  'node-firewall': 'Node',
  'azure-nsg': 'Cloud',
  'azure-firewall': 'Cloud',
  'aws-security-group': 'Cloud',
  'aws-network-acl': 'Cloud',
  'aws-network-firewall': 'Cloud',
  'gcp-firewall': 'Cloud',
  proxy: 'Proxy',
  route: 'Route',
} as const satisfies Record<LayerKind, string>;

const colours = {
  allowed: '#0b7457',
  denied: '#b8163c',
  'partly-allowed': '#a84b06',
  unknown: '#805c00',
  'not-applicable': '#8a92a0',
} as const satisfies Record<Verdict, string>;

/** The style of a line, so that its verdict can be told without colour. */
const dashes = {
  allowed: undefined,
  denied: '7 4',
  'partly-allowed': '12 3 3 3',
  unknown: '2 4',
  'not-applicable': '1 6',
} as const satisfies Record<Verdict, string | undefined>;

const width = 1000;
const rowHeight = 25;
const headHeight = 58;
const labelEnd = 140;
const endpointStart = 692;
const verdictStart = 893;
const longestComponent = 25;
const longestName = 36;

/**
 * The way of each connection from the data plane through the layers to its end: a line each, whose style is its verdict,
 * broken where the first layer stops it. The table beside it is its alternative in text.
 */
export function pathDiagram({ rows, layers }: Report['connections']): Markup {
  const step = (endpointStart - labelEnd) / (layers.length + 1);
  const columns = layers.map(({ layer, title }, index) => ({ layer, title, x: round(labelEnd + step * (index + 1)) }));
  const height = headHeight + rows.length * rowHeight + 6;
  const count = (verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length;
  const words = (Object.keys(verdictWords) as Verdict[])
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdictWords[verdict].toLowerCase()}`);
  return markup`<svg class="diagram" viewBox="0 0 ${width} ${height}" role="img" aria-label="The way of ${rows.length} connections through ${
    layers.length
  } layers: ${words.join(', ')}. The table below says the same." font-size="10.5" fill="#15181e">
${places(columns)}<text x="0" y="13" font-weight="600">Data plane</text><text x="${endpointStart}" y="13" font-weight="600">Where it goes</text>
${columns.map(
  ({ title, x }) =>
    markup`<line x1="${x}" y1="${headHeight - 8}" x2="${x}" y2="${height}" stroke="#dfe2e8"/>${inTwoLines(title).map(
      (line, index) =>
        markup`<text x="${x}" y="${headHeight - 25 + index * 12}" text-anchor="middle" fill="#454c59">${line}</text>`,
    )}`,
)}
${rows.map((row, index) => way(row, columns, headHeight + index * rowHeight + rowHeight / 2))}
</svg>`;
}

interface Column {
  readonly layer: LayerKind;
  readonly title: string;
  readonly x: number;
}

/** Heads over layers that stand in the same part of the way. */
function places(columns: readonly Column[]): readonly Markup[] {
  const groups = Map.groupBy(columns, ({ layer }) => placeOfLayer[layer]);
  return [...groups]
    .filter(([place]) => place !== 'Data plane' && place !== 'Proxy' && place !== 'Route')
    .map(([place, own]) => {
      const middle = own.reduce((sum, { x }) => sum + x, 0) / own.length;
      return markup`<text x="${round(middle)}" y="13" text-anchor="middle" font-weight="600">${place}</text>`;
    });
}

function way(row: ReportConnection, columns: readonly Column[], y: number): Markup {
  const colour = colours[row.verdict];
  const stop = columns.find(({ layer }) => layer === row.blockedBy)?.x;
  const dash = dashes[row.verdict];
  const line = (from: number, to: number, dashed: string | undefined): Markup =>
    markup`<line x1="${from}" y1="${y}" x2="${to}" y2="${y}" stroke="${colour}" stroke-width="1.6" ${
      dashed !== undefined && markup`stroke-dasharray="${dashed}"`
    }/>`;
  const [start, end] = [labelEnd - 8, endpointStart - 8];
  const head = row.direction === 'outbound' ? `${end} ${y} l-7 -4 v8 z` : `${start} ${y} l7 -4 v8 z`;
  return markup`<text x="0" y="${y + 3.5}">${shortened(row.component, longestComponent)}</text>${
    stop === undefined ? line(start, end, dash) : [line(start, stop, undefined), line(stop, end, dash)]
  }<path d="M${head}" fill="${colour}"/>${columns.map(({ layer, x }) => node(row, layer, x, y))}<text x="${endpointStart}" y="${
    y - 1
  }">${shortened(row.endpoint, longestName)}</text><text x="${endpointStart}" y="${y + 9}" fill="#5b6371" font-size="8.5">${
    scopeWords[row.scope]
  }</text><g color="${colour}"><use href="#icon-${shapeOfVerdict[row.verdict]}" x="${verdictStart}" y="${y - 7}" width="13" height="13"/><text x="${
    verdictStart + 18
  }" y="${y + 3.5}" fill="${colour}" font-weight="600">${verdictWords[row.verdict]}</text></g>`;
}

function node(row: ReportConnection, layer: LayerKind, x: number, y: number): Markup | undefined {
  const verdict = row.layers.find((one) => one.layer === layer)?.verdict;
  if (verdict === undefined || verdict === 'not-applicable') return undefined;
  return markup`<circle cx="${x}" cy="${y}" r="8.5" fill="#fff"/><g color="${colours[verdict]}"><use href="#icon-${
    shapeOfVerdict[verdict]
  }" x="${x - 7}" y="${y - 7}" width="14" height="14"/></g>`;
}

/** Breaks a title at the space that leaves its lines most alike; one word stands in the lower line. */
function inTwoLines(title: string): readonly [upper: string, lower: string] {
  const words = title.split(' ');
  const breaks = words
    .slice(1)
    .map((_, index) => [words.slice(0, index + 1).join(' '), words.slice(index + 1).join(' ')] as const);
  const longest = (lines: readonly [string, string]): number => Math.max(lines[0].length, lines[1].length);
  return breaks.toSorted((one, other) => longest(one) - longest(other))[0] ?? ['', title];
}

/** SVG text does not wrap; the whole name stands in the table. */
function shortened(name: string, longest: number): string {
  const characters = [...name];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : name;
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
