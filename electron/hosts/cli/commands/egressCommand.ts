import path from 'node:path';
import { Command, Option } from 'commander';
import { emptyCoverage } from '#shared/audit/coverage.ts';
import { fail, succeed } from '#shared/kernel/result.ts';
import { describePorts, describeTraffic } from '#shared/network/judging/describeTraffic.ts';
import type { EgressReach, UnknownReach } from '#shared/network/judging/verdict.ts';
import { placeOf } from '#shared/network/source/placeOf.ts';
import { cniIds } from '#shared/plan/networkIds.ts';
import type { Cni } from '#shared/plan/networkIds.ts';
import { allowExecOption, consent, contextOption, snapshotOption } from '../contextOptions.ts';
import type { ClusterOptions } from '../contextOptions.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import { formatEgressCheck } from '../formatEgressCheck.ts';
import { formatExplanation } from '../formatExplanation.ts';
import { formatTable } from '../formatTable.ts';
import { generateCommand } from './generateCommand.ts';
import {
  choiceOption,
  exampleText,
  formatOption,
  outputOption,
  planOption,
  requirePlan,
  rulesOption,
} from '../options.ts';
import type { Ending } from '../exitCode.ts';
import { done, sayFailure, sayProblems, showProgress } from '../session.ts';
import type { RunCommand, Session } from '../session.ts';
import { toCoverage } from '../verdictWords.ts';

export function egressCommand(run: RunCommand): Command {
  return new Command('egress')
    .description('judge the rules of every layer that a packet passes')
    .addHelpText(
      'after',
      exampleText(
        'pdp egress check --plan plan.yaml',
        'pdp egress reach --rules manifests/',
        'pdp egress explain --plan plan.yaml --from flux-system/source-controller --to github.com:443',
        'pdp egress generate --plan plan.yaml --target cilium --output policies/',
      ),
    )
    .addCommand(checkCommand(run))
    .addCommand(reachCommand(run))
    .addCommand(explainCommand(run))
    .addCommand(generateCommand(run));
}

interface CheckOptions extends Delivery, ClusterOptions {
  readonly rules?: string[];
  readonly findings?: boolean;
  readonly watch?: boolean;
  readonly verbose?: boolean;
}

function checkCommand(run: RunCommand): Command {
  return new Command('check')
    .description('the verdict of each connection of the plan, layer by layer')
    .addOption(planOption())
    .addOption(rulesOption())
    .addOption(contextOption())
    .addOption(snapshotOption())
    .addOption(allowExecOption())
    .option('--verbose', 'also the layers and the deciding lines of what is allowed')
    .option('--watch', 'judge again whenever the plan or a rule file changes, until Ctrl-C')
    .option('--findings', 'also what gets out without need, rules that never decide, and the like')
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText(
        'pdp egress check --plan plan.yaml --findings',
        'pdp egress check --plan plan.yaml --rules policies/ nsg.json',
        'pdp egress check --plan plan.yaml --context production',
      ),
    )
    .action((options: CheckOptions, command: Command) => {
      const { rules, findings, context, snapshot, verbose = false } = options;
      const plan = requirePlan(command);
      const judge = async (session: Session): Promise<Ending> => {
        const { operations, terminal, signal } = session;
        const check = await operations.egress.check(
          { plan, rules, findings, context, snapshot },
          signal,
          showProgress(terminal),
        );
        if (!check.ok) return check;
        const { connections, preconditions, problems } = check.value;
        const folder = path.dirname(plan);
        sayProblems(terminal, problems, folder);
        return deliver(
          session,
          options,
          {
            json: () => toJson(check.value),
            table: (columns) => formatEgressCheck(check.value, { folder, terminal, columns, verbose }),
          },
          succeed({ coverage: toCoverage([...connections, ...preconditions].map(({ verdict }) => verdict)), problems }),
        );
      };
      const follow = async (session: Session): Promise<Ending> => {
        let ending: Ending = done;
        for await (const event of session.operations.egress.watch({ plan, rules }, session.signal)) {
          if (event.kind === 'failed') return fail(event.failure);
          const judged = await judge(session);
          // What Ctrl-C has cut short is no judgement.
          if (!session.signal.aborted) ending = judged;
          if (!session.signal.aborted && !judged.ok) sayFailure(session.terminal, judged.failure);
          if (!session.terminal.hasReader) break;
        }
        return ending;
      };
      return run(options.watch === true ? follow : judge, consent(options.allowExec));
    });
}

interface ReachOptions extends Delivery, ClusterOptions {
  readonly plan?: string;
  readonly rules?: string[];
  readonly workload?: string;
  readonly cni?: Cni;
}

