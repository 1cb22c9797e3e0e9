import { describeCell, raciRoles } from '../raci.ts';
import type { Raci, RaciComparison } from '../raci.ts';

/** A matrix for a wiki or a pull request: a heading, the sentence of the comparison, one table a scope. */
export function toRaciMarkdown(raci: Raci, comparison?: RaciComparison): string {
  const tier = raci.tier === null ? '' : `, ${raci.tier} tier`;
  const heads = [
    'Task',
    ...raciRoles.map(capitalised),
    ...(comparison === undefined ? [] : [comparison.modelShortTitle, 'In your plan']),
    'Owner',
  ];
  const rows = raci.tasks.map((task, index) => {
    const move = comparison?.tasks[index];
    const owners = [task.owners?.responsible?.who, lead(task.owners?.accountable?.who)];
    return [
      [`**${escaped(task.title)}**`, ...task.description.map(escaped)].join('<br>'),
      ...raciRoles.map((role) => escaped(describeCell(task[role]))),
      ...(move === undefined ? [] : [escaped(describeCell(move.other.responsible)), escaped(move.words)]),
      owners
        .filter((owner) => owner !== undefined)
        .map(escaped)
        .join('<br>'),
    ];
  });
  const sentence = comparison?.sentence
    .map(({ text, strong }) => (strong ? `**${escaped(text)}**` : escaped(text)))
    .join('');
  return [
    `# Responsibilities: ${escaped(raci.editionTitle)}, ${escaped(raci.modelShortTitle)}${tier}`,
    ...(sentence === undefined ? [] : [sentence]),
    [line(heads.map(escaped)), line(heads.map(() => '---')), ...rows.map(line)].join('\n'),
    '`-` is nobody.',
  ]
    .join('\n\n')
    .concat('\n');
}

function lead(who: string | undefined): string | undefined {
  return who === undefined ? undefined : `${who} leads`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Names come from the plan: what Markdown or HTML would act on is shown as it is. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~#]/g, String.raw`\$&`)
    .replaceAll(/\r\n|[\r\n\u0085\u2028\u2029]/g, ' ')
    .replaceAll(/(?!\t)[\p{Cc}\p{Bidi_Control}]/gu, '');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
