/** What an expression of a rule matches: a field of the packet against values. Source: nft(8), libnftables-json(5). */
import { addressRangeBetween, parsePrefix } from '../../../flows/address.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import { entryOf } from '../../../../kernel/entryOf.ts';
import { ALL_IPV4_FLOWS, ALL_IPV6_FLOWS } from '../../../flows/flowSet.ts';
import {
  ALL_SERVICES,
  messagesOf,
  NO_SERVICES,
  PORTLESS_SERVICES,
  servicesOf,
  servicesOfProtocol,
  subtractServices,
  uniteAllServices,
} from '../../../flows/services.ts';
import type { IcmpVersion, Services } from '../../../flows/services.ts';
import { isRecord } from '../../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';
import { always, anyOf, both, exactly, negateIf, never, perhaps } from '../../../machine/condition.ts';
import type { Condition } from '../../../machine/condition.ts';
import {
  comesFrom,
  comesFromPort,
  comesFromType,
  goesBy,
  goesTo,
  goesToType,
  isInState,
  portServices,
  takesInterface,
  typeUnknown,
  whereTracked,
} from '../packet.ts';
import type { Packet } from '../packet.ts';
import { icmpTypes } from '../icmpTypes.ts';
import { portlessProtocols } from '../../../flows/portlessProtocols.ts';
import { listOf } from './nftRuleset.ts';
import type { NftSet } from './nftRuleset.ts';
import { operators, whyPassedOver, whyUnknown } from './unknownFields.ts';

export interface ExpressionContext {
  readonly packet: Packet;
  /** A named set or map; undefined where it is not in the files. */
  readonly setOf: (name: string) => NftSet | undefined;
  /** Told of what is not understood at all. */
  readonly tell: (what: string) => void;
}

export function matchExpression(match: unknown, context: ExpressionContext): Condition {
  if (!isRecord(match)) return strange('a match', context);
  const { op, left, right } = match;
  if (op === '==' || op === '!=' || op === 'in') {
    // Flags in a list are one value, which a field has or has not as a whole.
    const areFlags = op !== 'in' && Array.isArray(right) && right.length > 1;
    return areFlags ? matchFlags(left, right, op === '!=', context) : matchValues(left, right, op === '!=', context);
  }
  const range = isPorts(left) && typeof right === 'number' ? rangeBeside(op, right) : undefined;
  return range === undefined
    ? (unknownField(left) ?? strange(`the comparison ${describeValue(op)}`, context))
    : matchValues(left, { range }, false, context);
}

/** `tcp dport != 80` is TCP all the same: what a field belongs to holds, whether or not its value is negated. */
export function matchValues(left: unknown, right: unknown, isNegated: boolean, context: ExpressionContext): Condition {
  const flags = flagsOf(left);
  if (flags !== undefined) return matchFlags(left, right, isNegated, context);
  const field = fieldOf(left, context);
  if (field === undefined) return unknownField(left) ?? strange(describeField(left), context);
  const values = valuesOf(right, context);
  if (values.kind === 'unknown') return both(field.within, perhaps(values.because));
  const { values: elements } = values;
  if (elements.length < 2) return matchElements(left, elements, isNegated, context);
  return matched.of(elements, [left, isNegated], context, (told) => matchElements(left, elements, isNegated, told));
}

/**
 * What is read of the elements of a set or map, once for each packet and what it is read by: they are thousands, and many rules
 * name them. What is not understood of them is told to each rule that does.
 */
export class ReadOnce<Result> {
  readonly #known = new WeakMap<Packet, WeakMap<readonly unknown[], Map<string, ReadElements<Result>>>>();

  of(
    elements: readonly unknown[],
    by: unknown,
    context: ExpressionContext,
    read: (context: ExpressionContext) => Result,
  ): Result {
    const ofPacket = entryOf(
      this.#known,
      context.packet,
      () => new WeakMap<readonly unknown[], Map<string, ReadElements<Result>>>(),
    );
    const ofElements = entryOf(ofPacket, elements, () => new Map<string, ReadElements<Result>>());
    const { result, told } = entryOf(ofElements, JSON.stringify(by), () => {
      const strangeThings: string[] = [];
      return { result: read({ ...context, tell: (what) => strangeThings.push(what) }), told: strangeThings };
    });
    for (const what of told) context.tell(what);
    return result;
  }
}

