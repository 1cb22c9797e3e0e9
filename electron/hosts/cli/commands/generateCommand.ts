import { Command, Option } from 'commander';
import { describeTraffic } from '#shared/network/judging/describeTraffic.ts';
import { emptyCoverage } from '#shared/audit/coverage.ts';
import type { WrittenRules } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import { generateTargets, generateTargetTitles } from '#shared/network/generate/generateTargets.ts';
import type { GenerateTarget } from '#shared/network/generate/generateTargets.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { allowExecOption, consent, contextOption, snapshotOption } from '../contextOptions.ts';
import type { ClusterOptions } from '../contextOptions.ts';
import { toJson } from '../deliver.ts';
import { choiceOption, exampleText, formatOption, planOption, requirePlan } from '../options.ts';
import { showPath } from '../session.ts';
import type { RunCommand } from '../session.ts';

interface GenerateOptions extends ClusterOptions {
  readonly target: GenerateTarget;
  readonly output: string;
  readonly rules?: readonly string[];
  readonly force?: boolean;
  readonly format: string;
}

export function generateCommand(run: RunCommand): Command {
  return new Command('generate')
    .description('write the least rules that let out what the plan needs')
    .addOption(planOption())
    .addOption(choiceOption('--target <target>', 'what to write them for', generateTargets).makeOptionMandatory())
    .addOption(new Option('--output <folder>', 'the folder to write to').makeOptionMandatory())
    .addOption(
      new Option('--rules <path...>', 'files and folders with workloads, for namespaces that the plan does not name'),
    )
    .addOption(contextOption())
    .addOption(snapshotOption())
    .addOption(allowExecOption())
    .addOption(new Option('--force', 'take the place of files that are there'))
    .addOption(formatOption(['table', 'json']))
    .addHelpText('after', `\nTargets:\n${describeTargets()}`)
    .addHelpText('after', exampleText('pdp egress generate --plan plan.yaml --target cilium --output policies/'))
    .action((options: GenerateOptions, command: Command) => {
      const plan = requirePlan(command);
      return run(async ({ operations, terminal, signal }) => {
        const { target, output: folder, rules, force, format, context, snapshot } = options;
        const order = { plan, target, folder, rules, force, context, snapshot };
        const written = await operations.egress.writeGenerated(order, signal);
        if (!written.ok) return written;
        const printed = await terminal.write(
          format === 'json' ? toJson(toResult(written.value)) : describeWritten(written.value),
        );
        if (!printed.ok) return printed;
        const open = written.value.notYetPossible.length;
        return succeed({
          coverage: { ...emptyCoverage, pass: written.value.files.length, unknown: open },
          problems: [],
        });
      }, consent(options.allowExec));
    });
}

function describeTargets(): string {
  const width = Math.max(...generateTargets.map((target) => target.length));
  return generateTargets.map((target) => `  ${target.padEnd(width)}  ${generateTargetTitles[target]}`).join('\n');
}

function toResult({ target, files, notYetPossible, surplus, remarks }: WrittenRules) {
  const sizes = files.map(({ name, text }) => ({ name, bytes: Buffer.byteLength(text) }));
  return { target, files: sizes, notYetPossible, surplus, remarks };
}

function describeWritten({ paths, notYetPossible, surplus, remarks }: WrittenRules): string {
  const lines = [
    ...paths.map((file) => showPath(file)),
    ...(surplus.length === 0 ? [] : ['', 'Opened beyond what the plan needs:']),
    ...surplus.map((part) => `  ${describeTraffic(part)}. ${part.why}`),
    ...(remarks.length === 0 ? [] : ['', ...remarks]),
    ...(notYetPossible.length === 0 ? [] : ['', 'Not opened, or not for certain:']),
    ...notYetPossible.flatMap(({ connection, why, alternative }) => [`  ${connection}: ${why}`, `    ${alternative}`]),
  ];
  return lines.map((line) => `${toPlainText(line)}\n`).join('');
}
