import type { Coverage } from '../../../../audit/finding.ts';
import type { Report } from '../../../report.ts';
import { facts, list, table } from '../cells.ts';
import { coverageBar } from '../coverageBar.ts';
import { standingMark } from '../icons.ts';
import type { Part } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Section } from './section.ts';

export function summary({ summary: told }: Report): Section {
  const { headline, sentences, coverage, coverageSentence, areas, tiers, open, changed, steps } = told;
  return {
    id: 'summary',
    title: 'Management summary',
    body: markup`<p class="lead"><strong>${headline}</strong></p>
<p class="lead">${sentences.join(' ')}</p>
<div class="columns"><div>
<h3>${coverageSentence}</h3>
${coverageBar(coverage)}
${table(
  'By area',
  [
    { title: 'Area' },
    ...['Pass', 'Fail', 'Unknown', 'Waived', 'Not applicable', 'All'].map((title) => ({
      title,
      kind: 'number' as const,
    })),
  ],
  [
    ...areas.map(({ title, coverage: own }) => ({ cells: [title, ...counts(own)] })),
    { cells: ['All', ...counts(coverage)], total: true },
  ],
)}
${changed !== undefined && markup`<h3>Changed since ${changed.since}</h3>${list(changed.sentences)}`}
</div><div>
${table(
  'How the tiers are known',
  [
    { title: 'Tier' },
    { title: 'Observed', kind: 'number' },
    { title: 'Attested', kind: 'number' },
    { title: 'Imported', kind: 'number' },
    { title: 'Result' },
  ],
  tiers.map((tier) => ({
    cells: [
      tier.wanted ? `${tier.title}, wanted` : tier.title,
      tier.provedBy.observed,
      tier.provedBy.attested,
      tier.provedBy.imported,
      describeTier(tier),
    ],
  })),
)}
${table(
  'Open, by party',
  [{ title: 'Party' }, ...['Fail', 'Unknown', 'Waived'].map((title) => ({ title, kind: 'number' as const }))],
  open.map(({ title, fail, unknown, waived }) => ({ cells: [title, fail, unknown, waived] })),
)}
</div></div>
${
  steps.length === 0
    ? markup`<h3>Do first</h3><p>Nothing is open.</p>`
    : table(
        'Do first',
        [
          { title: markup`<span class="hidden">Number</span>`, kind: 'fit' },
          { title: 'Step' },
          { title: 'Effect' },
          { title: 'Responsible' },
        ],
        steps.map(({ step, effect, responsible }, index) => ({ cells: [index + 1, step, effect, responsible] })),
        { name: 'steps' },
      )
}`,
  };
}

function counts(coverage: Coverage): readonly Part[] {
  const { pass, fail, unknown, waived, notApplicable } = coverage;
  return [pass, fail, unknown, waived, notApplicable, pass + fail + unknown + waived + notApplicable];
}

function describeTier({ result, proved, asked }: Report['summary']['tiers'][number]): Part {
  if (result === 'reached') return standingMark('pass', 'Reached');
  const proof = `${proved} of ${asked} proved`;
  return result === 'not-reached' ? standingMark('fail', `Not reached, ${proof}`) : standingMark('unknown', proof);
}

/** The plan’s choices and what it declares about its network. */
export function choices({ plan }: Report): Section {
  return {
    id: 'plan',
    title: 'Plan',
    body: markup`<p class="lead">What ${plan.file} declares. Everything in this report follows from these choices.</p>
${facts([
  ['Edition', plan.edition.title],
  ['Management model', plan.managementModel.title],
  ['Cloud', plan.region === undefined ? plan.cloud.title : `${plan.cloud.title}, ${plan.region}`],
  ['Security tier', plan.securityTier.title],
  ['Add-ons', plan.addOns.length === 0 ? 'None' : list(plan.addOns.map(({ title }) => title))],
])}
<h3>Network</h3>
${
  plan.network.length === 0
    ? markup`<p>The plan declares nothing about its network.</p>`
    : facts(plan.network.map(({ name, values }) => [name, list(values)]))
}`,
  };
}
