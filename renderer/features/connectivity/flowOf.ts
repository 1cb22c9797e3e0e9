import type { ConnectionVerdict, DestinationVerdict } from '#shared/network/verdict.ts';

/** One flow of a row, to begin with: the first of those that do not get through, or the first of all. */
export function flowOf({
  originator,
  workloads,
  destinations,
}: ConnectionVerdict): { readonly from: string; readonly to: string } | undefined {
  const isStopped = ({ verdict }: { readonly verdict: ConnectionVerdict['verdict'] }): boolean => verdict !== 'allowed';
  const workload = workloads.find(isStopped) ?? workloads[0];
  const from = originator === 'node' ? 'node' : workload && `${workload.namespace}/${workload.name}`;
  const destination = destinations.find(isStopped) ?? destinations[0];
  const to = destination && addressOf(destination);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** `cp.example.com:443/tcp`; undefined where neither a name nor an address is known. */
function addressOf({ host, ranges, ports }: DestinationVerdict): string | undefined {
  const address = host ?? ranges[0]?.split('-')[0];
  const [[protocol, [port] = []] = []] = Object.entries(ports);
  if (address === undefined || protocol === undefined || port === undefined) return undefined;
  return `${address.includes(':') ? `[${address}]` : address}:${port}/${protocol.toLowerCase()}`;
}
