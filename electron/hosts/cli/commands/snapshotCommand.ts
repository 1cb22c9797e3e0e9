import { Command, Option } from 'commander';
import { failure } from '#shared/contract/failure.ts';
import type { CollectEvent } from '#shared/contract/views.ts';
import type { SnapshotPreview } from '#shared/evidence/previewSnapshot.ts';
import { fail } from '#shared/kernel/result.ts';
import { describeProgress } from '#shared/kernel/progress.ts';
import { askOnTerminal } from '../askOnTerminal.ts';
import { allowExecOption, consent, contextOption } from '../contextOptions.ts';
import { deliver, toJson } from '../deliver.ts';
import { formatTable } from '../formatTable.ts';
import { exampleText, formatOption } from '../options.ts';
import type { Ending } from '../exitCode.ts';
import { done, showPath } from '../session.ts';
import type { RunCommand, Session } from '../session.ts';

interface SnapshotOptions {
  readonly context?: string;
  readonly fromGathered?: string;
  readonly printScript?: boolean;
  readonly output?: string;
  readonly check?: string[];
  readonly pseudonyms?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly allowExec?: boolean;
  readonly format: string;
}

export function snapshotCommand(run: RunCommand): Command {
  return new Command('snapshot')
    .description(
      'keep what the checks read of a cluster in one file, to be audited elsewhere; shows first what is in it',
    )
    .addOption(contextOption())
    .addOption(new Option('--output <file>', 'where to write it'))
    .addOption(new Option('--check <id...>', 'what these checks read only'))
    .addOption(new Option('--from-gathered <folder>', 'of what the script has gathered, in place of a context'))
    .option(
      '--print-script',
      'print a script that gathers the same with kubectl alone, where this program does not get',
    )
    .option('--pseudonyms', 'replace names by others, the same by the same')
    .option('--dry-run', 'show what would be in it and write nothing')
    .option('--yes', 'write it without asking')
    .addOption(allowExecOption())
    .addOption(formatOption(['table', 'json']))
    .addHelpText(
      'after',
      exampleText(
        'pdp snapshot --context production --dry-run',
        'pdp snapshot --context production --output production.snapshot --pseudonyms',
        'pdp snapshot --print-script > gather.sh',
        'pdp audit --plan plan.yaml --snapshot production.snapshot',
      ),
    )
    .action((options: SnapshotOptions, command: Command) => {
      const { context, fromGathered, output, dryRun = false } = options;
      if (options.printScript === true) return run((session) => printScript(session, options));
      if ((context === undefined) === (fromGathered === undefined)) {
        return command.error(
          "error: one of the options '--context <name>' and '--from-gathered <folder>' must be given",
        );
      }
      if (output === undefined && !dryRun) {
        return command.error("error: one of the options '--output <file>' and '--dry-run' must be given");
      }
      return run((session) => takeSnapshot(session, options), consent(options.allowExec));
    });
}

async function printScript({ operations, terminal }: Session, { check: checks }: SnapshotOptions): Promise<Ending> {
  const script = await operations.cluster.script({ checks });
  if (!script.ok) return script;
  return terminal.write(script.value);
}

async function takeSnapshot(session: Session, options: SnapshotOptions): Promise<Ending> {
  const { operations, terminal, signal } = session;
  const { context, fromGathered: gathered, check: checks, pseudonyms, output, format } = options;
  const { yes = false, dryRun = false } = options;
  const order = { context, gathered, checks, pseudonyms };
  const ended = await follow(operations.cluster.collect(order, signal), session);
  if (ended.kind === 'failed') return fail(ended.failure);
  const { hash, preview, warnings } = ended;
  for (const warning of warnings) terminal.say(`warning: ${warning}`);
  const shown = await deliver(
    session,
    { format },
    { json: () => toJson({ hash, preview }), table: (columns) => formatPreview(preview, columns) },
  );
  if (dryRun || output === undefined || !shown.ok) return shown;
  const isWanted = yes || (await askOnTerminal(`Write this to ${output}?`, signal));
  if (isWanted === undefined) {
    return failure('bad-input', 'Nothing was written: nobody is there to be asked.', {
      remedy: 'Look at the preview, and add --yes.',
    });
  }
  if (!isWanted) return failure('cancelled', 'Nothing was written.');
  const written = await operations.cluster.save({ hash, file: output });
  if (!written.ok) return written;
  terminal.say(`Written: ${showPath(written.value)}`);
  return done;
}

type CollectEnd = Exclude<CollectEvent, { readonly kind: 'progress' }>;

async function follow(events: AsyncIterable<CollectEvent>, { terminal }: Session): Promise<CollectEnd> {
  for await (const event of events) {
    if (event.kind !== 'progress') return event;
    terminal.showProgress(describeProgress(event));
  }
  return { kind: 'failed', ...failure('incomplete', 'The collecting ended without a result.') };
}

function formatPreview(preview: SnapshotPreview, columns: number | undefined): string {
  const { identity, collectedAt, resources, bytes, pseudonyms } = preview;
  const rows = resources.map(({ resource, state, objects, bytes: size, note = '' }) => [
    resource,
    state,
    String(objects),
    String(size),
    note,
  ]);
  const ofBytes = `${bytes} bytes before it is compressed. No Secret, no environment, no command is in it, and no annotation but those by which ways in ask who their clients are.`;
  const observed = resources.filter(({ objects }) => objects > 0);
  return [
    `${identity.server}, looked at ${collectedAt}`,
    ofBytes,
    ...(pseudonyms === undefined ? [] : [`Pseudonyms: ${pseudonyms}.`]),
    '',
    formatTable(['Resource', 'Part', 'Objects', 'Bytes', 'Note'], rows, columns),
    'Fields that are kept:',
    ...observed.map(({ resource, fields }) => `  ${resource}: ${fields.join(', ')}`),
    '',
  ].join('\n');
}
