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
  return {
    ...NO_SERVICES,
    [protocol]: first === undefined || last === undefined ? EVERY_PORT : portRange(first, last),
  };
}

function portRange(first: number, last: number): PortRanges {
  const isEmpty = last < FIRST_PORT || first > LAST_PORT || last < first;
  return isEmpty ? NO_PORT : [Math.max(first, FIRST_PORT), Math.min(last, LAST_PORT)];
}

export function isNoServices(services: Services): boolean {
  return services.TCP.length === 0 && services.UDP.length === 0 && services.SCTP.length === 0;
}

export function areEqualServices(a: Services, b: Services): boolean {
  return a === b || (equal(a.TCP, b.TCP) && equal(a.UDP, b.UDP) && equal(a.SCTP, b.SCTP));
}

export function uniteServices(a: Services, b: Services): Services {
  if (a === b || b === NO_SERVICES || a === ALL_SERVICES) return a;
  if (a === NO_SERVICES || b === ALL_SERVICES) return b;
  return { TCP: unite(a.TCP, b.TCP), UDP: unite(a.UDP, b.UDP), SCTP: unite(a.SCTP, b.SCTP) };
}

export function intersectServices(a: Services, b: Services): Services {
  if (a === b || b === ALL_SERVICES || a === NO_SERVICES) return a;
  if (a === ALL_SERVICES || b === NO_SERVICES) return b;
  return { TCP: intersect(a.TCP, b.TCP), UDP: intersect(a.UDP, b.UDP), SCTP: intersect(a.SCTP, b.SCTP) };
}

export function subtractServices(a: Services, b: Services): Services {
  if (b === NO_SERVICES || a === NO_SERVICES) return a;
  if (b === ALL_SERVICES || a === b) return NO_SERVICES;
  return { TCP: subtract(a.TCP, b.TCP), UDP: subtract(a.UDP, b.UDP), SCTP: subtract(a.SCTP, b.SCTP) };
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
  return a === b || (a.length === b.length && a.every((bound, index) => bound === b[index]));
}

function unite(a: PortRanges, b: PortRanges): PortRanges {
  if (a.length === 0 || a === b) return b;
  if (b.length === 0) return a;
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
  const common: number[] = [];
  forEachRange(a, (firstOfA, lastOfA) =>
    forEachRange(b, (firstOfB, lastOfB) => {
      const first = Math.max(firstOfA, firstOfB);
      const last = Math.min(lastOfA, lastOfB);
      if (first <= last) common.push(first, last);
    }),
  );
  return common;
}

function subtract(a: PortRanges, b: PortRanges): PortRanges {
  if (b.length === 0) return a;
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
  return left;
}
