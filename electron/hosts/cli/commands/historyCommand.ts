import { Command } from 'commander';
import { emptyCoverage } from '#shared/audit/coverage.ts';
import { describeChangeCause } from '#shared/history/compareRuns.ts';
import type { RunComparison } from '#shared/history/compareRuns.ts';
import type { RunSummary } from '#shared/history/runRecord.ts';
import { succeed } from '#shared/kernel/result.ts';
import { describeChainBreak } from '#shared/history/verifyChain.ts';
import type { ChainVerification } from '#shared/history/verifyChain.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import { formatTable } from '../formatTable.ts';
import { exampleText, formatOption, outputOption, planOption } from '../options.ts';
import { describeCoverage } from '../standingWords.ts';
import type { RunCommand } from '../session.ts';

export function historyCommand(run: RunCommand): Command {
  return new Command('history')
    .description('the runs that are kept')
    .addHelpText('after', exampleText('pdp history list', 'pdp history compare 1 2'))
    .addCommand(listCommand(run))
    .addCommand(showCommand(run))
    .addCommand(compareCommand(run))
    .addCommand(verifyCommand(run));
}

function listCommand(run: RunCommand): Command {
  return new Command('list')
    .description('the runs, newest first')
    .addOption(planOption())
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText('after', exampleText('pdp history list', 'pdp history list --plan plan.yaml'))
    .action((options: Delivery & { readonly plan?: string }) =>
      run(async (session) => {
        const runs = await session.operations.runs.list({ plan: options.plan });
        if (!runs.ok) return runs;
        return deliver(session, options, {
          json: () => toJson({ runs: runs.value }),
          table: (columns) => formatRuns(runs.value, columns),
        });
      }),
    );
}

function formatRuns(runs: readonly RunSummary[], columns: number | undefined): string {
  if (runs.length === 0) return 'No run is kept yet.\n';
  const rows = runs.map(({ sequence, id, plan, startedAt, coverage }) => [
    String(sequence),
    startedAt,
    plan.name,
    describeCoverage(coverage),
    id,
  ]);
  return formatTable(['Run', 'Started', 'Plan', 'Result', 'Id'], rows, columns);
}

function showCommand(run: RunCommand): Command {
  return new Command('show')
    .description('the record of a run, as it was sealed')
    .argument('<run>', 'its number or its id')
    .addOption(formatOption(['json']))
    .addOption(outputOption())
    .addHelpText('after', exampleText('pdp history show 3'))
    .action((id: string, options: Delivery) =>
      run(async (session) => {
        const record = await session.operations.runs.show({ id });
        return record.ok ? deliver(session, options, { json: () => toJson(record.value) }) : record;
      }),
    );
}

function compareCommand(run: RunCommand): Command {
  return new Command('compare')
    .description('what changed between two runs, and why')
    .argument('<before>', 'number or id of the earlier run')
    .argument('<after>', 'number or id of the later run')
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText('after', exampleText('pdp history compare 1 2'))
    .action((before: string, after: string, options: Delivery) =>
      run(async (session) => {
        const comparison = await session.operations.runs.compare({ before, after });
        if (!comparison.ok) return comparison;
        return deliver(session, options, {
          json: () => toJson(comparison.value),
          table: (columns) => formatComparison(comparison.value, columns),
        });
      }),
    );
}

function formatComparison({ changes, summary }: RunComparison, columns: number | undefined): string {
  if (changes.length === 0) return `No finding changed; ${summary.same} are the same.\n`;
  const rows = changes.map(({ direction, title, subject, what, because }) => [
    direction,
    `${title} (${subject})`,
    what.join(', '),
    because.map(describeChangeCause).join(' '),
  ]);
  return `${formatTable(['Change', 'Finding', 'What', 'Why'], rows, columns)}\n${summary.same} are the same.\n`;
}

function verifyCommand(run: RunCommand): Command {
  return new Command('verify')
    .description('follow the seals from the first run on')
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText('after', exampleText('pdp history verify'))
    .action((options: Delivery) =>
      run(async (session) => {
        const chain = await session.operations.runs.verify();
        if (!chain.ok) return chain;
        const { ok, checked } = chain.value;
        return deliver(
          session,
          options,
          { json: () => toJson(chain.value), table: () => describeChain(chain.value) },
          succeed({ coverage: { ...emptyCoverage, pass: checked, fail: ok ? 0 : 1 }, problems: [] }),
        );
      }),
    );
}

function describeChain({ checked, head, brokenAt }: ChainVerification): string {
  const holds =
    checked === 0 ? 'No run holds.' : `${checked} ${checked === 1 ? 'run holds' : 'runs hold'}. Head: ${head}`;
  return brokenAt === undefined ? `${holds}\n` : `${toPlainText(describeChainBreak(brokenAt))}\n${holds}\n`;
}