interface ReadElements<Result> {
  readonly result: Result;
  /** What of them is not understood. */
  readonly told: readonly string[];
}

const matched = new ReadOnce<Condition>();

function matchElements(
  left: unknown,
  elements: readonly unknown[],
  isNegated: boolean,
  context: ExpressionContext,
): Condition {
  const field = fieldOf(left, context);
  if (field === undefined) return never;
  const one = anyOf(elements.map((element) => matchElement(field, elementOf(element))));
  return both(field.within, negateIf(isNegated, one));
}

/** What an element carries beside its value may keep it from being met. */
function matchElement({ match }: Field, element: unknown): Condition {
  const carried = isRecord(element) ? element['elem'] : undefined;
  if (!isRecord(carried)) return match(element);
  const reasons = Object.keys(carried)
    .filter((part) => !harmless.has(part))
    .map((part) => whyPassedOver.get(part));
  const [because] = reasons;
  return because === undefined || reasons.includes(undefined)
    ? match(element)
    : both(match(carried['val']), perhaps(because));
}

function strange(what: string, { tell }: ExpressionContext): Condition {
  tell(what);
  return perhaps(`It is not understood: ${what}.`);
}

function unknownField(left: unknown): Condition | undefined {
  const because = whyUnknown(left);
  return because === undefined ? undefined : perhaps(because);
}

function describeField(left: unknown): string {
  if (!isRecord(left)) return describeValue(left);
  const [[kind, detail] = ['nothing', undefined]] = Object.entries(left);
  if (kind === 'concat') return listOf(detail).map(describeField).join(' . ');
  const key = isRecord(detail) ? (detail['key'] ?? detail['field'] ?? '') : '';
  return `${describeValue(kind)} ${describeValue(key)}`.trim();
}

function isPorts(left: unknown): boolean {
  const payload = isRecord(left) ? left['payload'] : undefined;
  return isRecord(payload) && (payload['field'] === 'dport' || payload['field'] === 'sport');
}

const lastPort = 65535;

function rangeBeside(op: unknown, value: number): readonly [first: number, last: number] | undefined {
  switch (op) {
    case '<':
      return [0, value - 1];
    case '<=':
      return [0, value];
    case '>':
      return [value + 1, lastPort];
    case '>=':
      return [value, lastPort];
    default:
      return undefined;
  }
}

/** `tcp flags & (syn | ack)`: the flags that are looked at. */
function flagsOf(left: unknown): readonly unknown[] | undefined {
  const [field, mask] = isRecord(left) ? listOf(left['&']) : [];
  const payload = isRecord(field) ? field['payload'] : undefined;
  if (!isRecord(payload) || payload['protocol'] !== 'tcp' || payload['field'] !== 'flags') return undefined;
  return namesOf(mask);
}

/** Several flags stand in a list, or are joined by `|`. */
function namesOf(value: unknown): readonly unknown[] {
  return isRecord(value) && '|' in value ? listOf(value['|']).flatMap(namesOf) : listOf(value);
}

const tcpFlags: ReadonlySet<unknown> = new Set(['fin', 'syn', 'rst', 'psh', 'ack', 'urg']);

/** A connection begins with a packet that has SYN set, and none of the other flags that are known of it. */
function matchFlags(left: unknown, right: unknown, isNegated: boolean, context: ExpressionContext): Condition {
  const asked = flagsOf(left);
  const wanted = namesOf(right).filter((flag) => flag !== 0);
  if (asked === undefined || ![...asked, ...wanted].every((flag) => tcpFlags.has(flag))) {
    return unknownField(left) ?? strange(describeField(left), context);
  }
  const set = asked.filter((flag) => flag === 'syn');
  const isSame = wanted.length === set.length && wanted.every((flag) => flag === 'syn');
  return both(goesBy(tcp), negateIf(isNegated, isSame ? always : never));
}

interface Field {
  /** What carries the field at all. */
  readonly within: Condition;
  readonly match: (value: unknown) => Condition;
}

type Values =
  | { readonly kind: 'known'; readonly values: readonly unknown[] }
  | { readonly kind: 'unknown'; readonly because: string };

/** One value, an anonymous or a named set, or flags. */
function valuesOf(right: unknown, { setOf }: ExpressionContext): Values {
  let written = right;
  while (isRecord(written) && 'set' in written) written = written['set'];
  if (typeof written !== 'string' || !written.startsWith('@')) {
    return { kind: 'known', values: namesOf(written) };
  }
  const name = written.slice(1);
  const set = setOf(name);
  if (set === undefined) return { kind: 'unknown', because: missingSet(name) };
  return set.changes ? { kind: 'unknown', because: changingSet(name) } : { kind: 'known', values: set.elements };
}