function reachCommand(run: RunCommand): Command {
  return new Command('reach')
    .description('what each workload may reach outside of the cluster, as addresses and ports')
    .addOption(planOption())
    .addOption(new Option('--rules <path...>', 'files, folders and archives with manifests and policies'))
    .addOption(contextOption())
    .addOption(snapshotOption())
    .addOption(allowExecOption())
    .addOption(new Option('--workload <namespace/name>', 'only this workload'))
    .addOption(choiceOption('--cni <cni>', 'without a plan: what enforces the policies', cniIds).conflicts('plan'))
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText(
        'pdp egress reach --rules manifests/',
        'pdp egress reach --plan plan.yaml',
        'pdp egress reach --rules manifests/ --workload shop/web',
        'pdp egress reach --context production',
      ),
    )
    .action((options: ReachOptions, command: Command) => {
      const { plan, rules, workload, cni, context, snapshot } = options;
      if (plan === undefined && rules === undefined && context === undefined && snapshot === undefined) {
        command.error(
          "error: one of the options '--plan <file>', '--rules <path...>', '--context <name>' and '--snapshot <file>' must be given",
        );
      }
      return run(async (session) => {
        const { operations, terminal, signal } = session;
        const reach = await operations.egress.reach(
          { plan, rules, workload, cni, context, snapshot },
          signal,
          showProgress(terminal),
        );
        if (!reach.ok) return reach;
        const { workloads, problems } = reach.value;
        sayProblems(terminal, problems, plan === undefined ? undefined : path.dirname(plan));
        const unknown = workloads.filter((each) => each.unknown.length > 0).length;
        return deliver(
          session,
          options,
          { json: () => toJson(reach.value), table: (columns) => formatReach(reach.value, columns) },
          succeed({ coverage: { ...emptyCoverage, pass: workloads.length - unknown, unknown }, problems }),
        );
      }, consent(options.allowExec));
    });
}

interface ExplainOptions extends Delivery, ClusterOptions {
  readonly plan?: string;
  readonly rules?: string[];
  readonly from: string;
  readonly to: string;
  readonly address?: string[];
  readonly attachedTo?: string[];
  readonly cni?: Cni;
}

function explainCommand(run: RunCommand): Command {
  return new Command('explain')
    .description('one flow through every layer, rule by rule, and what decides')
    .addOption(planOption())
    .addOption(rulesOption())
    .addOption(contextOption())
    .addOption(snapshotOption())
    .addOption(allowExecOption())
    .addOption(new Option('--from <namespace/name>', 'who connects: a workload, or node').makeOptionMandatory())
    .addOption(
      new Option(
        '--to <destination>',
        'HOST:PORT, IP:PORT, [IPV6]:PORT or NAMESPACE/NAME:PORT of a workload, with /udp or /sctp behind it where it is not TCP; or a message of ICMP, IP:TYPE/CODE/icmp',
      ).makeOptionMandatory(),
    )
    .addOption(new Option('--address <cidr...>', 'the addresses of the host; names are never looked up'))
    .addOption(
      new Option('--attached-to <name...>', 'without a plan: the subnets, groups or firewalls on the way').conflicts(
        'plan',
      ),
    )
    .addOption(choiceOption('--cni <cni>', 'without a plan: what enforces the policies', cniIds).conflicts('plan'))
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText(
        'pdp egress explain --rules manifests/ --from shop/web --to 203.0.113.7:443',
        'pdp egress explain --plan plan.yaml --from node --to registry.example.com:443 --address 198.51.100.0/24',
        'pdp egress explain --context production --from shop/web --to 203.0.113.7:443',
      ),
    )
    .action((options: ExplainOptions, command: Command) => {
      const { plan, rules, from, to, address, attachedTo, cni, context, snapshot } = options;
      if (plan === undefined && rules === undefined && context === undefined && snapshot === undefined) {
        command.error(
          "error: one of the options '--plan <file>', '--rules <path...>', '--context <name>' and '--snapshot <file>' must be given",
        );
      }
      return run(async (session) => {
        const { operations, terminal, signal } = session;
        const question = { plan, rules, from, to, addresses: address, attachedTo, cni, context, snapshot };
        const explained = await operations.egress.explain(question, signal);
        if (!explained.ok) return explained;
        const { verdict, problems } = explained.value;
        const folder = plan === undefined ? undefined : path.dirname(plan);
        sayProblems(terminal, problems, folder);
        return deliver(
          session,
          options,
          {
            json: () => toJson(explained.value),
            table: (columns) => formatExplanation(explained.value, { folder, terminal, columns }),
          },
          succeed({ coverage: toCoverage([verdict]), problems }),
        );
      }, consent(options.allowExec));
    });
}

function describeUnknownReach({ reason, rules = [] }: UnknownReach): string {
  return `unknown: ${reason}${rules.length === 0 ? '' : ` (${rules.map(placeOf).join(', ')})`}`;
}

function formatReach({ workloads }: EgressReach, columns: number | undefined): string {
  if (workloads.length === 0) return 'No workload is there.\n';
  const rows = workloads.map(({ namespace, name, kind, pods, isolated, allowed, hosts, unknown }) => [
    `${namespace}/${name}`,
    kind,
    String(pods),
    [
      ...(isolated ? [] : ['everything: no policy selects it']),
      ...(isolated ? allowed.map(describeTraffic) : []),
      ...hosts.map(({ pattern, ports }) => `${pattern} on ${describePorts(ports)}`),
      ...unknown.map(describeUnknownReach),
      ...(isolated && allowed.length + hosts.length + unknown.length === 0 ? ['nothing'] : []),
    ],
  ]);
  return formatTable(['Workload', 'Kind', 'Pods', 'May reach'], rows, columns);
}
