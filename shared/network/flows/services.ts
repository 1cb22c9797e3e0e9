/** What a rule opens towards an address: ports of TCP, UDP and SCTP, messages of ICMP, and protocols that have neither. */
import type { Family } from './address.ts';
import { entryOf } from '../../kernel/entryOf.ts';
import { spend } from './effort.ts';
import type { PortsByProtocol } from '../judging/verdict.ts';

export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof protocols)[number];

/** Inclusive port ranges as flat pairs `[first, last, first, last, …]`: sorted, disjoint, not adjacent. */
export type PortRanges = readonly number[];

/**
 * `OTHER` holds the protocols without ports as ranges too: from number * 65,536 on, for ICMP and ICMPv6 by type * 256 + code
 * within that. What would be TCP, UDP and SCTP there means nothing.
 */
export type Services = Readonly<Record<Protocol | 'OTHER', PortRanges>>;

const LAST_PORT = 65535;
const EVERY_PORT: PortRanges = [0, LAST_PORT];
const NO_PORT: PortRanges = [];
const PORTS_OF_ONE = LAST_PORT + 1;
const EVERY_OTHER: PortRanges = [0, 256 * PORTS_OF_ONE - 1];

export const NO_SERVICES: Services = { TCP: NO_PORT, UDP: NO_PORT, SCTP: NO_PORT, OTHER: NO_PORT };
export const ALL_SERVICES: Services = { TCP: EVERY_PORT, UDP: EVERY_PORT, SCTP: EVERY_PORT, OTHER: EVERY_OTHER };

/** All without ports: ICMP, ESP, GRE and so on. */
export const PORTLESS_SERVICES: Services = { ...NO_SERVICES, OTHER: EVERY_OTHER };

const CALLABLE_PORT: PortRanges = [1, LAST_PORT];

/** What a connection can be opened to. Port 0 is reserved: only packets that somebody makes by hand are for it. */
export const CONNECTION_SERVICES: Services = {
  TCP: CALLABLE_PORT,
  UDP: CALLABLE_PORT,
  SCTP: CALLABLE_PORT,
  OTHER: NO_PORT,
};

/** What can be sent at all: connections, and what has no ports. */
export const SENT_SERVICES: Services = { ...CONNECTION_SERVICES, OTHER: EVERY_OTHER };

/** One protocol: all of its ports, the port `first`, or the ports `first` to `last`. */
export function servicesOf(protocol: Protocol, first?: number, last = first): Services {
  if (first === undefined || last === undefined) return onlyOf(protocol, EVERY_PORT);
  return first === last && first >= 0 && first <= LAST_PORT
    ? servicesOfPort(protocol, first)
    : onlyOf(protocol, portRange(first, last));
}

function onlyOf(protocol: Protocol, ports: PortRanges): Services {
  return {
    TCP: protocol === 'TCP' ? ports : NO_PORT,
    UDP: protocol === 'UDP' ? ports : NO_PORT,
    SCTP: protocol === 'SCTP' ? ports : NO_PORT,
    OTHER: NO_PORT,
  };
}

/** Most rules are for one port, and share what stands for it: so much is told by what it is, and not by what is in it. */
const knownPorts: Readonly<Record<Protocol, Map<number, Services>>> = {
  TCP: new Map(),
  UDP: new Map(),
  SCTP: new Map(),
};

function servicesOfPort(protocol: Protocol, port: number): Services {
  return entryOf(knownPorts[protocol], port, () => onlyOf(protocol, [port, port]));
}

/** Of a protocol by its number, where it is one that carries ports. */
export function protocolOf(number: number): Protocol | undefined {
  return protocolNumbers.get(number);
}

/** By number, as IANA gives them out (0 to 255); those that carry ports with all of these. */
export function servicesOfProtocol(number: number): Services {
  const protocol = protocolOf(number);
  if (protocol !== undefined) return servicesOf(protocol);
  return { ...NO_SERVICES, OTHER: everyOf(number) };
}

/** All of one protocol among the others. */
function everyOf(number: number): PortRanges {
  return [number * PORTS_OF_ONE, (number + 1) * PORTS_OF_ONE - 1];
}

const protocolNumbers: ReadonlyMap<number, Protocol> = new Map([
  [6, 'TCP'],
  [17, 'UDP'],
  [132, 'SCTP'],
]);

export const icmpVersions = ['ICMP', 'ICMPv6'] as const;
export type IcmpVersion = (typeof icmpVersions)[number];

