import path from 'node:path';
import { Command } from 'commander';
import type { Finding } from '#shared/audit/finding.ts';
import { coverageOf, standingOf } from '#shared/audit/coverage.ts';
import { countOpenCauses, gatherCauses, nameUnderCause } from '#shared/audit/gatherCauses.ts';
import type { GatheredCause } from '#shared/audit/gatherCauses.ts';
import { failure } from '#shared/contract/failure.ts';
import type { AuditEvent } from '#shared/contract/views.ts';
import type { RunCluster, UnsealedRun } from '#shared/history/runRecord.ts';
import { count } from '#shared/kernel/count.ts';
import { fail, succeed } from '#shared/kernel/result.ts';
import { describeProgress } from '#shared/kernel/progress.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { asOfOption } from '../asOfOption.ts';
import {
  allowExecOption,
  checkOption,
  consent,
  contextOption,
  noClusterOption,
  snapshotOption,
} from '../contextOptions.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import { formatTable } from '../formatTable.ts';
import { exampleText, formatOption, outputOption, planOption, requirePlan, rulesOption } from '../options.ts';
import type { Ending } from '../exitCode.ts';
import { sayProblems } from '../session.ts';
import type { RunCommand, Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { standingCell, describeCoverage } from '../standingWords.ts';

interface AuditOptions extends Delivery {
  readonly rules?: string[];
  /** In ISO 8601. */
  readonly asOf?: string;
  readonly context?: string;
  readonly snapshot?: string;
  /** False with `--no-cluster`. */
  readonly cluster: boolean;
  readonly allowExec?: boolean;
  readonly check?: string[];
}

export function auditCommand(run: RunCommand): Command {
  return new Command('audit')
    .description('judge everything that the plan requires, and keep the result as a sealed run')
    .addOption(planOption())
    .addOption(rulesOption())
    .addOption(contextOption())
    .addOption(snapshotOption())
    .addOption(noClusterOption())
    .addOption(allowExecOption())
    .addOption(checkOption())
    .addOption(asOfOption())
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText(
        'pdp audit --plan plan.yaml',
        'pdp audit --plan plan.yaml --context production',
        'pdp audit --plan plan.yaml --rules rules/ --no-cluster --format json',
        'pdp audit --plan plan.yaml --context production --check PDP-INF-002',
      ),
    )
    .action((options: AuditOptions, command: Command) => {
      const plan = requirePlan(command);
      return run(async (session) => {
        const { operations, terminal, signal } = session;
        const { rules, asOf, context, snapshot, check: checks } = options;
        const withoutCluster = !options.cluster;
        const input = { plan, rules, asOf, context, snapshot, checks, withoutCluster };
        const ended = await follow(operations.audit.run(input, signal), session);
        if (ended.kind === 'failed') return tellUnkept(ended, session, options, path.dirname(plan));
        if (ended.kind === 'checked') return tellChecked(ended, session, options);
        const { record, sequence } = ended;
        sayProblems(terminal, record.problems, path.dirname(plan));
        const head = `Run ${sequence} of ${record.plan.name}`;
        const seal = `Sealed as ${record.run.hash}`;
        return deliver(
          session,
          options,
          { json: () => toJson(record), table: (columns) => formatRun(record, { head, seal }, terminal, columns) },
          succeed({ coverage: record.coverage, problems: record.problems }),
        );
      }, consent(options.allowExec));
    });
}

type AuditEnd = Extract<AuditEvent, { readonly kind: 'finished' | 'checked' | 'failed' }>;

/**
 * What was judged although the audit failed is printed, so that good files are not judged for nothing. Nothing is written:
 * no run, and no `--output`.
 */
async function tellUnkept(
  { failure: failed, judged }: Extract<AuditEnd, { readonly kind: 'failed' }>,
  session: Session,
  { output, ...options }: AuditOptions,
  folder: string,
): Promise<Ending> {
  if (judged === undefined) return fail(failed);
  const { terminal } = session;
  sayProblems(terminal, judged.problems, folder);
  const ending = fail({ ...failed, problems: [] });
  if (output !== undefined) return ending;
  const words = { head: `No run of ${judged.plan.name} was kept`, seal: 'Not sealed.' };
  return deliver(
    session,
    options,
    { json: () => toJson(judged), table: (columns) => formatRun(judged, words, terminal, columns) },
    ending,
  );
}