export function missingSet(name: string): string {
  return `Which elements ${describeValue(name)} has is not known: \`nft -j list ruleset\` prints them.`;
}

export function changingSet(name: string): string {
  return `Rules and programs put elements into ${describeValue(name)} and take them out as traffic comes, and which it will have is not known.`;
}

/** An element may carry a comment and counters; what else it carries decides as well, and it is left as it is. */
export function elementOf(value: unknown): unknown {
  const element = isRecord(value) ? value['elem'] : undefined;
  if (!isRecord(element)) return value;
  return Object.keys(element).every((field) => harmless.has(field)) ? element['val'] : value;
}

const harmless: ReadonlySet<string> = new Set(['val', 'comment', 'counter', 'last']);

const tcp = servicesOf('TCP');
const carriers: ReadonlyMap<string, Services> = new Map([
  ['tcp', tcp],
  ['udp', servicesOf('UDP')],
  ['sctp', servicesOf('SCTP')],
  ['th', subtractServices(ALL_SERVICES, PORTLESS_SERVICES)],
]);
const icmpNames: ReadonlyMap<unknown, IcmpVersion> = new Map([
  ['icmp', 'ICMP'],
  ['icmpv6', 'ICMPv6'],
]);
const ipv4 = exactly(ALL_IPV4_FLOWS);
const ipv6 = exactly(ALL_IPV6_FLOWS);

/** Families by name and by the number of their sockets. Source: Linux, linux/socket.h. */
const families: ReadonlyMap<unknown, Condition> = new Map<unknown, Condition>([
  ['ipv4', ipv4],
  ['ip', ipv4],
  [2, ipv4],
  ['ipv6', ipv6],
  ['ip6', ipv6],
  [10, ipv6],
]);

/** What a frame carries, by name and number. Source: IEEE 802 Numbers, "EtherTypes". */
const etherTypes: ReadonlyMap<unknown, Condition> = new Map<unknown, Condition>([
  ['ip', ipv4],
  [0x0800, ipv4],
  ['ip6', ipv6],
  [0x86dd, ipv6],
  ['arp', never],
  ['vlan', never],
]);

function fieldOf(left: unknown, context: ExpressionContext): Field | undefined {
  if (!isRecord(left)) return undefined;
  const { payload, meta, ct, fib, concat } = left;
  if (isRecord(payload)) return payloadField(payload, context);
  if (isRecord(meta)) return metaField(meta['key'], context);
  if (isRecord(ct)) return ctField(ct['key'], context);
  if (isRecord(fib) && fib['result'] === 'type') return typeField(listOf(fib['flags']), context);
  if (Array.isArray(concat)) return concatField(concat as readonly unknown[], context);
  return undefined;
}

/** What carries a field: the rest of a test by it. */
export function carrierOf(left: unknown, context: ExpressionContext): Condition {
  return flagsOf(left) === undefined ? (fieldOf(left, context)?.within ?? always) : goesBy(tcp);
}

/** Packets that an expression has a value of at all; others pass over a map, whatever it says of the rest. */
export function hasKey(key: unknown, context: ExpressionContext): Condition {
  const field = fieldOf(key, context);
  if (field !== undefined) return field.within;
  const [[kind, detail] = ['', undefined]] = isRecord(key) ? Object.entries(key) : [];
  if (kind === 'concat')
    return listOf(detail)
      .map((part) => hasKey(part, context))
      .reduce(both, always);
  if (kind === 'jhash' && isRecord(detail)) return hasKey(detail['expr'], context);
  if (kind === 'numgen' || kind === 'symhash') return always;
  if (operators.has(kind)) return hasKey(listOf(detail)[0], context);
  const carrier = kind === 'payload' && isRecord(detail) ? carrierOfProtocol(detail['protocol']) : always;
  return both(carrier, perhaps(whyUnknown(key) ?? `It is not understood: ${describeField(key)}.`));
}

function carrierOfProtocol(protocol: unknown): Condition {
  const services = typeof protocol === 'string' ? carriers.get(protocol) : undefined;
  if (services !== undefined) return goesBy(services);
  return protocol === 'ip' ? ipv4 : protocol === 'ip6' ? ipv6 : always;
}

