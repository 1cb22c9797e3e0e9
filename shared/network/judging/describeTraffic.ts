import type { PortsByProtocol, Traffic } from './verdict.ts';

/** `443/tcp, 1000–2000/udp`. */
export function describePorts(ports: PortsByProtocol): string {
  return Object.entries(ports)
    .flatMap(([protocol, numbers]) => numbers.map((number) => `${withDash(number)}/${protocol.toLowerCase()}`))
    .join(', ');
}

/** `443/tcp, ICMP 8/0`. */
function describeServicesOf({ ports, withoutPorts = [] }: Pick<Traffic, 'ports' | 'withoutPorts'>): string {
  return [describePorts(ports), ...withoutPorts.map(withDash)].filter((words) => words !== '').join(', ');
}

/** `203.0.113.24–203.0.113.31 on 5671/tcp`, or `any public address on 5671/tcp`. */
export function describeTraffic({ ranges, where, ...services }: Traffic): string {
  return `${where ?? (ranges.map(describeRange).join(', ') || 'every address')} on ${describeServicesOf(services) || 'every port'}`;
}

/** `203.0.113.24–203.0.113.31`, or the one address of a range that begins where it ends. */
export function describeRange(range: string): string {
  const [first, last] = range.split('-');
  return first !== undefined && first === last ? first : withDash(range);
}

function withDash(range: string): string {
  return range.replace('-', '–');
}
