import { Command } from 'commander';
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
  return { connections, impliedFlows, backends };
}

function formatConnections({ connections }: Requirements, columns: number | undefined): string {
  const heads = ['Connection', 'From', 'To', 'Ports', 'Needed for'];
  return formatTable(heads, connections.map(toRow), columns);
}

function toRow(connection: ConnectionRequirement): readonly string[] {
  const { id, component, direction, endpoint, hosts, cidrs, failover, ports, transport, purpose, notNeeded, missing } =
    connection;
  const places = [...hosts, ...cidrs, ...(failover?.hosts ?? []), ...(failover?.cidrs ?? [])];
  const known = places.length > 0 ? places.join(', ') : missing.map((path) => `enter ${path}`).join(', ');
  return [
    id,
    direction === 'outbound' ? component : endpoint,
    `${direction === 'outbound' ? endpoint : component}${known === '' ? '' : ` (${known})`}`,
    ports.map((port) => `${port}/${transport.toLowerCase()}`).join(', '),
    notNeeded === undefined ? purpose : `Not needed: ${notNeeded}`,
  ];
}
