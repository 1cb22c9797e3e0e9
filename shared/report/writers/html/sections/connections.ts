import { describePorts, describeTraffic } from '../../../../audit/assessConnection.ts';
import type { Report, ReportConnection, ReportLayer } from '../../../report.ts';
import { enumerate, originatorWords, scopeWords } from '../../../words.ts';
import { facts, list, table } from '../cells.ts';
import { standingMark, verdictMark } from '../icons.ts';
import type { Markup, Part } from '../markup.ts';
import { join, markup } from '../markup.ts';
import { pathDiagram } from '../pathDiagram.ts';
import type { Section } from './section.ts';

type Connections = Report['connections'];

const stateWords = {
  read: 'Read',
  'declared-none': 'No such layer, by the plan’s word',
  'not-supplied': 'Not supplied',
} as const satisfies Record<Connections['layers'][number]['state'], string>;

export function connections({ connections: told }: Report): Section {
  const { sentence, layers, rows, preconditions } = told;
  return {
    id: 'connections',
    title: 'Connections',
    body: markup`<p class="lead">${sentence} Each layer of the path must allow a connection.</p>
${pathDiagram(told)}
${table(
  'Verdict of each connection, layer by layer',
  [
    { title: 'Component and endpoint' },
    { title: 'Protocol and port' },
    { title: 'Direction' },
    ...layers.map(({ title }) => ({ title })),
    { title: 'Verdict' },
  ],
  [...rows, ...preconditions].map((row) => ({ cells: verdictCells(row, layers) })),
)}
${preconditions.length > 0 && markup`<p class="small quiet">DNS is what every row by name needs first. It is not one of the connections of the table that the documents give.</p>`}
${table(
  'Layers of the path, from the pod outward',
  [{ title: 'Layer' }, { title: 'State' }, { title: 'Rules from' }, { title: 'Attached to' }],
  layers.map(({ title, state, from, attachedTo }) => ({
    cells: [
      title,
      state === 'not-supplied' ? verdictMark('unknown', stateWords[state]) : stateWords[state],
      orDash(from),
      orDash(attachedTo),
    ],
  })),
)}
<h3>Row by row</h3>
${[...rows, ...preconditions].map(detail)}`,
  };
}

function orDash(texts: readonly string[]): Part {
  return texts.length === 0 ? '–' : texts.join(', ');
}

function verdictCells(row: ReportConnection, layers: Connections['layers']): readonly Part[] {
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
        : verdictMark(verdict);
    }),
    [verdictMark(row.verdict), markup`<div class="small quiet">${row.summary}</div>`, waived(row)],
  ];
}

function waived({ standing }: ReportConnection): Part {
  return standing === 'waived' && markup`<div>${standingMark('waived')}</div>`;
}

/** How many workloads that agree are named; those that differ from the verdict are all named. */
const mostNamed = 12;