/** Whether a field says where a packet leads; by all others packets to the same destination are told apart. */
export function goesByDestination(left: unknown): boolean {
  if (!isRecord(left)) return false;
  const { payload, meta, fib, concat } = left;
  if (isRecord(payload)) {
    const { protocol, field } = payload;
    if (protocol === 'icmp' || protocol === 'icmpv6') return field === 'type' || field === 'code';
    return field === 'daddr' || field === 'dport' || field === 'protocol' || field === 'nexthdr';
  }
  if (isRecord(meta)) return meta['key'] === 'l4proto' || meta['key'] === 'nfproto' || meta['key'] === 'protocol';
  if (isRecord(fib)) return fib['result'] === 'type' && listOf(fib['flags']).every((flag) => flag === 'daddr');
  return Array.isArray(concat) && concat.every(goesByDestination);
}

function payloadField(payload: JsonRecord, context: ExpressionContext): Field | undefined {
  const { protocol, field: name, ...more } = payload;
  // What a tunnel carries has the same fields.
  if (Object.keys(more).length > 0) return undefined;
  if (protocol === 'ip' || protocol === 'ip6') {
    const within = protocol === 'ip' ? ipv4 : ipv6;
    const matchRange = (match: (range: AddressRange) => Condition) => (value: unknown) =>
      withRange(value, match, context);
    if (name === 'daddr') return { within, match: matchRange((range) => goesTo([range])) };
    if (name === 'saddr') return { within, match: matchRange((range) => comesFrom(context.packet, [range])) };
    return name === 'protocol' || name === 'nexthdr'
      ? { within, match: (value) => matchProtocol(value, context) }
      : undefined;
  }
  const version = icmpNames.get(protocol);
  if (version !== undefined) return messageField(version, name);
  const carried = typeof protocol === 'string' ? carriers.get(protocol) : undefined;
  if (carried === undefined) {
    return typeof protocol === 'string' && portlessProtocols.has(protocol)
      ? { within: never, match: () => never }
      : undefined;
  }
  const within = goesBy(carried);
  const matchPorts = (match: (first: number, last: number) => Condition) => (value: unknown) =>
    withPorts(value, match, context);
  if (name === 'dport') return { within, match: matchPorts((first, last) => goesBy(portServices(first, last))) };
  if (name === 'sport') return { within, match: matchPorts((first, last) => comesFromPort([[first, last]])) };
  return undefined;
}

function messageField(version: IcmpVersion, name: unknown): Field | undefined {
  if (name !== 'type' && name !== 'code') return undefined;
  const within = goesBy(messagesOf(version));
  const match = (value: unknown): Condition => {
    const [first, last] = isRecord(value) ? listOf(value['range']) : [value, value];
    const [from, to] = [first, last].map((bound) =>
      name === 'type' && typeof bound === 'string' ? icmpTypes[version].get(bound) : bound,
    );
    if (typeof from !== 'number' || typeof to !== 'number' || from < 0 || to > lastTypeOrCode) {
      return both(within, perhaps(`Which messages ${describeValue(value)} stands for is not known.`));
    }
    const messages: Services[] = [];
    for (let number = from; number <= to; number += 1) {
      if (name === 'type') messages.push(messagesOf(version, number));
      else for (let type = 0; type <= lastTypeOrCode; type += 1) messages.push(messagesOf(version, type, number));
    }
    return goesBy(uniteAllServices(messages));
  };
  return { within, match };
}

const lastTypeOrCode = 255;

/** One of a few words or numbers, each with what it stands for. */
function oneOf(known: ReadonlyMap<unknown, Condition>, context: ExpressionContext): Field {
  return {
    within: always,
    match: (value) => known.get(value) ?? strange(`the value ${describeValue(value)}`, context),
  };
}

const packetTypes: ReadonlyMap<unknown, Condition> = new Map<unknown, Condition>([
  ['host', always],
  ['unicast', always],
  ['broadcast', never],
  ['multicast', never],
  ['other', never],
]);

const directions: ReadonlyMap<unknown, Condition> = new Map<unknown, Condition>([
  ['original', always],
  [0, always],
  ['reply', never],
  [1, never],
]);