export const icmpNumbers: Readonly<Record<IcmpVersion, number>> = { ICMP: 1, ICMPv6: 58 };

/** Messages of ICMP: all, those of a type, or those of a type with a code. */
export function messagesOf(version: IcmpVersion, type?: number, code?: number): Services {
  if (type === undefined) return servicesOfProtocol(icmpNumbers[version]);
  const first = icmpNumbers[version] * PORTS_OF_ONE + type * 256;
  return { ...NO_SERVICES, OTHER: code === undefined ? [first, first + 255] : [first + code, first + code] };
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
  const isEmpty = last < 0 || first > LAST_PORT || last < first;
  return isEmpty ? NO_PORT : [Math.max(first, 0), Math.min(last, LAST_PORT)];
}

export function isNoServices(services: Services): boolean {
  const { TCP, UDP, SCTP, OTHER } = services;
  return services === NO_SERVICES || TCP.length + UDP.length + SCTP.length + OTHER.length === 0;
}

export function areEqualServices(a: Services, b: Services): boolean {
  return a === b || (equal(a.TCP, b.TCP) && equal(a.UDP, b.UDP) && equal(a.SCTP, b.SCTP) && equal(a.OTHER, b.OTHER));
}

/** The same for equal services, and for others hardly ever: of many, equal ones are found without comparing each with each. */
export function hashServices({ TCP, UDP, SCTP, OTHER }: Services): number {
  return hash(hash(hash(hash(0, TCP), UDP), SCTP), OTHER);
}

function hash(before: number, ranges: PortRanges): number {
  let hashed = Math.imul(before + ranges.length, 0x9e37_79b1);
  for (const bound of ranges) hashed = Math.imul(hashed ^ bound, 0x85eb_ca6b) ^ (hashed >>> 15);
  return hashed;
}

type Operation = (a: Services, b: Services) => Services;

/** Of a list of addresses all have the same services: what is made of those is worked out once, and shared by all of the list. */
function onceInARow(operation: Operation): Operation {
  let [lastA, lastB, result] = [NO_SERVICES, NO_SERVICES, NO_SERVICES];
  return (a, b) => {
    if (a !== lastA || b !== lastB) {
      result = operation(a, b);
      [lastA, lastB] = [a, b];
    }
    return result;
  };
}

export function uniteServices(a: Services, b: Services): Services {
  if (a === b || b === NO_SERVICES || a === ALL_SERVICES) return a;
  if (a === NO_SERVICES || b === ALL_SERVICES) return b;
  return uniteDifferent(a, b);
}

const uniteDifferent = onceInARow((a, b) =>
  oneOf(a, b, unite(a.TCP, b.TCP), unite(a.UDP, b.UDP), unite(a.SCTP, b.SCTP), unite(a.OTHER, b.OTHER)),
);

/** The union of many, halving the list so that it does not grow while each is added. */
export function uniteAllServices(all: readonly Services[]): Services {
  if (all.length < 2) return all[0] ?? NO_SERVICES;
  const middle = all.length >> 1;
  return uniteServices(uniteAllServices(all.slice(0, middle)), uniteAllServices(all.slice(middle)));
}

export function intersectServices(a: Services, b: Services): Services {
  if (a === b || b === ALL_SERVICES || a === NO_SERVICES) return a;
  if (a === ALL_SERVICES || b === NO_SERVICES) return b;
  return intersectDifferent(a, b);
}

const intersectDifferent = onceInARow((a, b) =>
  oneOf(a, b, intersect(a.TCP, b.TCP), intersect(a.UDP, b.UDP), intersect(a.SCTP, b.SCTP), intersect(a.OTHER, b.OTHER)),
);

export function overlapServices(a: Services, b: Services): boolean {
  if (a === b) return !isNoServices(a);
  return overlap(a.TCP, b.TCP) || overlap(a.UDP, b.UDP) || overlap(a.SCTP, b.SCTP) || overlap(a.OTHER, b.OTHER);
}

function overlap(a: PortRanges, b: PortRanges): boolean {
  if (a.length === 0 || b.length === 0) return false;
  for (
    let atA = findReaching(a, b[0] as number), atB = findReaching(b, a[0] as number);
    atA < a.length && atB < b.length;
  ) {
    if ((a[atA + 1] as number) < (b[atB] as number)) atA += 2;
    else if ((b[atB + 1] as number) < (a[atA] as number)) atB += 2;
    else return true;
  }
  return false;
}

