import { placeOf } from '../../../../network/source/placeOf.ts';
import { describePorts, describeRange, describeTraffic } from '../../../../network/judging/describeTraffic.ts';
import type { Report, ReportConnection, ReportLayer } from '../../../report.ts';
import { enumerate } from '../../../../kernel/enumerate.ts';
import { originatorWords } from '../../../words.ts';
import { facts, list, table } from '../cells.ts';
import { verdictMark } from '../icons.ts';
import type { Markup, Part } from '../markup.ts';
import { join, markup, prose } from '../markup.ts';

/** How many workloads that agree are named; those that differ from the verdict are all named. */
const mostNamed = 12;

/** Everything about one connection: why it is there, where it goes, and what each layer says and by which rule. */
export function connectionDetail(row: ReportConnection, layers: Report['connections']['layers']): Markup {
  const { id, component, endpoint, direction, originator, verdict, summary, destinations, missing, assumptions } = row;
  const { remarks = [] } = row;
  const isSupplied = ({ layer }: ReportLayer): boolean =>
    layers.every((state) => state.layer !== layer || state.state !== 'not-supplied');
  const bearing = row.layers.filter((layer) => layer.verdict !== 'not-applicable');
  const judged = bearing.filter(isSupplied);
  const notSupplied = bearing.filter((layer) => !isSupplied(layer));
  const stillMissing = missing.filter((text) => notSupplied.every((layer) => layer.reason !== text));
  const notApplicable = [
    ...Map.groupBy(
      row.layers.filter((layer) => !bearing.includes(layer)),
      ({ reason }) => reason,
    ),
  ];
  return markup`<article class="row" id="connection-${id}">
<header><h3>${direction === 'outbound' ? `${component} to ${endpoint}` : `${endpoint} to ${component}`}</h3><span class="verdict">${verdictMark(verdict)} <span class="small quiet">${summary}</span></span></header>
${facts([
  ...toFact('Why it is here', row.why !== undefined && whyItIsHere(row.why)),
  ['Opened by', [originatorWords[originator], ...workloads(row)]],
  ...toFact('Goes to', destinations.length > 0 && list(destinations.map(destination))),
  ...toFact('Beware', remarks.length > 0 && prose(remarks.join(' '))),
  ...toFact('Missing', stillMissing.length > 0 && list(stillMissing.map(prose))),
  ...toFact('Assumed', assumptions.length > 0 && prose(assumptions.join(' '))),
  ...toFact('Not supplied', notSupplied.length > 0 && enumerate(notSupplied.map(({ title }) => title))),
  ...toFact(
    'Not applicable',
    notApplicable.length > 0 &&
      notApplicable.map(([because, some]) => `${enumerate(some.map(({ title }) => title))}: ${because}`).join(' '),
  ),
])}
${judged.length > 0 && layerTable(judged, `${component} to ${endpoint}`)}
${row.finding !== undefined && markup`<p class="do">What to do, and who does it: <a href="#finding-${row.finding}">its finding</a>.</p>`}
</article>
`;
}

function toFact(name: string, value: Part): readonly (readonly [string, Part])[] {
  return value === false ? [] : [[name, value]];
}

function whyItIsHere({ purpose, source, planPath }: NonNullable<ReportConnection['why']>): Part {
  return [
    purpose,
    markup` <span class="quiet">${source}.</span>`,
    planPath !== undefined && markup` <span class="quiet">The plan says more under <code>${planPath}</code>.</span>`,
  ];
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
  const addresses = ranges.map(describeRange).join(', ') || 'addresses not known';
  return [
    verdictMark(verdict),
    ' ',
    markup`<code>${host ?? addresses}</code>`,
    host !== undefined && ` (${addresses})`,
    ` on ${describePorts(ports) || 'every port'}`,
    failover && ', failover',
  ];
}

function layerTable(layers: readonly ReportLayer[], connection: string): Markup {
  return table(
    `Layers for ${connection}`,
    [
      { title: 'Layer', share: 10 },
      { title: 'Verdict', share: 14 },
      { title: 'Why' },
      { title: 'Decided by', share: 41 },
    ],
    layers.map(({ title, verdict, reason: because, decidedBy, uncovered }) => ({
      cells: [
        title,
        verdictMark(verdict),
        [
          prose(because),
          uncovered.length > 0 && markup`<div>Not let through: ${uncovered.map(describeTraffic).join('; ')}.</div>`,
        ],
        decidedBy.length === 0 ? '–' : list(decidedBy.map(reference), 'evidence'),
      ],
    })),
    { isCaptionShown: false, name: 'dense' },
  );
}

function reference({ rule, note, quote, ...place }: ReportLayer['decidedBy'][number]): Part {
  return [
    rule,
    note !== undefined && markup` <span class="quiet">${note}</span>`,
    ' ',
    markup`<code>${placeOf(place)}</code>`,
    quote !== undefined && markup` <a class="one-line" href="#quote-${quote}">quote ${quote}</a>`,
  ];
}