/** A part is no run: it is told, and nothing is kept. */
function tellChecked(
  { findings }: Extract<AuditEnd, { readonly kind: 'checked' }>,
  session: Session,
  options: AuditOptions,
): Promise<Ending> {
  const coverage = coverageOf(findings);
  const { terminal } = session;
  const table = (columns: number | undefined): string =>
    [
      describeCoverage(coverage),
      '',
      formatFindings(findings, terminal, columns),
      'No run was kept of these checks alone.',
      '',
    ].join('\n');
  return deliver(
    session,
    options,
    { json: () => toJson({ coverage, findings }), table },
    succeed({ coverage, problems: [] }),
  );
}

/** Shows the progress of an audit and waits for its end. */
async function follow(events: AsyncIterable<AuditEvent>, { terminal }: Session): Promise<AuditEnd> {
  for await (const event of events) {
    switch (event.kind) {
      case 'progress':
        terminal.showProgress(describeProgress(event));
        break;
      case 'finding':
        break;
      case 'finished':
      case 'checked':
      case 'failed':
        return event;
    }
  }
  return { kind: 'failed', ...failure('incomplete', 'The audit ended without a result.') };
}

function formatRun(
  { run, cluster, withoutCluster, coverage, tier, findings, egress }: UnsealedRun,
  { head, seal }: { readonly head: string; readonly seal: string },
  terminal: Terminal,
  columns: number | undefined,
): string {
  const open = findings.filter((finding) => ['fail', 'unknown', 'waived'].includes(standingOf(finding)));
  const causes = gatherCauses(findings, egress);
  const alone = open.filter((finding) => causes.every((cause) => !cause.findings.includes(finding)));
  return [
    toPlainText(`${head}, as of ${run.asOf}`),
    ...(cluster === undefined ? [] : [toPlainText(describeCluster(cluster))]),
    ...(withoutCluster === true ? ['Scope: plan, rules and attestations. No cluster was to be looked at.'] : []),
    describeCoverage(coverage),
    ...(causes.length === 0
      ? []
      : [`The ${coverage.unknown} unknown come from ${count(countOpenCauses(coverage.unknown, causes), 'cause')}.`]),
    `Tier ${tier.wanted}: ${tier.reached === tier.wanted ? 'reached' : 'not reached'}`,
    ...tier.remarks.map(toPlainText),
    '',
    ...causes.flatMap((cause) => [formatCause(cause), '']),
    formatFindings(alone, terminal, columns),
    seal,
    '',
  ].join('\n');
}

/** What many checks wait for, once: what to do, and every check that it settles, with its subject where it has several. */
function formatCause({ title, remedy, page, findings }: GatheredCause): string {
  const checks = [...Map.groupBy(findings, ({ check }) => check)].map(([check, own]) =>
    own.length === 1 ? check : `${check} (${own.map(nameUnderCause).join(', ')})`,
  );
  return [`unknown  ${title}`, `  ${remedy} In the app: ${page}.`, `  ${checks.join(', ')}`]
    .map(toPlainText)
    .join('\n');
}

function formatFindings(findings: readonly Finding[], terminal: Terminal, columns: number | undefined): string {
  if (findings.length === 0) return '';
  const rows = findings.map((finding) => [
    standingCell(finding, terminal),
    finding.severity,
    describeParties(finding),
    `${finding.title} (${finding.subject})`,
    describeEvidence(finding),
  ]);
  return formatTable(['Outcome', 'Severity', 'Acts', 'Finding', 'Evidence'], rows, columns);
}

function describeCluster({ name, server, version, uid, collectedAt }: RunCluster): string {
  const known = [version, uid].filter((part) => part !== undefined).join(', ');
  return `Cluster ${name}: ${server}${known === '' ? '' : ` (${known})`}, looked at ${collectedAt}`;
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
