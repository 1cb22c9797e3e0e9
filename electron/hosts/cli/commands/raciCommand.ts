import { Command } from 'commander';
import { editionIds, managementModelIds, securityTierIds } from '#shared/catalog/ids.ts';
import type { EditionId, ManagementModelId, SecurityTierId } from '#shared/catalog/ids.ts';
import type { RaciView } from '#shared/contract/contract.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { enumerate } from '#shared/kernel/enumerate.ts';
import { describeCell, raciRoles } from '#shared/raci/raci.ts';
import type { RaciMove, RaciTask } from '#shared/raci/raci.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import type { Cell } from '../formatTable.ts';
import { choiceOption, exampleText, formatOption, outputOption, planOption } from '../options.ts';
import type { RunCommand, Session } from '../session.ts';

interface RaciOptions extends Delivery {
  readonly plan?: string;
  readonly edition?: EditionId;
  readonly model?: ManagementModelId;
  readonly tier?: SecurityTierId;
  readonly compare?: ManagementModelId;
}

export function raciCommand(run: RunCommand): Command {
  return new Command('raci')
    .description('who does what: of a plan, or of any edition and management model')
    .addOption(planOption().conflicts(['edition', 'model', 'tier']))
    .addOption(choiceOption('--edition <edition>', 'without a plan', editionIds))
    .addOption(choiceOption('--model <model>', 'without a plan', managementModelIds))
    .addOption(choiceOption('--tier <tier>', 'without a plan: describe security monitoring for it', securityTierIds))
    .addOption(choiceOption('--compare <model>', 'show what moves against this model', managementModelIds))
    .addOption(formatOption(['table', 'json', 'csv', 'markdown', 'xlsx']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText(
        'pdp raci --plan plan.yaml',
        'pdp raci --edition choreo --model self-managed --compare wso2-subscription',
        'pdp raci --plan plan.yaml --format xlsx --output raci.xlsx',
      ),
    )
    .action((options: RaciOptions, command: Command) => {
      const ask = toRequest(options, command);
      return run(async (session) => {
        const view = await ask(session);
        if (!view.ok) return view;
        const { raci, comparison } = view.value;
        return deliver(session, options, {
          json: () => toJson(comparison === undefined ? raci : { ...raci, comparison }),
          table: async (columns) => formatRaci(view.value, columns),
          csv: async () => (await import('#shared/raci/writers/raciCsv.ts')).toRaciCsv(raci, comparison),
          markdown: async () => (await import('#shared/raci/writers/raciMarkdown.ts')).toRaciMarkdown(raci, comparison),
          xlsx: async () => (await import('#shared/raci/writers/raciXlsx.ts')).toRaciXlsx(raci, comparison),
        });
      });
    });
}

/** The question in the user's options: about a plan, or about an edition and model; anything else is wrong usage. */
function toRequest(
  { plan, edition, model, tier, compare }: RaciOptions,
  command: Command,
): (session: Session) => Promise<Outcome<RaciView>> {
  if (plan !== undefined) return ({ operations }) => operations.raci.ofPlan({ file: plan, compare });
  if (edition === undefined || model === undefined) {
    return command.error("error: give '--plan <file>', or '--edition <edition>' and '--model <model>'");
  }
  return ({ operations }) => operations.raci.ofModel({ edition, model, tier, compare });
}

/**
 * The matrix for people. Beside another model the owners give way to what moves: they are in the other formats, and a
 * window has room for one of the two.
 */
async function formatRaci({ raci, comparison }: RaciView, columns: number | undefined): Promise<string> {
  const { formatParagraph, formatTable } = await import('../formatTable.ts');
  const hasOwners = comparison === undefined && raci.tasks.some(({ owners }) => owners !== undefined);
  const heads = [
    'Task',
    'Responsible',
    'Accountable',
    'Consulted',
    'Informed',
    ...(hasOwners ? ['Owner'] : []),
    ...(comparison === undefined ? [] : [comparison.modelShortTitle, 'In your plan']),
  ];
  // A window may be too narrow for what has no space to be wrapped at; a pipe keeps a line a row.
  const wrappable = (text: string, mark: RegExp): Cell => (columns === undefined ? text : text.split(mark));
  const rows = raci.tasks.map((task, index): readonly Cell[] => {
    const move = comparison?.tasks[index];
    return [
      task.title,
      ...raciRoles.map((role) => wrappable(describeCell(task[role]), afterSlash)),
      ...(hasOwners ? [wrappable(describeOwners(task), beforeAt)] : []),
      ...(move === undefined ? [] : [wrappable(describeCell(move.other.responsible), afterSlash), describeMove(move)]),
    ];
  });
  const tier = raci.tier === null ? '' : `, ${raci.tier} tier`;
  const paragraphs = [
    `${raci.editionTitle}, ${raci.modelShortTitle}${tier}`,
    ...(comparison === undefined ? [] : [comparison.sentence.map(({ text }) => text).join('')]),
  ].map((text) => `${formatParagraph(text, columns)}\n`);
  return `${paragraphs.join('')}\n${formatTable(heads, rows, columns)}`;
}

const afterSlash = /(?<=\/)/;
const beforeAt = /(?=@)/;

/** The effect in words; where the holder is the same, also what the other model has in the roles that differ. */
function describeMove({ words, holder, otherHolder, differing, other }: RaciMove): string {
  if (holder !== otherHolder || differing.length === 0) return words;
  const there = differing.map((role) => {
    const { parties } = other[role];
    const who = parties.length === 0 ? 'nobody' : describeCell(other[role]);
    return `${who} ${parties.length > 1 ? 'are' : 'is'} ${role}`;
  });
  return `${words}: there ${enumerate(there)}`;
}

function describeOwners({ owners }: RaciTask): string {
  const lead = owners?.accountable === undefined ? undefined : `${owners.accountable.who} (leads)`;
  return [owners?.responsible?.who, lead].filter((name) => name !== undefined).join(', ');
}