function detail(row: ReportConnection): Markup {
  const { id, component, endpoint, direction, originator, verdict, summary, missing, why, assumptions, layers } = row;
  const bearing = layers.filter((layer) => layer.verdict !== 'not-applicable');
  const others = layers.filter((layer) => layer.verdict === 'not-applicable');
  return markup`<article class="row" id="connection-${id}">
<header><h4>${direction === 'outbound' ? `${component} to ${endpoint}` : `${endpoint} to ${component}`}</h4><span>${verdictMark(verdict)} <span class="small quiet">${summary}</span></span></header>
${facts([
  ...(why === undefined
    ? []
    : ([
        [
          'Why it is here',
          [
            why.purpose,
            markup` <span class="quiet">${why.source}.</span>`,
            why.planPath !== undefined &&
              markup` <span class="quiet">The plan says more under <code>${why.planPath}</code>.</span>`,
          ],
        ],
      ] as const)),
  ['Opened by', [originatorWords[originator], ...workloads(row)]],
  ...(row.destinations.length === 0 ? [] : ([['Goes to', list(row.destinations.map(destination))]] as const)),
  ...(missing.length === 0 ? [] : ([['Missing', list([...missing])]] as const)),
  ...(assumptions.length === 0 ? [] : ([['Assumed', list([...assumptions])]] as const)),
])}
${bearing.length > 0 && layerTable(bearing, component)}
${others.length > 0 && markup`<p class="small quiet">Not applicable: ${enumerate(others.map(({ title, reason }) => `${title} (${withoutStop(reason)})`))}.</p>`}
</article>
`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function workloads({ workloads: all, verdict }: ReportConnection): readonly Part[] {
  if (all.length === 0) return [];
  const differing = all.filter((workload) => workload.verdict !== verdict);
  const agreeing = all.filter((workload) => workload.verdict === verdict);
  const named = [...differing, ...agreeing.slice(0, mostNamed)];
  const more = all.length - named.length;
  return [
    ' ',
    join(
      named.map(({ kind, namespace, name, verdict: own }): Part => [
        markup`<code>${kind} ${namespace}/${name}</code>`,
        own !== verdict && [' ', verdictMark(own)],
      ]),
      ', ',
    ),
    more > 0 && ` and ${more} more with the same verdict`,
  ];
}

function destination({ host, ranges, ports, failover, verdict }: ReportConnection['destinations'][number]): Part {
  const addresses =
    ranges.length === 0 ? 'addresses not known' : describeTraffic({ ranges, ports: {} }).replace(/ on every port$/, '');
  return [
    verdictMark(verdict),
    ' ',
    markup`<code>${host ?? addresses}</code>`,
    host !== undefined && ` (${addresses})`,
    ` on ${describePorts(ports) || 'every port'}`,
    failover && ', failover',
  ];
}

function layerTable(layers: readonly ReportLayer[], component: string): Markup {
  return table(
    `Layers for ${component}`,
    [
      { title: 'Layer', kind: 'fit' },
      { title: 'Verdict', kind: 'fit' },
      { title: 'Why' },
      { title: 'Decided by' },
      { title: 'Not let through' },
    ],
    layers.map(({ title, verdict, reason, decidedBy, uncovered }) => ({
      cells: [
        title,
        verdictMark(verdict),
        reason,
        decidedBy.length === 0 ? '–' : list(decidedBy.map(reference)),
        uncovered.length === 0 ? '–' : list(uncovered.map(describeTraffic)),
      ],
    })),
    { isCaptionShown: false },
  );
}

function reference({ file, line, rule, quote }: ReportLayer['decidedBy'][number]): Part {
  return [
    rule,
    ' ',
    markup`<code>${file}:${line}</code>`,
    quote !== undefined && markup` <a href="#quote-${quote}">quote ${quote}</a>`,
  ];
}

/** The rules that decide, as they stand in their files. */
export function quotedRules({ quotes, connections: { rows, preconditions } }: Report): Section {
  const named = new Map(
    [...rows, ...preconditions].map(({ id, component, endpoint }) => [id, `${component} to ${endpoint}`]),
  );
  return {
    id: 'rules',
    title: 'Rules that decide, quoted',
    body:
      quotes.length === 0
        ? markup`<p class="lead">No rule decides anything: none was read, or none bears on a connection.</p>`
        : markup`<p class="lead">Each rule once, with the lines of its file. A bar and bold type mark the line that the verdict names.</p>
${quotes.map(({ number, file, line, lines, deciding, rules, connections: decided }) => {
  const last = line + lines.length - 1;
  return markup`<figure class="quote" id="quote-${number}"><figcaption><strong>${number}. ${rules.join(', ')}</strong><code>${file}:${line}${last > line && `–${last}`}</code><span class="small quiet">Decides on ${enumerate(decided.map((id) => named.get(id) ?? id))}</span></figcaption>
<pre>${lines.map((text, index) => {
    const at = line + index;
    const isDeciding = deciding.includes(at);
    return markup`<code${isDeciding && markup` class="deciding"`}><span class="line">${at}</span><span class="text">${text === '' ? ' ' : text}${isDeciding && markup`<span class="hidden"> (deciding line)</span>`}</span></code>`;
  })}</pre></figure>
`;
})}`,
  };
}
