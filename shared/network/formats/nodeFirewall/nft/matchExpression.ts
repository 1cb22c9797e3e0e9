/** What an expression of a rule matches: a field of the packet against values. Source: nft(8), libnftables-json(5). */
import { addressRangeBetween, parsePrefix } from '../../../address.ts';
import type { AddressRange } from '../../../address.ts';
import { describeValue } from '../../../describeValue.ts';
import { ALL_IPV4_FLOWS, ALL_IPV6_FLOWS } from '../../../flowSet.ts';
import { ALL_SERVICES, NO_SERVICES, servicesOf } from '../../../services.ts';
import type { Services } from '../../../services.ts';
import { isRecord } from '../../../jsonFields.ts';
import { always, anyOf, both, exactly, negateIf, never, perhaps } from '../../../condition.ts';
import type { Condition } from '../../../condition.ts';
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
} from '../packet.ts';
import type { Packet } from '../packet.ts';
import { portlessProtocols } from '../portlessProtocols.ts';
import { listOf } from './nftRuleset.ts';

export interface ExpressionContext {
  readonly packet: Packet;
  /** The elements of a named set or map; undefined where it is not in the files. */
  readonly elementsOf: (name: string) => readonly unknown[] | undefined;
}

export function matchExpression(match: unknown, context: ExpressionContext): Condition {
  if (!isRecord(match)) return strange('a match');
  const { op, left, right } = match;
  if (op !== '==' && op !== '!=' && op !== 'in') return strange(`the comparison ${describeValue(op)}`);
  return matchValues(left, right, op === '!=', context);
}

/** `tcp dport != 80` is TCP all the same: what a field belongs to holds, whether or not its value is negated. */
export function matchValues(left: unknown, right: unknown, isNegated: boolean, context: ExpressionContext): Condition {
  const values = valuesOf(right, context);
  if (values === undefined)
    return perhaps(`Which elements ${describeValue(right)} has is not known: \`nft -j list ruleset\` prints them.`);
  const field = fieldOf(left, context);
  if (field === undefined) return strange(describeField(left));
  return both(field.within, negateIf(isNegated, anyOf(values.map((value) => field.match(value)))));
}

function strange(what: string): Condition {
  return perhaps(`It is not understood: ${what}.`);
}

function describeField(left: unknown): string {
  if (!isRecord(left)) return describeValue(left);
  const [[kind, detail] = ['nothing', undefined]] = Object.entries(left);
  const key = isRecord(detail) ? (detail['key'] ?? detail['field'] ?? '') : '';
  return `${describeValue(kind)} ${describeValue(key)}`.trim();
}

interface Field {
  /** What carries the field at all. */
  readonly within: Condition;
  readonly match: (value: unknown) => Condition;
}

/** One value, an anonymous or a named set, or flags; elements may carry comments and timeouts. */
function valuesOf(right: unknown, { elementsOf }: ExpressionContext): readonly unknown[] | undefined {
  if (typeof right === 'string' && right.startsWith('@')) return elementsOf(right.slice(1))?.map(elementOf);
  if (isRecord(right) && 'set' in right) return valuesOf(right['set'], { elementsOf } as ExpressionContext);
  return listOf(right).map(elementOf);
}

export function elementOf(value: unknown): unknown {
  return isRecord(value) && isRecord(value['elem']) ? value['elem']['val'] : value;
}

const tcp = servicesOf('TCP');
const carriers: ReadonlyMap<string, Services> = new Map([
  ['tcp', tcp],
  ['udp', servicesOf('UDP')],
  ['sctp', servicesOf('SCTP')],
  ['th', ALL_SERVICES],
]);
const protocolNumbers: ReadonlyMap<number, string> = new Map([
  [6, 'tcp'],
  [17, 'udp'],
  [132, 'sctp'],
]);
const familyConditions: ReadonlyMap<unknown, Condition> = new Map<unknown, Condition>([
  ['ip', exactly(ALL_IPV4_FLOWS)],
  ['ipv4', exactly(ALL_IPV4_FLOWS)],
  ['ip6', exactly(ALL_IPV6_FLOWS)],
  ['ipv6', exactly(ALL_IPV6_FLOWS)],
]);

