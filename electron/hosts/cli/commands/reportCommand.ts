import { Command, InvalidArgumentError, Option } from 'commander';
import { reportFormats } from '#shared/report/reportFormats.ts';
import type { ReportFormat } from '#shared/report/reportFormats.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { exampleText, planOption, requirePlan } from '../options.ts';
import { done, showPath } from '../session.ts';
import type { RunCommand } from '../session.ts';

interface ReportOptions {
  readonly run?: string;
  readonly format: readonly ReportFormat[];
  readonly output: string;
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
    .addOption(new Option('--output <folder>', 'the folder to write to').makeOptionMandatory())
    .addHelpText('after', exampleText('pdp report --plan plan.yaml --format html,json --output reports/'))
    .action((options: ReportOptions, command: Command) => {
      const plan = requirePlan(command);
      return run(async ({ operations, terminal }) => {
        const written = await operations.report.write({
          plan,
          run: options.run,
          formats: options.format,
          folder: options.output,
        });
        if (!written.ok) return written;
        await terminal.write(written.value.map((file) => `${toPlainText(showPath(file))}\n`).join(''));
        return done;
      });
    });
}

function toFormats(text: string): readonly ReportFormat[] {
  return [...new Set(text.split(','))].map((name) => {
    const format = reportFormats.find((known) => known === name.trim());
    if (format === undefined) throw new InvalidArgumentError(`Known formats are ${reportFormats.join(', ')}.`);
    return format;
  });
}
