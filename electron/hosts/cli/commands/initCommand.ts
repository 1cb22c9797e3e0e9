import { Command } from 'commander';
import { cloudIds, editionIds, managementModelIds, securityTierIds } from '#shared/catalog/ids.ts';
import type { CloudId, EditionId, ManagementModelId, SecurityTierId } from '#shared/catalog/ids.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { deliver, toJson } from '../deliver.ts';
import { choiceOption, exampleText, formatOption } from '../options.ts';
import { showPath } from '../session.ts';
import type { RunCommand } from '../session.ts';

interface InitOptions {
  readonly sample?: string;
  readonly name?: string;
  readonly edition?: EditionId;
  readonly model?: ManagementModelId;
  readonly cloud?: CloudId;
  readonly tier?: SecurityTierId;
  readonly format: string;
}

/** A sample has made its choices. */
const choosing = (flags: string, description: string, words: readonly string[]) =>
  choiceOption(flags, description, words).conflicts('sample');

export function initCommand(run: RunCommand): Command {
  return new Command('init')
    .description('write a plan to start from, or the files of a sample; never over what is there')
    .argument('<file>', 'the plan file to write, for example plan.yaml')
    .option('--sample <name>', 'write this sample with its rule files, for example azure-standard')
    .option('--name <name>', 'what the plan is called; otherwise it is called after its file')
    .addOption(choosing('--edition <edition>', 'which product the data plane belongs to', editionIds))
    .addOption(choosing('--model <model>', 'whose subscription it is and who runs it', managementModelIds))
    .addOption(choosing('--cloud <cloud>', 'where the data plane runs', cloudIds))
    .addOption(choosing('--tier <tier>', 'the security tier that is wanted', securityTierIds))
    .addOption(formatOption(['table', 'json']))
    .addHelpText(
      'after',
      exampleText(
        'pdp init acme-prod.yaml',
        'pdp init acme-prod.yaml --model wso2-subscription --cloud aws --tier premium',
        'pdp init plan.yaml --sample azure-standard',
      ),
    )
    .action((file: string, { sample, name, edition, model, cloud, tier, format }: InitOptions) =>
      run(async (session) => {
        const created = await session.operations.plans.create({
          file,
          sample,
          name,
          choices: { edition, managementModel: model, cloud, securityTier: tier },
        });
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
