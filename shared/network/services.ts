/** Ports by protocol: what a rule opens towards an address. Only TCP, UDP and SCTP carry ports and are told apart here. */
import type { PortsByProtocol } from './verdict.ts';

export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof protocols)[number];

/** Inclusive port ranges as flat pairs `[first, last, first, last, …]`: sorted, disjoint, not adjacent. */
export type PortRanges = readonly number[];

export type Services = Readonly<Record<Protocol, PortRanges>>;

const FIRST_PORT = 1;
const LAST_PORT = 65535;
const EVERY_PORT: PortRanges = [FIRST_PORT, LAST_PORT];
const NO_PORT: PortRanges = [];

export const NO_SERVICES: Services = { TCP: NO_PORT, UDP: NO_PORT, SCTP: NO_PORT };
export const ALL_SERVICES: Services = { TCP: EVERY_PORT, UDP: EVERY_PORT, SCTP: EVERY_PORT };

/** One protocol: all of its ports, the port `first`, or the ports `first` to `last`. Port 0 is none that can be called. */
export function servicesOf(protocol: Protocol, first?: number, last = first): Services {
  const ports = first === undefined || last === undefined ? EVERY_PORT : portRange(first, last);
  const portsOf = (one: Protocol): PortRanges => (one === protocol ? ports : NO_PORT);
  return { TCP: portsOf('TCP'), UDP: portsOf('UDP'), SCTP: portsOf('SCTP') };
}

/** `443`, or `1025-65535` as inclusive bounds; undefined for anything else, and for a range that runs backwards. */
export function parsePorts(text: string): readonly [first: number, last: number] | undefined {
  const parts = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (parts === null) return undefined;
  const first = Number(parts[1]);
  const last = Number(parts[2] ?? parts[1]);
  return first <= last && last <= LAST_PORT ? [first, last] : undefined;
}

function portRange(first: number, last: number): PortRanges {
  const isEmpty = last < FIRST_PORT || first > LAST_PORT || last < first;
  return isEmpty ? NO_PORT : [Math.max(first, FIRST_PORT), Math.min(last, LAST_PORT)];
}

export function isNoServices(services: Services): boolean {
  return (
    services === NO_SERVICES || (services.TCP.length === 0 && services.UDP.length === 0 && services.SCTP.length === 0)
  );
}

export function areEqualServices(a: Services, b: Services): boolean {
  return a === b || (equal(a.TCP, b.TCP) && equal(a.UDP, b.UDP) && equal(a.SCTP, b.SCTP));
}

export function uniteServices(a: Services, b: Services): Services {
  if (a === b || b === NO_SERVICES || a === ALL_SERVICES) return a;
  if (a === NO_SERVICES || b === ALL_SERVICES) return b;
  return oneOf(a, b, unite(a.TCP, b.TCP), unite(a.UDP, b.UDP), unite(a.SCTP, b.SCTP));
}

/** The union of many, halving the list so that it does not grow while each is added. */
export function uniteAllServices(all: readonly Services[]): Services {
  if (all.length < 2) return all[0] ?? NO_SERVICES;
  const middle = all.length >> 1;
  return uniteServices(uniteAllServices(all.slice(0, middle)), uniteAllServices(all.slice(middle)));
}

export function intersectServices(a: Services, b: Services): Services {
  if (a === b || b === ALL_SERVICES || a === NO_SERVICES) return a;
  if (a === ALL_SERVICES || b === NO_SERVICES) return b;
  return oneOf(a, b, intersect(a.TCP, b.TCP), intersect(a.UDP, b.UDP), intersect(a.SCTP, b.SCTP));
}

export function overlapServices(a: Services, b: Services): boolean {
  return a === b ? !isNoServices(a) : overlap(a.TCP, b.TCP) || overlap(a.UDP, b.UDP) || overlap(a.SCTP, b.SCTP);
}