/** Where the first range stands that ends at the port or behind it: of two lists one is often long, and the other for one port. */
function findReaching(ranges: PortRanges, port: number): number {
  let [before, reached] = [-1, ranges.length >> 1];
  while (reached - before > 1) {
    const middle = (before + reached) >> 1;
    if ((ranges[2 * middle + 1] as number) >= port) reached = middle;
    else before = middle;
  }
  return 2 * reached;
}

/** Whether everything of `part` is in `whole`. */
export function coversServices(whole: Services, part: Services): boolean {
  return (
    whole === part ||
    (covers(whole.TCP, part.TCP) &&
      covers(whole.UDP, part.UDP) &&
      covers(whole.SCTP, part.SCTP) &&
      covers(whole.OTHER, part.OTHER))
  );
}

function covers(whole: PortRanges, part: PortRanges): boolean {
  let at = 0;
  for (let index = 0; index < part.length; index += 2) {
    while (at < whole.length && (whole[at + 1] as number) < (part[index] as number)) at += 2;
    if (at >= whole.length) return false;
    if ((whole[at] as number) > (part[index] as number)) return false;
    if ((whole[at + 1] as number) < (part[index + 1] as number)) return false;
  }
  return true;
}

export function subtractServices(a: Services, b: Services): Services {
  if (b === NO_SERVICES || a === NO_SERVICES) return a;
  if (b === ALL_SERVICES || a === b) return NO_SERVICES;
  return subtractDifferent(a, b);
}

const subtractDifferent = onceInARow((a, b) =>
  oneOf(
    a,
    NO_SERVICES,
    subtract(a.TCP, b.TCP),
    subtract(a.UDP, b.UDP),
    subtract(a.SCTP, b.SCTP),
    subtract(a.OTHER, b.OTHER),
  ),
);

/** A result that is one of what it is made from stays that: most are, and a wall of rules makes millions of them. */
function oneOf(
  a: Services,
  b: Services,
  tcp: PortRanges,
  udp: PortRanges,
  sctp: PortRanges,
  other: PortRanges,
): Services {
  if (tcp === a.TCP && udp === a.UDP && sctp === a.SCTP && other === a.OTHER) return a;
  if (tcp === b.TCP && udp === b.UDP && sctp === b.SCTP && other === b.OTHER) return b;
  if (tcp.length === 2 && tcp[0] === tcp[1] && udp.length + sctp.length + other.length === 0) {
    return servicesOfPort('TCP', tcp[0] as number);
  }
  return { TCP: tcp, UDP: udp, SCTP: sctp, OTHER: other };
}

/**
 * `443` for one port, `1000-2000` for a range, by protocol; of ICMP `8/0` for one message and `8` for a type with every code.
 * Other protocols have nothing to be told apart by and are left out.
 */
export function describeServices(services: Services): PortsByProtocol {
  const described: Partial<Record<Protocol | IcmpVersion, string[]>> = {};
  for (const protocol of protocols) {
    const ranges = services[protocol];
    if (ranges.length === 0) continue;
    const parts: string[] = [];
    forEachRange(ranges, (first, last) => parts.push(first === last ? `${first}` : `${first}-${last}`));
    described[protocol] = parts;
  }
  for (const version of icmpVersions) {
    const parts = describeMessages(intersect(services.OTHER, messagesOf(version).OTHER));
    if (parts.length > 0) described[version] = parts;
  }
  return described;
}

/** By which family of addresses each goes. */
const icmpFamilies: Readonly<Record<IcmpVersion, Family>> = { ICMP: 4, ICMPv6: 6 };

/**
 * What is open of protocols without ports towards addresses of these families, in words: `all protocols without ports`,
 * `ICMP 8/0`, `protocols 2-5`.
 */
export function describePortless({ OTHER }: Services, families: ReadonlySet<Family>): readonly string[] {
  if (OTHER.length === 0) return [];
  const foreign = icmpVersions.filter((version) => !families.has(icmpFamilies[version]));
  const meaningless = [...protocolNumbers.keys(), ...foreign.map((version) => icmpNumbers[version])];
  const meant = meaningless.reduce((left, number) => subtract(left, everyOf(number)), EVERY_OTHER);
  if (covers(OTHER, meant)) return ['all protocols without ports'];
  const open = intersect(OTHER, meant);
  const messages = icmpVersions.flatMap((version) => {
    const all = messagesOf(version).OTHER;
    if (covers(open, all)) return [version];
    return describeMessages(intersect(open, all)).map((message) => `${version} ${message}`);
  });
  const numbers: string[] = [];
  forEachRange(
    icmpVersions.reduce((left, version) => subtract(left, messagesOf(version).OTHER), open),
    (first, last) => {
      const [from, to] = [Math.floor(first / PORTS_OF_ONE), Math.floor(last / PORTS_OF_ONE)];
      numbers.push(from === to ? `protocol ${from}` : `protocols ${from}-${to}`);
    },
  );
  return [...messages, ...numbers];
}

