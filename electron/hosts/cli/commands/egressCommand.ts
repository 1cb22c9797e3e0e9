import path from 'node:path';
import { Command, Option } from 'commander';
import { emptyCoverage } from '#shared/audit/coverage.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { ConnectionVerdict, EgressCheck, EgressReach, Traffic } from '#shared/network/verdict.ts';
import { cniIds } from '#shared/plan/networkIds.ts';
import type { Cni } from '#shared/plan/networkIds.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import { formatTable } from '../formatTable.ts';
import { exampleText, formatOption, outputOption, planOption, requirePlan, rulesOption } from '../options.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { sayProblems, showPath } from '../session.ts';
import type { RunCommand } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { toCoverage, verdictCell } from '../verdictWords.ts';

export function egressCommand(run: RunCommand): Command {
  return new Command('egress')
    .description('judge the rules of every layer that a packet passes')
    .addHelpText('after', exampleText('pdp egress check --plan plan.yaml', 'pdp egress reach --rules manifests/'))
    .addCommand(checkCommand(run))
    .addCommand(reachCommand(run));
}

function checkCommand(run: RunCommand): Command {
  return new Command('check')
    .description('the verdict of each connection of the plan, layer by layer')
    .addOption(planOption())
    .addOption(rulesOption())
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText('pdp egress check --plan plan.yaml', 'pdp egress check --plan plan.yaml --rules policies/ nsg.json'),
    )
    .action((options: Delivery & { readonly rules?: string[] }, command: Command) => {
      const plan = requirePlan(command);
      return run(async (session) => {
        const { operations, terminal, signal } = session;
        const check = await operations.egress.check({ plan, rules: options.rules }, signal);
        if (!check.ok) return check;
        const { connections, preconditions, problems } = check.value;
        const folder = path.dirname(plan);
        sayProblems(terminal, problems, folder);
        return deliver(
          session,
          options,
          { json: () => toJson(check.value), table: (columns) => formatCheck(check.value, folder, terminal, columns) },
          succeed({ coverage: toCoverage([...connections, ...preconditions].map(({ verdict }) => verdict)), problems }),
        );
      });
    });
}

function formatCheck(
  { connections, preconditions, layersNotSupplied }: EgressCheck,
  folder: string,
  terminal: Terminal,
  columns: number | undefined,
): string {
  const rows = [...connections, ...preconditions];
  const judged = rows.flatMap((row) => row.layers.filter(({ verdict }) => verdict !== 'not-applicable'));
  const layers = [...new Set(judged.map(({ layer }) => layer))];
  const table = formatTable(
    ['Connection', 'Verdict', ...layers, 'Why'],
    rows.map((row) => [
      row.id,
      verdictCell(row.verdict, terminal),
      ...layers.map((kind) => {
        const found = row.layers.find(({ layer }) => layer === kind);
        return found === undefined ? '' : verdictCell(found.verdict, terminal);
      }),
      row.summary,
    ]),
    columns,
  );
  const notSupplied =
    layersNotSupplied.length === 0
      ? ''
      : `\nNot supplied, so no connection can be more than unknown: ${layersNotSupplied.join(', ')}.\n`;
  return table + notSupplied + rows.map((row) => explain(row, folder, terminal)).join('');
}

/** What a row that is not allowed rests on: the layers that do not let it through, their rules, what is missing. */
function explain(row: ConnectionVerdict, folder: string, terminal: Terminal): string {
  if (row.verdict === 'allowed' || row.verdict === 'not-applicable') return '';
  const lines = row.layers
    .filter(({ verdict }) => verdict !== 'allowed' && verdict !== 'not-applicable')
    .flatMap(({ layer, verdict, reason, decidedBy, uncovered }) => [
      `${layer}: ${verdict}. ${reason}`,
      ...uncovered.map((traffic) => `  not let through: ${describeTraffic(traffic)}`),
      ...decidedBy.map(({ file, line, rule }) => `  ${showPath(file, folder)}:${line} ${rule}`),
    ]);
  const untold = row.missing.filter((sentence) => !row.layers.some(({ reason }) => reason.includes(sentence)));
  const details = [...lines, ...untold].map((line) => `  ${toPlainText(line)}\n`);
  return `\n${terminal.paint('strong', toPlainText(row.id))}\n${details.join('')}`;
}

function describeTraffic({ ranges, ports }: Traffic): string {
  return `${ranges.map(describeRange).join(', ')} at ${describePorts(ports)}`;
}

function describeRange(range: string): string {
  const [first, last] = range.split('-');
  return first === last ? `${first}` : range;
}

function describePorts(ports: Traffic['ports']): string {
  return Object.entries(ports)
    .flatMap(([protocol, numbers]) => numbers.map((number) => `${number}/${protocol.toLowerCase()}`))
    .join(', ');
}

interface ReachOptions extends Delivery {
  readonly rules: string[];
  readonly workload?: string;
  readonly cni?: Cni;
}

function reachCommand(run: RunCommand): Command {
  return new Command('reach')
    .description('what each workload may reach outside of the cluster, as addresses and ports')
    .addOption(new Option('--rules <path...>', 'files and folders with manifests and policies').makeOptionMandatory())
    .addOption(new Option('--workload <namespace/name>', 'only this workload'))
    .addOption(new Option('--cni <cni>', 'what enforces the policies').choices(cniIds))
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText('pdp egress reach --rules manifests/', 'pdp egress reach --rules manifests/ --workload shop/web'),
    )
    .action((options: ReachOptions) =>
      run(async (session) => {
        const { operations, terminal, signal } = session;
        const { rules, workload, cni } = options;
        const reach = await operations.egress.reach({ rules, workload, cni }, signal);
        if (!reach.ok) return reach;
        const { workloads, problems } = reach.value;
        sayProblems(terminal, problems);
        const unknown = workloads.filter((each) => each.unknown.length > 0).length;
        return deliver(
          session,
          options,
          { json: () => toJson(reach.value), table: (columns) => formatReach(reach.value, columns) },
          succeed({ coverage: { ...emptyCoverage, pass: workloads.length - unknown, unknown }, problems }),
        );
      }),
    );
}

function formatReach({ workloads }: EgressReach, columns: number | undefined): string {
  if (workloads.length === 0) return 'No workload is in these files.\n';
  const rows = workloads.map(({ namespace, name, kind, pods, isolated, allowed, hosts, unknown }) => [
    `${namespace}/${name}`,
    kind,
    String(pods),
    [
      ...(isolated ? [] : ['everything: no policy selects it']),
      ...(isolated ? allowed.map(describeTraffic) : []),
      ...hosts.map(({ pattern, ports }) => `${pattern} at ${describePorts(ports)}`),
      ...unknown.map(({ reason }) => `unknown: ${reason}`),
      ...(isolated && allowed.length + hosts.length + unknown.length === 0 ? ['nothing'] : []),
    ],
  ]);
  return formatTable(['Workload', 'Kind', 'Pods', 'May reach'], rows, columns);
}
