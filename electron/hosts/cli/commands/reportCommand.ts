import { Command, InvalidArgumentError, Option } from 'commander';
import { failure } from '#shared/contract/failure.ts';
import { reportFormats } from '#shared/report/reportFormats.ts';
import type { ReportFormat } from '#shared/report/reportFormats.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import type { Ending } from '../exitCode.ts';
import { exampleText, isStandardOutput, planOption, requirePlan } from '../options.ts';
import { showPath } from '../session.ts';
import type { RunCommand, Session } from '../session.ts';

interface ReportOptions {
  readonly run?: string;
  readonly format: readonly ReportFormat[];
  readonly output: string;
  readonly force?: boolean;
}

export function reportCommand(run: RunCommand): Command {
  return new Command('report')
    .description('write the report of a run')
    .addOption(planOption())
    .addOption(
      new Option(
        '--run <id>',
        'a run by its number, id or hash, or the beginning of one of the two; otherwise the newest of this plan',
      ),
    )
    .addOption(
      new Option('--format <formats>', `any of ${reportFormats.join(', ')}, separated by commas`)
        .argParser(toFormats)
        .default([...reportFormats], reportFormats.join(',')),
    )
    .addOption(
      new Option(
        '--output <folder>',
        'the folder to write to, where earlier reports are replaced; - prints one format',
      ).makeOptionMandatory(),
    )
    .addOption(new Option('--force', 'take the place of files that are no reports as well'))
    .addHelpText(
      'after',
      exampleText(
        'pdp report --plan plan.yaml --format html,json --output reports/',
        'pdp report --plan plan.yaml --format json --output - | jq .summary',
      ),
    )
    .action((options: ReportOptions, command: Command) => {
      const plan = requirePlan(command);
      if (isStandardOutput(options.output)) return run((session) => print(session, plan, options));
      return run(async ({ operations, terminal }) => {
        const written = await operations.report.write({
          plan,
          run: options.run,
          formats: options.format,
          folder: options.output,
          force: options.force,
        });
        if (!written.ok) return written;
        return terminal.write(written.value.map((file) => `${toPlainText(showPath(file))}\n`).join(''));
      });
    });
}

async function print(
  { operations, terminal }: Session,
  plan: string,
  { run, format: [format, ...others] }: ReportOptions,
): Promise<Ending> {
  if (format === undefined || others.length > 0) {
    return failure('bad-input', 'Only one format can be printed.', { remedy: 'Name it with --format.' });
  }
  const made = await operations.report.render({ plan, run, format });
  if (!made.ok) return made;
  return terminal.write(made.value.text);
}

function toFormats(text: string): readonly ReportFormat[] {
  return [...new Set(text.split(','))].map((name) => {
    const format = reportFormats.find((known) => known === name.trim());
    if (format === undefined) throw new InvalidArgumentError(`Known formats are ${reportFormats.join(', ')}.`);
    return format;
  });
}
