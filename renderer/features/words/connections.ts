import type { ConnectionVerdict, PortsByProtocol, Traffic } from '#shared/network/judging/verdict.ts';
import { count } from './counts.ts';

/** `PDP agent to GitHub`: from the side that opens the connection to the other one. */
export function connectionTitle({
  component,
  endpoint,
  direction,
}: Pick<ConnectionVerdict, 'component' | 'endpoint' | 'direction'>): string {
  return direction === 'inbound' ? `${endpoint} to ${component}` : `${component} to ${endpoint}`;
}

/** `443/tcp`, `53/udp, tcp`: ports with the protocols that use them. */
export function describePorts(ports: PortsByProtocol): string {
  const protocolsOfPort = new Map<string, string[]>();
  for (const protocol of ['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6'] as const) {
    for (const port of ports[protocol] ?? []) {
      protocolsOfPort.set(port, [...(protocolsOfPort.get(port) ?? []), protocol.toLowerCase()]);
    }
  }
  return [...protocolsOfPort]
    .map(([port, protocols]) => `${port.replace('-', '–')}/${protocols.join(', ')}`)
    .join(', ');
}

/** `203.0.113.24–203.0.113.31`, and a single address where first and last are one. */
export function describeRange(range: string): string {
  const [first = range, last = range] = range.split('-');
  return first === last ? first : `${first}–${last}`;
}

/** All of it, to be copied or searched. */
export function describeTraffic({ ranges, where, ...services }: Traffic): string {
  return `${where ?? ranges.map(describeRange).join(', ')}, ${describeServices(services)}`;
}

/** `443/tcp, ICMP 8/0`. */
function describeServices({ ports, withoutPorts = [] }: Pick<Traffic, 'ports' | 'withoutPorts'>): string {
  return [describePorts(ports), ...withoutPorts].filter((words) => words !== '').join(', ');
}

const MOST_RANGES = 8;

/** Of what can be hundreds of ranges the first ones, which tell where to look, and how many more there are. */
export function describeFirstTraffic({ ranges, where, ...services }: Traffic): string {
  return [where ?? describeFirstRanges(ranges), describeServices(services)].join(', ');
}

export function describeFirstRanges(ranges: readonly string[]): string {
  const more = ranges.length - MOST_RANGES;
  const shown = ranges.slice(0, MOST_RANGES).map(describeRange).join(', ');
  return more > 0 ? `${shown} and ${count(more, 'more range')}` : shown;
}

/** `443/tcp`: the ports of a row with the transport that its destinations use. */
export function describeTransport({ ports, destinations }: Pick<ConnectionVerdict, 'ports' | 'destinations'>): string {
  const merged: Record<string, Set<string>> = {};
  for (const { ports: byProtocol } of destinations) {
    for (const [protocol, values] of Object.entries(byProtocol)) {
      merged[protocol] = new Set([...(merged[protocol] ?? []), ...values]);
    }
  }
  const known = Object.fromEntries(Object.entries(merged).map(([protocol, values]) => [protocol, [...values]]));
  return Object.keys(known).length === 0 ? ports.join(', ') : describePorts(known);
}