function fieldOf(left: unknown, context: ExpressionContext): Field | undefined {
  if (!isRecord(left)) return undefined;
  const { payload, meta, ct, fib, concat } = left;
  if (isRecord(payload)) return payloadField(payload['protocol'], payload['field'], context);
  if (isRecord(meta)) return metaField(meta['key'], context);
  if (isRecord(ct)) return ctField(ct['key'], context);
  if (isRecord(fib) && fib['result'] === 'type') return typeField(listOf(fib['flags']), context);
  if (Array.isArray(concat)) return concatField(concat as readonly unknown[], context);
  return undefined;
}

function payloadField(protocol: unknown, name: unknown, { packet }: ExpressionContext): Field | undefined {
  if (protocol === 'ip' || protocol === 'ip6') {
    const within = familyConditions.get(protocol) ?? never;
    if (name === 'daddr') return { within, match: (value) => withRange(value, (range) => goesTo([range])) };
    if (name === 'saddr') return { within, match: (value) => withRange(value, (range) => comesFrom(packet, [range])) };
    return name === 'protocol' || name === 'nexthdr' ? { within, match: matchProtocol } : undefined;
  }
  const carried = typeof protocol === 'string' ? carriers.get(protocol) : undefined;
  if (carried === undefined) {
    return typeof protocol === 'string' && portlessProtocols.has(protocol)
      ? { within: never, match: () => never }
      : undefined;
  }
  const within = goesBy(carried);
  if (name === 'dport')
    return { within, match: (value) => withPorts(value, (first, last) => goesBy(portServices(first, last))) };
  if (name === 'sport')
    return { within, match: (value) => withPorts(value, (first, last) => comesFromPort([[first, last]])) };
  return undefined;
}

function metaField(key: unknown, { packet }: ExpressionContext): Field | undefined {
  switch (key) {
    case 'l4proto':
      return { within: always, match: matchProtocol };
    case 'nfproto':
    case 'protocol':
      return { within: always, match: (value) => familyConditions.get(value) ?? never };
    case 'iifname':
    case 'iif':
      return { within: always, match: (value) => takesInterface(packet, 'in', describeValue(value), '*') };
    case 'oifname':
    case 'oif':
      return { within: always, match: (value) => takesInterface(packet, 'out', describeValue(value), '*') };
    case 'pkttype':
      return { within: always, match: (value) => (value === 'host' || value === 'unicast' ? always : never) };
    default:
      return undefined;
  }
}

function ctField(key: unknown, { packet }: ExpressionContext): Field | undefined {
  if (key === 'state')
    return { within: always, match: (value) => isInState(packet, new Set([describeValue(value).toUpperCase()])) };
  if (key === 'direction')
    return { within: always, match: (value) => (value === 'original' || value === 0 ? always : never) };
  return undefined;
}

function typeField(flags: readonly unknown[], { packet }: ExpressionContext): Field | undefined {
  const [side] = flags;
  if (flags.length !== 1 || (side !== 'daddr' && side !== 'saddr')) return undefined;
  return {
    within: always,
    match: (value) => {
      const type = describeValue(value);
      return (side === 'daddr' ? goesToType(type) : comesFromType(packet, type)) ?? strange(`the type ${type}`);
    },
  };
}

function concatField(parts: readonly unknown[], context: ExpressionContext): Field | undefined {
  const fields = parts.map((part) => fieldOf(part, context));
  if (fields.length > mostParts || fields.includes(undefined)) return undefined;
  const known = fields as readonly Field[];
  return {
    within: known.map(({ within }) => within).reduce(both, always),
    match: (value) => {
      const values = isRecord(value) ? listOf(value['concat']) : [];
      if (values.length !== known.length) return strange('a concatenation');
      return known.map(({ match }, index) => match(values[index])).reduce(both, always);
    },
  };
}

/** The kernel takes no longer ones, and nobody nests them. */
const mostParts = 8;

function matchProtocol(value: unknown): Condition {
  const name = typeof value === 'number' ? (protocolNumbers.get(value) ?? 'icmp') : describeValue(value);
  const services = carriers.get(name);
  if (services !== undefined) return goesBy(services);
  return portlessProtocols.has(name) ? goesBy(NO_SERVICES) : strange(`the protocol ${name}`);
}

function withRange(value: unknown, match: (range: AddressRange) => Condition): Condition {
  const range = rangeOf(value);
  return range === undefined ? strange(`the address ${describeValue(value)}`) : match(range);
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

function withPorts(value: unknown, match: (first: number, last: number) => Condition): Condition {
  const [first, last] = isRecord(value) ? listOf(value['range']) : [value, value];
  return typeof first === 'number' && typeof last === 'number'
    ? match(first, last)
    : strange(`the port ${describeValue(value)}`);
}
