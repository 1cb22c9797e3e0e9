import path from 'node:path';
import { Command, Option } from 'commander';
import type { Finding } from '#shared/audit/finding.ts';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { AuditEvent } from '#shared/contract/views.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { fail, succeed } from '#shared/kernel/result.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import { formatTable } from '../formatTable.ts';
import { exampleText, formatOption, outputOption, planOption, requirePlan, rulesOption } from '../options.ts';
import { sayProblems } from '../session.ts';
import type { RunCommand, Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { standingCell, describeCoverage } from '../standingWords.ts';

interface AuditOptions extends Delivery {
  readonly rules?: string[];
  readonly asOf?: string;
}

export function auditCommand(run: RunCommand): Command {
  return new Command('audit')
    .description('judge everything that the plan requires, and keep the result as a sealed run')
    .addOption(planOption())
    .addOption(rulesOption())
    .addOption(new Option('--as-of <instant>', 'judge expiries as of this instant, for example 2026-11-21T00:00:00Z'))
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText('pdp audit --plan plan.yaml', 'pdp audit --plan plan.yaml --rules rules/ --format json'),
    )
    .action((options: AuditOptions, command: Command) => {
      const plan = requirePlan(command);
      const asOf = options.asOf === undefined ? undefined : toInstant(options.asOf, command);
      return run(async (session) => {
        const { operations, terminal, signal } = session;
        const finished = await follow(operations.audit.run({ plan, rules: options.rules, asOf }, signal), session);
        if (!finished.ok) return finished;
        const { record, sequence } = finished.value;
        sayProblems(terminal, record.problems, path.dirname(plan));
        return deliver(
          session,
          options,
          { json: () => toJson(record), table: (columns) => formatRun(record, sequence, terminal, columns) },
          succeed({ coverage: record.coverage, problems: record.problems }),
        );
      });
    });
}

function toInstant(text: string, command: Command): string {
  const instant = new Date(text);
  const hasZone = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  if (hasZone && !Number.isNaN(instant.getTime())) return instant.toISOString();
  return command.error("error: option '--as-of <instant>' needs a date, a time and a zone, as in 2026-11-21T00:00:00Z");
}

/** Shows the progress of an audit and waits for its record. */
async function follow(
  events: AsyncIterable<AuditEvent>,
  { terminal }: Session,
): Promise<Outcome<{ readonly record: RunRecord; readonly sequence: number }>> {
  for await (const event of events) {
    switch (event.kind) {
      case 'progress':
        terminal.showProgress(event.of === 0 ? event.what : `${event.done} of ${event.of}: ${event.what}`);
        break;
      case 'finding':
        break;
      case 'finished':
        return succeed(event);
      case 'failed':
        return fail(event.failure);
    }
  }
  return failure('incomplete', 'The audit ended without a result.');
}

function formatRun(
  { plan, run, coverage, tier, findings }: RunRecord,
  sequence: number,
  terminal: Terminal,
  columns: number | undefined,
): string {
  const shown = findings.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable');
  const rows = shown.map((finding) => [
    standingCell(finding, terminal),
    finding.severity,
    describeParties(finding),
    `${finding.title} (${finding.subject})`,
    describeEvidence(finding),
  ]);
  return [
    toPlainText(`Run ${sequence} of ${plan.name}, as of ${run.asOf}`),
    describeCoverage(coverage),
    `Tier ${tier.wanted}: ${tier.reached === tier.wanted ? 'reached' : 'not reached'}`,
    ...tier.remarks.map(toPlainText),
    '',
    formatTable(['Outcome', 'Severity', 'Acts', 'Finding', 'Evidence'], rows, columns),
    `Sealed as ${run.hash}`,
    '',
  ].join('\n');
}

/** The first piece, which decides; the record holds all of them. */
function describeEvidence({ evidence: [first, ...more] }: Finding): string {
  if (first === undefined) return '';
  return `${first.text} (${first.source})${more.length === 0 ? '' : `, and ${more.length} more`}`;
}

function describeParties({ responsible, owner }: Finding): string {
  const parties = responsible.length === 0 ? 'Nobody' : responsible.join(', ');
  return owner === undefined ? parties : `${parties} (${owner})`;
}
