import type { ResponsibilityCell } from '../../../../catalog/catalog.ts';
import type { Report } from '../../../report.ts';
import { list, table } from '../cells.ts';
import type { Part } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Section } from './section.ts';

type Task = Report['responsibilities']['tasks'][number];
type Cell = {
  readonly [Key in keyof ResponsibilityCell]: ResponsibilityCell[Key] extends readonly (infer Item)[]
    ? readonly Item[]
    : ResponsibilityCell[Key];
};

export function responsibilities({ responsibilities: { sentence, tasks } }: Report): Section {
  const sources = [...new Set(tasks.map(({ source }) => source.replace(/, row \d+$/, '')))];
  const split = tasks.filter((task) => task.split.length > 0);
  return {
    id: 'responsibilities',
    title: 'Who does what',
    body: markup`<p class="lead">${sentence}</p>
${table(
  'Responsibilities',
  [
    { title: 'Task' },
    ...['Responsible', 'Accountable', 'Consulted', 'Informed'].map((title) => ({ title, share: 11 })),
    { title: 'Owner', share: 20 },
  ],
  tasks.map((task) => ({
    cells: [
      [
        task.title,
        task.description.length > 0 && markup`<div class="small quiet">${task.description.join('; ')}</div>`,
      ],
      parties(task.responsible),
      parties(task.accountable),
      parties(task.consulted),
      parties(task.informed),
      owners(task),
    ],
  })),
  { isCaptionShown: false, name: 'dense' },
)}
${
  split.length > 0 &&
  markup`<h3>Who does which part of a shared task</h3>${list(
    split.map((task) => [
      markup`<strong>${task.title}</strong>: `,
      task.split.map(({ party, part }) => `${party}: ${part}`).join(' '),
    ]),
  )}`
}
<p class="small quiet">Tasks from ${sources.join('; ')}. Owners and sign-offs by the plan’s word: nobody’s signature was verified.</p>`,
  };
}

function parties({ parties: named, ifRequired }: Cell): Part {
  if (named.length === 0) return markup`<span aria-hidden="true">–</span><span class="hidden">Nobody</span>`;
  return [named.join(', '), ifRequired && markup`<div class="small quiet">if required</div>`];
}

function owners({ owners: named, ownerMissing }: Task): Part {
  if (named.length === 0) return ownerMissing ? markup`<em>Not named</em>` : markup`<span aria-hidden="true">–</span>`;
  return named.map(
    ({ role, who, signed }) =>
      markup`<div class="small">${who}${named.length > 1 && ` (${role})`}${signed !== undefined && markup`<div class="small quiet">${signed}</div>`}</div>`,
  );
}
