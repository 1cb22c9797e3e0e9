import { Command } from 'commander';
import type { ImpliedFlow } from '#shared/catalog/catalog.ts';
import type { ConnectionRequirement, Requirements } from '#shared/requirements/deriveRequirements.ts';
import { deliver, toJson } from '../deliver.ts';
import type { Delivery } from '../deliver.ts';
import { formatTable } from '../formatTable.ts';
import { exampleText, formatOption, outputOption, planOption, requirePlan } from '../options.ts';
import type { RunCommand } from '../session.ts';

export function connectivityCommand(run: RunCommand): Command {
  return new Command('connectivity')
    .description('the connections that a plan needs, with hosts, ports and why')
    .addOption(planOption())
    .addOption(formatOption(['table', 'json']))
    .addOption(outputOption())
    .addHelpText('after', exampleText('pdp connectivity --plan plan.yaml'))
    .action((options: Delivery, command: Command) => {
      const plan = requirePlan(command);
      return run(async (session) => {
        const requirements = await session.operations.plans.requirements({ file: plan });
        if (!requirements.ok) return requirements;
        return deliver(session, options, {
          json: () => toJson(pickConnections(requirements.value)),
          table: (columns) => formatConnections(requirements.value, columns),
        });
      });
    });
}

function pickConnections({ connections, impliedFlows, backends }: Requirements): object {
  return { connections, preconditions: impliedFlows.filter(isPrecondition), impliedFlows, backends };
}

/** Without names no row by name works: `pdp egress check` judges it beside the rows, and as strictly. */
function isPrecondition({ id }: ImpliedFlow): boolean {
  return id === 'cluster-dns';
}

function formatConnections({ connections, impliedFlows }: Requirements, columns: number | undefined): string {
  const heads = ['Connection', 'From → to', 'Ports', 'Needed for'];
  const rows = [...connections.map(toRow), ...impliedFlows.filter(isPrecondition).map(toPreconditionRow)];
  return formatTable(heads, rows, columns);
}

function toRow(connection: ConnectionRequirement): readonly string[] {
  const { id, component, direction, endpoint, hosts, cidrs, failover, purpose, notNeeded, missing } = connection;
  const places = [...hosts, ...cidrs, ...(failover?.hosts ?? []), ...(failover?.cidrs ?? [])];
  const toEnter = missing.map((path) => path.slice(path.lastIndexOf('.') + 1));
  const known = [...places, ...(toEnter.length === 0 ? [] : [`enter its ${toEnter.join(' and ')}`])].join(', ');
  const [from, to] = direction === 'outbound' ? [component, endpoint] : [endpoint, component];
  return [
    id,
    `${from} → ${to}${known === '' ? '' : ` (${known})`}`,
    describePorts(connection),
    notNeeded === undefined ? purpose : `Not needed: ${notNeeded}`,
  ];
}

function describePorts({ ports, transport, portsAreAlternatives }: ConnectionRequirement): string {
  return ports.map((port) => `${port}/${transport.toLowerCase()}`).join(portsAreAlternatives ? ' or ' : ', ');
}

function toPreconditionRow({ from, to, ports, transports, purpose }: ImpliedFlow): readonly string[] {
  const numbers = ports.flatMap((port) => transports.map((transport) => `${port}/${transport.toLowerCase()}`));
  return ['dns', `${from} → ${to}`, numbers.join(', '), purpose];
}
