/**
 * Addresses and ports as Suricata rules write them: `any`, one, ranges, lists in brackets, `!` before what is left out, and
 * variables. What a list takes in and leaves out is gathered from all lists and variables within it, and only then is the one
 * taken from the other, for each family of addresses by itself: `[$EXTERNAL_NET,198.51.100.7]` is that one address, and
 * `!10.0.0.0/8` no address of IPv6. Sources: Suricata user guide, "Source and destination" and "Ports"; its release 7.0.10,
 * detect-engine-address.c (DetectAddressParseInternal, DetectAddressMergeNot) and detect-engine-port.c.
 */
import { addressRangeBetween } from '../../../flows/address.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { ALL_IPV4_FLOWS, ALL_IPV6_FLOWS, isEmpty } from '../../../flows/flowSet.ts';
import { ALL_SERVICES, isNoServices, NO_SERVICES, subtractServices, uniteServices } from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';
import { exactly, EVERYWHERE, NOWHERE, somewhereIn, uniteBounds, withoutBounds } from '../../../flows/addressBounds.ts';
import type { AddressBounds } from '../../../flows/addressBounds.ts';
import { parseRange } from '../../../reading/ruleReading.ts';

/** What is written without `!` and what with it. */
export interface Listed<Value> {
  readonly included: Value;
  readonly excluded: Value;
}

export interface Names {
  /** What `$NAME` or `@NAME` stands for; undefined where nothing defines it. */
  readonly addresses: (name: string, depth: number) => Listed<AddressBounds> | undefined;
  readonly ports: (name: string, depth: number) => Listed<Services> | undefined;
}

/** Lists and variables within each other go no deeper in rules that people write. */
const deepest = 12;

/** The same names, each read once: they may name each other several times, so that what they come to multiplies from one to the next. */
export function readOnce(names: Names): Names {
  const addresses = new Map<string, Listed<AddressBounds>>();
  const ports = new Map<string, Listed<Services>>();
  return {
    addresses: (name, depth) => remember(addresses, name, () => names.addresses(name, depth)),
    ports: (name, depth) => remember(ports, name, () => names.ports(name, depth)),
  };
}

/** What is not understood so deep may be further up. */
function remember<Value>(known: Map<string, Value>, name: string, find: () => Value | undefined): Value | undefined {
  const value = known.get(name) ?? find();
  if (value !== undefined) known.set(name, value);
  return value;
}

export type Expression<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string };

/** What a rule is for, and whether something is left out of it by `!`. */
export interface AddressList {
  readonly bounds: AddressBounds;
  readonly leavesOut: boolean;
}

export function readAddresses(text: string, names: Names): Expression<AddressList> {
  const read = listAddresses(text, names, 0);
  if (!read.ok) return read;
  const bounds = settleAddresses(read.value);
  return isEmpty(bounds.possible)
    ? nothingLeft(text, 'address')
    : { ok: true, value: { bounds, leavesOut: !isEmpty(read.value.excluded.possible) } };
}

export function readPorts(text: string, names: Names): Expression<Services> {
  const read = listPorts(text, names, 0);
  if (!read.ok) return read;
  const ports = settlePorts(read.value);
  return isNoServices(ports) ? nothingLeft(text, 'port') : { ok: true, value: ports };
}

/** Suricata refuses such a rule. */
function nothingLeft(text: string, what: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem: `“${text.slice(0, 60)}” leaves no ${what} over.` };
}

function listAddresses(text: string, names: Names, depth: number): Expression<Listed<AddressBounds>> {
  return readExpression(text, depth, {
    all: EVERYWHERE,
    none: NOWHERE,
    unite: uniteBounds,
    isNone: ({ possible }) => isEmpty(possible),
    settle: settleAddresses,
    exactUnion: (ranges: readonly AddressRange[]) => exactly(ranges),
    single: readRange,
    named: names.addresses,
    what: 'address',
    nestsExclusions: true,
  });
}

function listPorts(text: string, names: Names, depth: number): Expression<Listed<Services>> {
  return readExpression(text, depth, {
    all: ALL_SERVICES,
    none: NO_SERVICES,
    unite: uniteServices,
    isNone: isNoServices,
    settle: settlePorts,
    exactUnion: everyProtocolOn,
    single: readSpan,
    named: names.ports,
    what: 'port',
    nestsExclusions: false,
  });
}

/** Of a family of which nothing is taken in, what is left out is left out of all of it. */
export function settleAddresses({ included, excluded }: Listed<AddressBounds>): AddressBounds {
  if (isEmpty(excluded.possible)) return included;
  let whole = included;
  for (const [family, all] of [
    ['v4', ALL_IPV4_FLOWS],
    ['v6', ALL_IPV6_FLOWS],
  ] as const) {
    if (included.possible[family].length > 0 || excluded.possible[family].length === 0) continue;
    // What is not known for certain to be left out is the range of a VPC or a prefix list: of IPv4, perhaps of IPv6 as well.
    const isSure = family === 'v4' || excluded.certain[family].length > 0;
    whole = uniteBounds(whole, isSure ? { certain: all, possible: all } : somewhereIn(all, excluded.because ?? ''));
  }
  return withoutBounds(whole, excluded);
}

function settlePorts({ included, excluded }: Listed<Services>): Services {
  return subtractServices(isNoServices(included) && !isNoServices(excluded) ? ALL_SERVICES : included, excluded);
}

