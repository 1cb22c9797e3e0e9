import { Command } from 'commander';
import { toPlainText } from '#electron/toPlainText.ts';
import { deliver, toJson } from '../deliver.ts';
import { exampleText, formatOption } from '../options.ts';
import { showPath } from '../session.ts';
import type { RunCommand } from '../session.ts';

interface InitOptions {
  readonly sample?: string;
  readonly name?: string;
  readonly format: string;
}

export function initCommand(run: RunCommand): Command {
  return new Command('init')
    .description('write a plan to start from, or the files of a sample; never over what is there')
    .argument('<file>', 'the plan file to write, for example plan.yaml')
    .option('--sample <name>', 'write this sample with its rule files, for example azure-standard')
    .option('--name <name>', 'what the plan is called; otherwise it is called after its file')
    .addOption(formatOption(['table', 'json']))
    .addHelpText('after', exampleText('pdp init acme-prod.yaml', 'pdp init plan.yaml --sample azure-standard'))
    .action((file: string, { sample, name, format }: InitOptions) =>
      run(async (session) => {
        const created = await session.operations.plans.create({ file, sample, name });
        if (!created.ok) return created;
        const { file: plan, files, findings } = created.value;
        return deliver(
          session,
          { format },
          {
            json: () => toJson({ plan, files }),
            table: () =>
              [
                ...files.map((written) => toPlainText(`Written: ${showPath(written)}`)),
                ...(findings.length === 0 ? [] : [toPlainText(`See what is open: pdp plan check ${showPath(plan)}`)]),
                '',
              ].join('\n'),
          },
        );
      }),
    );
}
