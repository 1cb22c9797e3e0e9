import type { Report } from '../../../report.ts';
import { describeInstant, tierTitles } from '../../../words.ts';
import { facts } from '../cells.ts';
import type { Markup, Part } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Section } from './section.ts';

export function cover(report: Report, sections: readonly Section[]): Markup {
  const { plan, run, scope, summary, tier } = report;
  return markup`<section class="sheet cover" id="cover" aria-labelledby="cover-title">
<p class="quiet">Private data plane audit</p>
<h1 id="cover-title">${plan.name}</h1>
${plan.description !== undefined && markup`<p class="lead quiet">${plan.description}</p>`}
<p class="result">${summary.headline}</p>
${report.cautions.map((caution) => markup`<p class="caution"><strong>Note.</strong> ${caution}</p>`)}
${facts([
  ['Edition', plan.edition.title],
  ['Management model', plan.managementModel.title],
  ['Cloud', plan.region === undefined ? plan.cloud.title : `${plan.cloud.title}, ${plan.region}`],
  ['Tier wanted', plan.securityTier.title],
  ['Tier reached', describeReached(report)],
  ['Add-ons', plan.addOns.length === 0 ? 'None' : plan.addOns.map(({ title }) => title).join(', ')],
  ['Scope', scope.sentence],
  ['Data plane', describeDataPlane(scope)],
  [
    'Run',
    [
      run.sequence !== undefined && `${run.sequence}, `,
      describeInstant(run.finishedAt),
      markup` <span class="id">${run.id}</span>`,
    ],
  ],
  ['Judged as of', describeInstant(run.asOf)],
  ['Plan', [plan.file, markup` <span class="id">SHA-256 ${run.planHash}</span>`]],
  [
    'Catalogue',
    [run.catalogVersion, run.catalogHash !== undefined && markup` <span class="id">SHA-256 ${run.catalogHash}</span>`],
  ],
  ...(run.programVersion === undefined ? [] : [['Program', `PDP Workbench ${run.programVersion}`] as const]),
])}
<nav aria-labelledby="contents-title"><h2 class="minor" id="contents-title">Contents</h2><ol class="contents">${sections.map(
    ({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`,
  )}</ol></nav>
<div class="seal"><p class="small quiet">Seal: SHA-256 of this run’s record</p><p class="mono">${run.hash}</p>
<p class="small quiet">${tier.remarks.join(' ')}</p></div>
</section>
`;
}

/** By what tells one cluster from another, as far as it was seen. */
function describeDataPlane({ cluster }: Report['scope']): Part {
  if (cluster === undefined) return 'Not identified: no cluster was looked at';
  const { server, uid, caHash, version } = cluster;
  return [
    server,
    version !== undefined && `, Kubernetes ${version}`,
    uid !== undefined && markup` <span class="id">kube-system ${uid}</span>`,
    caHash !== undefined && markup` <span class="id">CA SHA-256 ${caHash}</span>`,
  ];
}

function describeReached({ tier, summary }: Report): string {
  if (summary.tiers.some(({ result }) => result === 'not-decidable')) return 'Can’t be told here';
  return tier.reached === null ? 'None' : tierTitles[tier.reached];
}