/** `10.0.0.0/8`, `10.0.0.1` and `10.0.0.1-10.0.0.9`. */
function readRange(text: string): AddressRange | undefined {
  const [first = '', last] = text.split('-');
  return last === undefined ? parseRange(first)?.range : addressRangeBetween(first, last);
}

/** The ports of the spans, over every protocol that has ports, and no others. */
export function everyProtocolOn(spans: readonly (readonly [first: number, last: number])[]): Services {
  const ports: number[] = [];
  for (const [first, last] of spans.toSorted(([one], [other]) => one - other)) {
    const end = ports.length - 1;
    if (end > 0 && first <= (ports[end] ?? 0) + 1) ports[end] = Math.max(ports[end] ?? 0, last);
    else ports.push(first, last);
  }
  return { ...NO_SERVICES, TCP: ports, UDP: ports, SCTP: ports };
}

/** `443`, `1024:2048`, `1024:` and `:1024`. */
function readSpan(text: string): readonly [number, number] | undefined {
  const parts = /^(\d{0,5})(:?)(\d{0,5})$/.exec(text);
  if (parts === null || text === '' || text === ':') return undefined;
  const [, from = '', colon = '', to = ''] = parts;
  if (colon === '' && to !== '') return undefined;
  const first = from === '' ? 0 : Number(from);
  const last = colon === '' ? first : to === '' ? 65535 : Number(to);
  return first <= last && last <= 65535 ? [first, last] : undefined;
}

interface Algebra<Value, Single> {
  readonly all: Value;
  readonly none: Value;
  readonly unite: (one: Value, other: Value) => Value;
  readonly isNone: (value: Value) => boolean;
  readonly settle: (listed: Listed<Value>) => Value;
  readonly exactUnion: (singles: readonly Single[]) => Value;
  readonly single: (text: string) => Single | undefined;
  readonly named: (name: string, depth: number) => Listed<Value> | undefined;
  readonly what: string;
  /** Whether something may be left out of what is left out. Of ports Suricata refuses some of that, and mistakes the rest. */
  readonly nestsExclusions: boolean;
}

function readExpression<Value, Single>(
  text: string,
  depth: number,
  algebra: Algebra<Value, Single>,
): Expression<Listed<Value>> {
  const problem = (what: string): Expression<Listed<Value>> => ({ ok: false, problem: what });
  if (depth > deepest) return problem(`its ${algebra.what} lists are nested too deeply.`);
  const items = text.startsWith('[') && text.endsWith(']') ? splitList(text.slice(1, -1)) : [text];
  // Plain items are put together at once: uniting a long list one by one would take the square of its length.
  const included: Single[] = [];
  const excluded: Single[] = [];
  let whole = algebra.none;
  let without = algebra.none;
  for (const item of items) {
    const isNegated = item.startsWith('!');
    const inner = (isNegated ? item.slice(1) : item).trim();
    const single = algebra.single(inner);
    if (single !== undefined) {
      (isNegated ? excluded : included).push(single);
      continue;
    }
    const read = readItem(inner, depth, algebra);
    if (!read.ok) return read;
    if (!isNegated) {
      whole = algebra.unite(whole, read.value.included);
      without = algebra.unite(without, read.value.excluded);
    } else if (algebra.nestsExclusions || algebra.isNone(read.value.excluded)) {
      without = algebra.unite(without, algebra.settle(read.value));
    } else {
      return problem(`“${inner.slice(0, 60)}” leaves out ${algebra.what}s and is left out itself.`);
    }
  }
  return {
    ok: true,
    value: {
      included: included.length === 0 ? whole : algebra.unite(whole, algebra.exactUnion(included)),
      excluded: excluded.length === 0 ? without : algebra.unite(without, algebra.exactUnion(excluded)),
    },
  };
}

function readItem<Value, Single>(
  text: string,
  depth: number,
  algebra: Algebra<Value, Single>,
): Expression<Listed<Value>> {
  if (text.toLowerCase() === 'any') return { ok: true, value: { included: algebra.all, excluded: algebra.none } };
  if (text.startsWith('$') || text.startsWith('@')) {
    const value = depth > deepest ? undefined : algebra.named(text, depth + 1);
    return value === undefined
      ? { ok: false, problem: `the variable ${text.slice(0, 60)} has no definition that is understood.` }
      : { ok: true, value };
  }
  if (text.startsWith('[')) return readExpression(text, depth + 1, algebra);
  return { ok: false, problem: `“${text.slice(0, 60)}” is not a ${algebra.what} that is understood.` };
}

/** The items of a list, by the commas that are not within brackets. */
function splitList(text: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '[') depth += 1;
    else if (character === ']') depth -= 1;
    else if (character === ',' && depth === 0) {
      items.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  items.push(text.slice(start).trim());
  return items;
}

/** What a variable stands for; undefined where it has no definition, or one that is not understood. */
export function readDefinition(
  definition: readonly string[],
  names: Names,
  depth: number,
): Listed<AddressBounds> | undefined {
  const read = listAddresses(`[${definition.join(',')}]`, names, depth);
  return definition.length > 0 && read.ok ? read.value : undefined;
}

export function readPortDefinition(
  definition: readonly string[] | undefined,
  names: Names,
  depth: number,
): Listed<Services> | undefined {
  if (definition === undefined || definition.length === 0) return undefined;
  const read = listPorts(`[${definition.join(',')}]`, names, depth);
  return read.ok ? read.value : undefined;
}