function overlap(a: PortRanges, b: PortRanges): boolean {
  for (let atA = 0, atB = 0; atA < a.length && atB < b.length;) {
    if ((a[atA + 1] as number) < (b[atB] as number)) atA += 2;
    else if ((b[atB + 1] as number) < (a[atA] as number)) atB += 2;
    else return true;
  }
  return false;
}

export function subtractServices(a: Services, b: Services): Services {
  if (b === NO_SERVICES || a === NO_SERVICES) return a;
  if (b === ALL_SERVICES || a === b) return NO_SERVICES;
  return oneOf(a, NO_SERVICES, subtract(a.TCP, b.TCP), subtract(a.UDP, b.UDP), subtract(a.SCTP, b.SCTP));
}

/** A result that is one of what it is made from stays that: most are, and a wall of rules makes millions of them. */
function oneOf(a: Services, b: Services, tcp: PortRanges, udp: PortRanges, sctp: PortRanges): Services {
  if (tcp === a.TCP && udp === a.UDP && sctp === a.SCTP) return a;
  if (tcp === b.TCP && udp === b.UDP && sctp === b.SCTP) return b;
  return { TCP: tcp, UDP: udp, SCTP: sctp };
}

/** `443` for one port, `1000-2000` for a range, by protocol; protocols without ports are left out. */
export function describeServices(services: Services): PortsByProtocol {
  const described: Partial<Record<Protocol, string[]>> = {};
  for (const protocol of protocols) {
    const ranges = services[protocol];
    if (ranges.length === 0) continue;
    const parts: string[] = [];
    forEachRange(ranges, (first, last) => parts.push(first === last ? `${first}` : `${first}-${last}`));
    described[protocol] = parts;
  }
  return described;
}

function forEachRange(ranges: PortRanges, visit: (first: number, last: number) => void): void {
  for (let index = 0; index < ranges.length; index += 2) visit(ranges[index] as number, ranges[index + 1] as number);
}

function equal(a: PortRanges, b: PortRanges): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

function unite(a: PortRanges, b: PortRanges): PortRanges {
  if (a.length === 0) return b;
  if (b.length === 0 || equal(a, b)) return a;
  const sorted: [number, number][] = [];
  forEachRange(a, (first, last) => sorted.push([first, last]));
  forEachRange(b, (first, last) => sorted.push([first, last]));
  sorted.sort((one, other) => one[0] - other[0]);
  const united: number[] = [];
  for (const [first, last] of sorted) {
    const end = united.length - 1;
    if (end > 0 && first <= (united[end] as number) + 1) united[end] = Math.max(united[end] as number, last);
    else united.push(first, last);
  }
  return united;
}

function intersect(a: PortRanges, b: PortRanges): PortRanges {
  if (a.length === 0 || b === EVERY_PORT || equal(a, b)) return a;
  if (b.length === 0 || a === EVERY_PORT) return b;
  const common: number[] = [];
  forEachRange(a, (firstOfA, lastOfA) =>
    forEachRange(b, (firstOfB, lastOfB) => {
      const first = Math.max(firstOfA, firstOfB);
      const last = Math.min(lastOfA, lastOfB);
      if (first <= last) common.push(first, last);
    }),
  );
  return common.length === 0 ? NO_PORT : common;
}

function subtract(a: PortRanges, b: PortRanges): PortRanges {
  if (a.length === 0 || b.length === 0) return a;
  if (b === EVERY_PORT || equal(a, b)) return NO_PORT;
  const left: number[] = [];
  forEachRange(a, (firstOfA, lastOfA) => {
    let start = firstOfA;
    forEachRange(b, (firstOfB, lastOfB) => {
      if (lastOfB < start || firstOfB > lastOfA) return;
      if (firstOfB > start) left.push(start, firstOfB - 1);
      start = lastOfB + 1;
    });
    if (start <= lastOfA) left.push(start, lastOfA);
  });
  return left.length === 0 ? NO_PORT : left;
}
