import { Command, InvalidArgumentError, Option } from 'commander';
import { emptyCoverage } from '#shared/audit/coverage.ts';
import {
  aspectWords,
  describeChangeCause,
  describeChangedInputs,
  describeSamePlan,
} from '#shared/history/compareRuns.ts';
import type { Direction, RunComparison } from '#shared/history/compareRuns.ts';
import { isIntact } from '#shared/history/keptRun.ts';
import type { KeptRun } from '#shared/history/keptRun.ts';
import { count } from '#shared/kernel/count.ts';
import { succeed } from '#shared/kernel/result.ts';
import { describeChainBreak, describeExpected, runHash } from '#shared/history/verifyChain.ts';
import type { ChainVerification } from '#shared/history/verifyChain.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import { formatParagraph, formatTable } from '../formatTable.ts';
import { exampleText, formatOption, outputOption, planOption } from '../options.ts';
import { describeCoverage } from '../standingWords.ts';
import type { RunCommand } from '../session.ts';

export function historyCommand(run: RunCommand): Command {
  return new Command('history')
    .description('the runs that are kept')
    .addHelpText('after', exampleText('pdp history list', 'pdp history compare 1 2'))
    .addCommand(listCommand(run))
    .addCommand(showCommand(run))
    .addCommand(evidenceCommand(run))
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
          table: (columns) => formatRuns(runs.value, options.plan, columns),
        });
      }),
    );
}

function formatRuns(runs: readonly KeptRun[], plan: string | undefined, columns: number | undefined): string {
  if (runs.length === 0) {
    return plan === undefined
      ? 'No run is kept yet.\n'
      : `No run of ${toPlainText(plan)} is kept. Runs of a plan that has moved are among all: pdp history list\n`;
  }
  const rows = runs.map((run) =>
    isIntact(run)
      ? [
          String(run.sequence),
          run.startedAt,
          run.plan.name,
          run.cluster?.name ?? 'none',
          describeCoverage(run.coverage),
          run.id,
        ]
      : [String(run.sequence), '', 'altered', '', run.altered, run.id],
  );
  return formatTable(['Run', 'Started', 'Plan', 'Cluster', 'Result', 'Id'], rows, columns);
}

function showCommand(run: RunCommand): Command {
  return new Command('show')
    .description('the record of a run, as it was sealed')
    .argument('<run>', 'its number, its id, its hash, or the beginning of one of the two')
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

function evidenceCommand(run: RunCommand): Command {
  return new Command('evidence')
    .description('what a run kept of a file that it had read, byte for byte')
    .argument('<run>', 'its number, its id, its hash, or the beginning of one of the two')
    .argument('<name>', 'the file as the record of the run names it')
    .addOption(formatOption(['text', 'json']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText(
        'pdp history evidence 3 rules/nsg.json | sha256sum',
        'pdp history evidence 3 plan.yaml --format json',
      ),
    )
    .action((id: string, name: string, options: Delivery) =>
      run(async (session) => {
        const kept = await session.operations.runs.evidence({ id, name });
        if (!kept.ok) return kept;
        const { text } = kept.value;
        const isShown = session.terminal.isInteractive && options.output === undefined;
        return deliver(session, options, {
          json: () => toJson(kept.value),
          // What goes on to a program or a file is what was hashed; a terminal obeys nothing of it.
          text: () =>
            isShown
              ? text
                  .split(/\r\n|\r|\n/)
                  .map(toPlainText)
                  .join('\n')
              : text,
        });
      }),
    );
}

function compareCommand(run: RunCommand): Command {
  return new Command('compare')
    .description('what changed between two runs, and why')
    .argument('<before>', 'number, id or hash of the earlier run')
    .argument('<after>', 'number, id or hash of the later run')
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

function formatComparison(comparison: RunComparison, columns: number | undefined): string {
  const { changes, summary } = comparison;
  const head = [describeSamePlan(comparison), describeChangedInputs(comparison)]
    .flatMap((sentence) => (sentence === undefined ? [] : [`${formatParagraph(sentence, columns)}\n`]))
    .join('');
  if (changes.length === 0) return `${head}No finding changed; ${summary.same} are the same.\n`;
  const rows = changes.map(({ direction, title, subject, what, because, inputs }) => [
    directionWords[direction],
    `${title} (${subject})`,
    what.map((aspect) => aspectWords[aspect]).join(', '),
    because.map((cause) => describeChangeCause(cause, inputs)).join(' '),
  ]);
  return `${head}${formatTable(['Change', 'Finding', 'What', 'Why'], rows, columns)}\n${summary.same} are the same.\n`;
}

const directionWords = {
  worse: 'worse',
  found: 'found failing',
  lost: 'no longer known',
  new: 'new',
  better: 'better',
  gone: 'gone',
  other: 'otherwise',
} as const satisfies Record<Direction, string>;

function verifyCommand(run: RunCommand): Command {
  return new Command('verify')
    .description('follow the seals from the first run on')
    .addOption(
      new Option(
        '--head <hash>',
        'the hash of a run from a report: the chain must hold it, so that none was cut off',
      ).argParser(toHash),
    )
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText('after', exampleText('pdp history verify', `pdp history verify --head ${'0123abcd'.repeat(8)}`))
    .action((options: Delivery & { readonly head?: string }) =>
      run(async (session) => {
        const chain = await session.operations.runs.verify({ head: options.head });
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

function toHash(text: string): string {
  const hash = text.trim().toLowerCase();
  if (runHash.test(hash)) return hash;
  throw new InvalidArgumentError('It is 64 figures and letters from a to f, as a report prints it.');
}

function describeChain({ checked, head, brokenAt, expected }: ChainVerification): string {
  const holds = checked === 0 ? 'No run holds.' : `${count(checked, 'run holds', 'runs hold')}. Head: ${head}`;
  return [
    ...(brokenAt === undefined ? [] : [toPlainText(describeChainBreak(brokenAt))]),
    ...(expected === undefined ? [] : [describeExpected(expected)]),
    holds,
    '',
  ].join('\n');
}