function describeMessages(messages: PortRanges): string[] {
  const parts: string[] = [];
  forEachRange(messages, (first, last) => {
    const [from, to] = [first % PORTS_OF_ONE, last % PORTS_OF_ONE];
    const areTypes = from % 256 === 0 && to % 256 === 255;
    const write = (message: number): string => (areTypes ? `${message >> 8}` : `${message >> 8}/${message % 256}`);
    parts.push(write(from) === write(to) ? write(from) : `${write(from)}-${write(to)}`);
  });
  return parts;
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

/** Whether all of `part`, which is not empty, lies within the only range of `whole`. */
function spans(whole: PortRanges, part: PortRanges): boolean {
  return (
    whole.length === 2 &&
    (whole[0] as number) <= (part[0] as number) &&
    (part[part.length - 1] as number) <= (whole[1] as number)
  );
}

function unite(a: PortRanges, b: PortRanges): PortRanges {
  if (a.length === 0) return b;
  if (b.length === 0 || spans(a, b) || equal(a, b)) return a;
  if (spans(b, a)) return b;
  spend(a.length + b.length);
  let [first, last] = [-1, -1];
  for (let atA = 0, atB = 0; atA < a.length || atB < b.length;) {
    const isOfA = atB >= b.length || (atA < a.length && (a[atA] as number) <= (b[atB] as number));
    const from = isOfA ? (a[atA] as number) : (b[atB] as number);
    const to = isOfA ? (a[atA + 1] as number) : (b[atB + 1] as number);
    if (first >= 0 && from <= last + 1) {
      last = Math.max(last, to);
    } else {
      if (first >= 0) draft.add(first, last);
      [first, last] = [from, to];
    }
    if (isOfA) atA += 2;
    else atB += 2;
  }
  draft.add(first, last);
  return draft.take();
}

/** Where lists are put together: one that grows takes several times the memory of one of its length, and millions are made. */
class Draft {
  readonly #bounds: number[] = [];
  #length = 0;

  add(first: number, last: number): void {
    this.#bounds[this.#length] = first;
    this.#bounds[this.#length + 1] = last;
    this.#length += 2;
  }

  /** What was added since it was taken last. */
  take(): PortRanges {
    const ranges = this.#length === 0 ? NO_PORT : this.#bounds.slice(0, this.#length);
    this.#length = 0;
    return ranges;
  }
}

const draft = new Draft();

function intersect(a: PortRanges, b: PortRanges): PortRanges {
  if (a.length === 0 || b.length === 0) return NO_PORT;
  if (spans(b, a) || equal(a, b)) return a;
  if (spans(a, b)) return b;
  spend(a.length);
  for (
    let atA = findReaching(a, b[0] as number), atB = findReaching(b, a[0] as number);
    atA < a.length && atB < b.length;
  ) {
    const [lastOfA, lastOfB] = [a[atA + 1] as number, b[atB + 1] as number];
    const first = Math.max(a[atA] as number, b[atB] as number);
    const last = Math.min(lastOfA, lastOfB);
    if (first <= last) draft.add(first, last);
    if (lastOfA < lastOfB) atA += 2;
    else atB += 2;
  }
  return draft.take();
}

function subtract(a: PortRanges, b: PortRanges): PortRanges {
  if (!overlap(a, b)) return a;
  if (spans(b, a) || equal(a, b)) return NO_PORT;
  spend(a.length + b.length);
  for (let atA = 0, reached = 0; atA < a.length; atA += 2) {
    let start = a[atA] as number;
    const end = a[atA + 1] as number;
    while (reached < b.length && (b[reached + 1] as number) < start) reached += 2;
    for (let atB = reached; atB < b.length && (b[atB] as number) <= end; atB += 2) {
      if ((b[atB] as number) > start) draft.add(start, (b[atB] as number) - 1);
      start = (b[atB + 1] as number) + 1;
    }
    if (start <= end) draft.add(start, end);
  }
  return draft.take();
}