function metaField(key: unknown, context: ExpressionContext): Field | undefined {
  const interfaceField = (direction: 'in' | 'out'): Field => ({
    within: always,
    match: (value) =>
      typeof value === 'string'
        ? takesInterface(context.packet, direction, value, '*')
        : strange(`the interface ${describeValue(value)}`, context),
  });
  switch (key) {
    case 'l4proto':
      return { within: always, match: (value) => matchProtocol(value, context) };
    case 'nfproto':
      return oneOf(families, context);
    case 'protocol':
      return oneOf(etherTypes, context);
    case 'iifname':
    case 'iif':
      return interfaceField('in');
    case 'oifname':
    case 'oif':
      return interfaceField('out');
    case 'pkttype':
      return oneOf(packetTypes, context);
    default:
      return undefined;
  }
}

const states: ReadonlySet<unknown> = new Set(['new', 'established', 'related', 'invalid', 'untracked']);

function ctField(key: unknown, context: ExpressionContext): Field | undefined {
  if (key === 'direction') {
    const { match } = oneOf(directions, context);
    return { within: always, match: (value) => whereTracked(context.packet, match(value)) };
  }
  if (key !== 'state') return undefined;
  return {
    within: always,
    match: (value) =>
      typeof value === 'string' && states.has(value)
        ? isInState(context.packet, new Set([value.toUpperCase()]))
        : strange(`the state ${describeValue(value)}`, context),
  };
}

function typeField(flags: readonly unknown[], { packet }: ExpressionContext): Field | undefined {
  const [side] = flags;
  if (flags.length !== 1 || (side !== 'daddr' && side !== 'saddr')) return undefined;
  return {
    within: always,
    match: (value) => {
      const type = describeValue(value);
      return (side === 'daddr' ? goesToType(type) : comesFromType(packet, type)) ?? perhaps(typeUnknown(type));
    },
  };
}

function concatField(parts: readonly unknown[], context: ExpressionContext): Field | undefined {
  const fields = parts.map((part) => fieldOf(part, context) ?? partUnknown(part, context));
  if (fields.length > mostParts || fields.includes(undefined)) return undefined;
  const known = fields as readonly Field[];
  return {
    within: known.map(({ within }) => within).reduce(both, always),
    match: (value) => {
      const values = isRecord(value) ? listOf(value['concat']) : [];
      if (values.length !== known.length) return strange('a concatenation', context);
      return known.map(({ match }, index) => match(values[index])).reduce(both, always);
    },
  };
}

/** What no ruleset shows leaves open what is met by the other parts. */
function partUnknown(part: unknown, context: ExpressionContext): Field | undefined {
  const because = whyUnknown(part);
  return because === undefined ? undefined : { within: hasKey(part, context), match: () => perhaps(because) };
}

/** The kernel takes no longer ones, and nobody nests them. */
const mostParts = 8;

const lastProtocol = 255;

function matchProtocol(value: unknown, context: ExpressionContext): Condition {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number') {
    if (!Number.isInteger(number) || number > lastProtocol) return strange(`the protocol ${number}`, context);
    return goesBy(servicesOfProtocol(number));
  }
  const name = describeValue(value);
  const services = name === 'th' ? undefined : carriers.get(name);
  if (services !== undefined) return goesBy(services);
  if (!portlessProtocols.has(name)) return strange(`the protocol ${name}`, context);
  const known = portlessProtocols.get(name);
  return goesBy(known === undefined ? NO_SERVICES : servicesOfProtocol(known));
}

function withRange(value: unknown, match: (range: AddressRange) => Condition, context: ExpressionContext): Condition {
  const range = rangeOf(value);
  return range === undefined ? strange(`the address ${describeValue(value)}`, context) : match(range);
}

function rangeOf(value: unknown): AddressRange | undefined {
  if (isRecord(value)) {
    const { prefix, range } = value;
    if (isRecord(prefix)) return parsePrefix(`${describeValue(prefix['addr'])}/${describeValue(prefix['len'])}`);
    const [first, last] = listOf(range);
    return addressRangeBetween(describeValue(first), describeValue(last));
  }
  return parsePrefix(describeValue(value));
}

function withPorts(
  value: unknown,
  match: (first: number, last: number) => Condition,
  context: ExpressionContext,
): Condition {
  const [first, last] = isRecord(value) ? listOf(value['range']) : [value, value];
  return typeof first === 'number' && typeof last === 'number'
    ? match(first, last)
    : strange(`the port ${describeValue(value)}`, context);
}
