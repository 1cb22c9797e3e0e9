import type { ConnectionVerdict, DestinationVerdict, WorkloadVerdict } from '#shared/network/judging/verdict.ts';

/** One flow of a row, to begin with: the first of those that do not get through, or the first of all. */
export function flowOf({
  originator,
  workloads,
  destinations,
}: ConnectionVerdict): { readonly from: string; readonly to: string } | undefined {
  const isStopped = ({ verdict }: { readonly verdict: ConnectionVerdict['verdict'] }): boolean => verdict !== 'allowed';
  const workload = workloads.find(isStopped) ?? workloads[0];
  const from = originator === 'node' ? 'node' : workload && nameOf(workload);
  const destination = destinations.find(isStopped) ?? destinations[0];
  const to = destination && addressOf(destination);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** All ends that flows of the plan have, to choose from: who opens them, and where they go. */
export function endsOf(connections: readonly ConnectionVerdict[]): {
  readonly from: readonly string[];
  readonly to: readonly string[];
} {
  const workloads = connections.flatMap((connection) => connection.workloads.map(nameOf));
  const destinations = connections.flatMap((connection) =>
    connection.destinations.flatMap((one) => addressOf(one) ?? []),
  );
  return { from: ['node', ...new Set(workloads.toSorted())], to: [...new Set(destinations)] };
}

function nameOf({ namespace, name }: WorkloadVerdict): string {
  return `${namespace}/${name}`;
}

/** `cp.example.com:443/tcp`; undefined where neither a name nor an address is known. */
function addressOf({ host, ranges, ports }: DestinationVerdict): string | undefined {
  const address = host ?? ranges[0]?.split('-')[0];
  const [[protocol, [port] = []] = []] = Object.entries(ports);
  if (address === undefined || protocol === undefined || port === undefined) return undefined;
  return `${address.includes(':') ? `[${address}]` : address}:${port}/${protocol.toLowerCase()}`;
}
