import type { Report } from '../../../report.ts';
import { table } from '../cells.ts';
import { howKnownMark, standingMark } from '../icons.ts';
import type { Part } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Section } from './section.ts';

type Cell = Report['tier']['controls'][number]['tiers'][number];

export function tier({ tier: verdict, summary: { tiers, headline } }: Report): Section {
  return {
    id: 'tier',
    title: 'Security tier',
    body: markup`<p class="lead">${headline}</p>
${verdict.remarks.map((remark) => markup`<p class="caution">${remark}</p>`)}
${table(
  'Controls by tier',
  [
    { title: 'Control', share: 30 },
    ...tiers.map(({ tier: id, title, wanted, result, proved, asked }) => ({
      title: [
        title,
        wanted && ', wanted',
        markup`<div class="small">${result === 'reached' ? standingMark('pass', 'Reached') : result === 'not-reached' ? 'Not reached' : 'Can’t be told'}</div><div class="small">${proved} of ${asked} proved</div>`,
      ],
      kind: id === verdict.wanted ? ('wanted' as const) : undefined,
    })),
    { title: 'How known' },
  ],
  verdict.controls.map(({ title, tiers: cells }) => {
    const how =
      cells.find(({ tier: id }) => id === verdict.wanted)?.how ?? cells.find((cell) => cell.how !== undefined)?.how;
    return { cells: [title, ...cells.map(standing), how === undefined ? '–' : howKnownMark(how)] };
  }),
  { name: 'dense tier' },
)}
${table(
  'Add-ons, beside the tier',
  [{ title: 'Add-on', share: 30 }, { title: 'What it is' }, { title: 'In the plan', share: 12 }],
  verdict.addOns.map(({ title, purpose, chosen }) => ({ cells: [title, purpose, chosen ? 'Yes' : 'No'] })),
)}`,
  };
}

function standing({ level, available, outcome }: Cell): Part {
  if (!available) return standingMark('notApplicable', 'Not available');
  if (outcome === 'not-applicable') return standingMark('notApplicable', 'Not asked for');
  return [standingMark(outcome), level !== undefined && markup`<div class="small quiet">${level}</div>`];
}
