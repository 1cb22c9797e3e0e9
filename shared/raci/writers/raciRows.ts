import { describeCell, raciRoles } from '../raci.ts';
import type { Raci, RaciComparison } from '../raci.ts';

/** A head, and one row a task; with a comparison, the other model's cells and the effect follow. */
export function toRaciRows(raci: Raci, comparison?: RaciComparison): readonly (readonly string[])[] {
  const other =
    comparison === undefined
      ? []
      : [...raciRoles.map((role) => `${capitalised(role)}: ${comparison.modelShortTitle}`), 'In your plan'];
  const head = [
    'Id',
    'Task',
    'Scope',
    'Description',
    ...raciRoles.map(capitalised),
    ...other,
    'Owner',
    'Lead',
    'Source',
  ];
  const rows = raci.tasks.map((task, index) => {
    const move = comparison?.tasks[index];
    return [
      task.id,
      task.title,
      task.scope,
      task.description.join('; '),
      ...raciRoles.map((role) => inWords(describeCell(task[role]))),
      ...(move === undefined ? [] : [...raciRoles.map((role) => inWords(describeCell(move.other[role]))), move.words]),
      task.owners?.responsible?.who ?? '',
      task.owners?.accountable?.who ?? '',
      `${task.source.document}, ${task.source.heading}`,
    ];
  });
  return [head, ...rows];
}

/** The documents' dash would be led by an apostrophe, as everything that begins like a formula. */
function inWords(cell: string): string {
  return cell === '-' ? 'Nobody' : cell;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
