import { Command } from 'commander';
import type { ClusterRightsView } from '#shared/contract/views.ts';
import { describeRight } from '#shared/evidence/clusterRights.ts';
import type { LeastRole } from '#shared/evidence/leastRole.ts';
import { allowExecOption, checkOption, consent, contextOption } from '../contextOptions.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import { formatTable } from '../formatTable.ts';
import { exampleText, formatOption, outputOption, planOption } from '../options.ts';
import type { RunCommand, Session } from '../session.ts';
import type { Ending } from '../exitCode.ts';
import type { Terminal } from '../terminal.ts';

interface RbacOptions extends Delivery {
  readonly plan?: string;
  readonly check?: string[];
  readonly context?: string;
  readonly allowExec?: boolean;
}

export function rbacCommand(run: RunCommand): Command {
  return new Command('rbac')
    .description(
      'the least role that an audit of a cluster needs, by any plan or this one, as manifests; with a context, what of it is granted',
    )
    .addOption(planOption())
    .addOption(checkOption())
    .addOption(contextOption())
    .addOption(allowExecOption())
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText(
      'after',
      exampleText(
        'pdp rbac | kubectl apply -f -',
        'pdp rbac --plan plan.yaml --output role.yaml',
        'pdp rbac --check PDP-INF-002',
        'pdp rbac --context production',
      ),
    )
    .action((options: RbacOptions) =>
      run((session) => (options.context === undefined ? printRole(session, options) : printRights(session, options)), {
        ...consent(options.allowExec),
      }),
    );
}

async function printRole(session: Session, options: RbacOptions): Promise<Ending> {
  const role = await session.operations.cluster.role({ checks: options.check, plan: options.plan });
  if (!role.ok) return role;
  return deliver(session, options, { json: () => toJson(role.value), table: () => formatRole(role.value) });
}

/** Manifests that kubectl applies as they are: the commands stand in their comments. */
function formatRole({ manifests, commands }: LeastRole): string {
  const how = commands.map((command) => `#   ${command}\n`).join('');
  return `# Apply this, then bind it, with the user who audits in place of USER:\n${how}${manifests}`;
}

async function printRights(session: Session, options: RbacOptions): Promise<Ending> {
  const { operations, terminal, signal } = session;
  const { context, check: checks, plan } = options;
  const rights = await operations.cluster.rights({ context, checks, plan }, signal);
  if (!rights.ok) return rights;
  for (const warning of rights.value.warnings) terminal.say(`warning: ${warning}`);
  return deliver(session, options, {
    json: () => toJson(rights.value),
    table: (columns) => formatRights(rights.value, terminal, columns),
  });
}

function formatRights({ server, rights }: ClusterRightsView, terminal: Terminal, columns: number | undefined): string {
  const rows = rights.map((right) => [
    right.isAllowed === true
      ? terminal.paint('good', 'granted')
      : right.isAllowed === false
        ? terminal.paint('bad', 'missing')
        : terminal.paint('doubtful', 'unknown'),
    describeRight(right),
    right.checks.length === 0 ? 'all: it tells this cluster from others' : right.checks.join(', '),
  ]);
  return `${server}\n\n${formatTable(['Right', 'To', 'Checks'], rows, columns)}`;
}
