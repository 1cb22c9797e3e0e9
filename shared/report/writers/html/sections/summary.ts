import { countOf } from '../../../../audit/coverage.ts';
import type { Coverage } from '../../../../audit/finding.ts';
import type { Report, ReportStep } from '../../../report.ts';
import { list, table } from '../cells.ts';
import { coverageBar } from '../coverageBar.ts';
import { standingMark } from '../icons.ts';
import type { Part } from '../markup.ts';
import { markup, prose } from '../markup.ts';
import type { Section } from './section.ts';

export function summary({ summary: told }: Report): Section {
  const { headline, sentences, coverage, coverageSentence, causeSentence, areas, tiers, open, changed, steps } = told;
  const isNarrowed = countOf(coverage, 'outOfScope') > 0;
  return {
    id: 'summary',
    title: 'Management summary',
    heading: headline,
    body: markup`<p class="lead">${sentences.join(' ')}</p>
<div class="columns"><div>
<h3>${coverageSentence}</h3>
${coverageBar(coverage)}
${causeSentence !== undefined && markup`<p class="small">${causeSentence}</p>`}
${table(
  'By area',
  [
    { title: 'Area' },
    ...['Pass', 'Fail', 'Unknown', 'Waived', 'Not applicable', ...(isNarrowed ? ['Out of scope'] : []), 'All'].map(
      (title) => ({
        title,
        kind: 'number' as const,
        share: title === 'Not applicable' ? 17 : 11,
      }),
    ),
  ],
  [
    ...areas.map(({ title, coverage: own }) => ({ cells: [title, ...counts(own, isNarrowed)] })),
    { cells: ['All', ...counts(coverage, isNarrowed)], total: true },
  ],
  { name: 'dense' },
)}
</div><div>
${table(
  'How the tiers are known',
  [
    { title: 'Tier' },
    ...['Observed', 'Attested', 'Imported'].map((title) => ({ title, kind: 'number' as const, share: 18 })),
    { title: 'Result', share: 29 },
  ],
  tiers.map((tier) => ({
    cells: [
      [tier.title, tier.wanted && markup`<div class="small quiet">wanted</div>`],
      tier.provedBy.observed,
      tier.provedBy.attested,
      tier.provedBy.imported,
      describeTier(tier),
    ],
  })),
  { name: 'dense' },
)}
${table(
  'Open, by party',
  [
    { title: 'Party' },
    ...['Fail', 'Unknown', 'Waived'].map((title) => ({ title, kind: 'number' as const, share: 18 })),
  ],
  open.map(({ title, fail, unknown, waived }) => ({ cells: [title, fail, unknown, waived] })),
  { name: 'dense' },
)}
${
  changed === undefined
    ? markup`<h3>Changed since the run before</h3><p>No earlier run of this plan is kept that it could be compared with.</p>`
    : markup`<h3>Changed since ${changed.since}</h3>${list(changed.sentences.map(prose), 'bullets')}`
}
</div></div>
${
  steps.length === 0
    ? markup`<h3>Do first</h3><p>Nothing is open.</p>`
    : table(
        'Do first',
        [{ title: 'Step', share: 58 }, { title: 'Effect' }, { title: 'Responsible', share: 20 }],
        steps.map((step, index) => ({
          cells: [[`${index + 1}. `, prose(inBrief(step))], step.effect, step.responsible],
        })),
        { name: 'dense' },
      )
}`,
  };
}

/** Of a long step the first sentences, so that the summary stays a page: the whole stands with its finding. */
function inBrief({ step }: ReportStep): string {
  const [first = '', ...more] = step.split(/(?<=[.]) (?=\p{Lu})/u);
  let kept = first;
  for (const sentence of more) {
    if (kept.length + sentence.length > longestStep) return `${kept} More stands with the finding.`;
    kept += ` ${sentence}`;
  }
  return kept;
}

const longestStep = 200;

/** `isNarrowed`: something is out of scope, which has a column then. */
function counts(coverage: Coverage, isNarrowed: boolean): readonly Part[] {
  const { pass, fail, unknown, waived, notApplicable, outOfScope = 0 } = coverage;
  const all = pass + fail + unknown + waived + notApplicable + outOfScope;
  return [pass, fail, unknown, waived, notApplicable, ...(isNarrowed ? [outOfScope] : []), all];
}

function describeTier({ result, proved, failing, asked }: Report['summary']['tiers'][number]): Part {
  const proof = markup`<div class="small quiet">${proved} of ${asked} proved</div>`;
  if (result === 'not-decidable') return [standingMark('unknown', 'Can’t be told'), proof];
  if (result === 'reached') return [standingMark('pass', 'Reached'), proof];
  return [standingMark(failing > 0 ? 'fail' : 'unknown', 'Not reached'), proof];
}
