import { Command } from 'commander';
import { emptyCoverage } from '#shared/audit/coverage.ts';
import type { Coverage } from '#shared/audit/finding.ts';
import type { Failure } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { count } from '#shared/kernel/count.ts';
import { fail, succeed } from '#shared/kernel/result.ts';
import type { PlanFinding } from '#shared/plan/planFinding.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { asOfOption } from '../asOfOption.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import { formatTable } from '../formatTable.ts';
import { exampleText, formatOption, outputOption } from '../options.ts';
import { sayFailure, sayProblems, showPath } from '../session.ts';
import type { RunCommand } from '../session.ts';
import type { Terminal, Tone } from '../terminal.ts';

interface PlanCheckOptions extends Delivery {
  /** In ISO 8601. */
  readonly asOf?: string;
}

export function planCommand(run: RunCommand): Command {
  const plan = new Command('plan')
    .description('read plan files')
    .addHelpText('after', exampleText('pdp plan check plan.yaml'));
  plan
    .command('check')
    .description('tell what is open in a plan and what contradicts itself')
    .argument('<files...>', 'plan files')
    .addOption(asOfOption())
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText(
        'pdp plan check plan.yaml',
        'pdp plan check plan.yaml --as-of 2027-01-01',
        'pdp plan check plans/*.yaml --format json',
      ),
    )
    .action((files: readonly string[], options: PlanCheckOptions) =>
      run(async (session) => {
        const { operations, terminal } = session;
        const views: PlanView[] = [];
        const failures: Failure[] = [];
        for (const file of files) {
          const view = await operations.plans.check({ file, asOf: options.asOf });
          if (view.ok) views.push(view.value);
          else failures.push(view.failure);
        }
        const problems = views.flatMap((view) => view.problems);
        // The table has them among its rows.
        if (options.format !== 'table') sayProblems(terminal, problems);
        const last = failures.pop();
        for (const failure of failures) sayFailure(terminal, failure);
        if (views.length === 0 && last !== undefined) return fail(last);
        const checked = views.map(({ file, revision, plan: choices, problems: found, findings }) => ({
          file,
          revision,
          plan: choices,
          problems: found,
          findings,
        }));
        return deliver(
          session,
          { ...options, rules: files },
          {
            json: () => toJson(files.length === 1 ? checked[0] : { plans: checked }),
            table: (columns) => views.map((view) => formatPlanCheck(view, terminal, columns)).join('\n'),
          },
          last === undefined ? succeed({ coverage: toCoverage(views), problems }) : fail(last),
        );
      }),
    );
  return plan;
}

/** A contradiction fails; what is open makes unknown what hangs on it; and a plan with neither is one thing that passes. */
function toCoverage(views: readonly PlanView[]): Coverage {
  const countOf = (kind: PlanFinding['kind']): number =>
    views.flatMap((view) => view.findings).filter((finding) => finding.kind === kind).length;
  return { ...emptyCoverage, pass: views.length, fail: countOf('contradiction'), unknown: countOf('open') };
}

const tones = {
  contradiction: 'bad',
  open: 'doubtful',
  warning: 'quiet',
} as const satisfies Record<PlanFinding['kind'], Tone>;

const words = {
  contradiction: 'contradiction',
  open: 'open point',
  warning: 'warning',
} as const satisfies Record<PlanFinding['kind'], string>;

/**
 * What was read otherwise than it is written is a warning like the others, with its own place. A key that is still to be
 * added has no line of its own, so each point begins with the key that answers it.
 */
function formatPlanCheck(
  { file, plan, problems, findings }: PlanView,
  terminal: Terminal,
  columns: number | undefined,
): string {
  const shown = showPath(file);
  const name = toPlainText(plan.metadata.name);
  const told = [...problems.map((problem) => ({ ...problem, kind: 'warning' as const })), ...findings];
  if (told.length === 0) return `${name}: nothing is open, nothing contradicts itself. (${toPlainText(shown)})\n`;
  const rows = told.map(({ kind, line, message, remedy, ...finding }) => [
    { text: kind, paint: (text: string) => terminal.paint(tones[kind], text) },
    `${shown}:${line}`,
    [
      ...('path' in finding ? [`${finding.path.join('.')}:`] : []),
      message,
      ...(remedy === undefined ? [] : [remedy]),
    ].join(' '),
  ]);
  const counts = (['contradiction', 'open', 'warning'] as const)
    .map((kind) => count(told.filter((each) => each.kind === kind).length, words[kind]))
    .join(', ');
  return `${name}: ${counts}\n\n${formatTable(['Kind', 'Where', 'What to do'], rows, columns)}`;
}
