/**
 * Addresses and ports as Suricata rules write them: `any`, one, ranges, lists in brackets, `!` before what is left out, and
 * variables. Source: Suricata user guide, "Source and destination" and "Ports".
 */
import type { AddressRange } from '../../../flows/address.ts';
import { ALL_SERVICES, NO_SERVICES, subtractServices, uniteServices } from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';
import { exactly, EVERYWHERE, uniteBounds, withoutBounds } from '../../../flows/addressBounds.ts';
import type { AddressBounds } from '../../../flows/addressBounds.ts';
import { parseRange } from '../../../reading/ruleReading.ts';

export interface Names {
  /** What `$NAME` or `@NAME` stands for; undefined where nothing defines it. */
  readonly addresses: (name: string, depth: number) => AddressBounds | undefined;
  readonly ports: (name: string, depth: number) => Services | undefined;
}

/** Lists and variables within each other go no deeper in rules that people write. */
const deepest = 12;

/** The same names, each read once: they may name each other several times, so that what they come to multiplies from one to the next. */
export function readOnce(names: Names): Names {
  const addresses = new Map<string, AddressBounds>();
  const ports = new Map<string, Services>();
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

export function readAddresses(text: string, names: Names, depth = 0): Expression<AddressBounds> {
  return readExpression(text, depth, {
    all: EVERYWHERE,
    none: exactly([]),
    unite: uniteBounds,
    subtract: withoutBounds,
    exactUnion: (ranges: readonly AddressRange[]) => exactly(ranges),
    single: (item) => parseRange(item)?.range,
    named: names.addresses,
    what: 'address',
  });
}

export function readPorts(text: string, names: Names, depth = 0): Expression<Services> {
  return readExpression(text, depth, {
    all: ALL_SERVICES,
    none: NO_SERVICES,
    unite: uniteServices,
    subtract: subtractServices,
    exactUnion: everyProtocolOn,
    single: readSpan,
    named: names.ports,
    what: 'port',
  });
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
  readonly subtract: (whole: Value, part: Value) => Value;
  readonly exactUnion: (singles: readonly Single[]) => Value;
  readonly single: (text: string) => Single | undefined;
  readonly named: (name: string, depth: number) => Value | undefined;
  readonly what: string;
}

function readExpression<Value, Single>(
  text: string,
  depth: number,
  algebra: Algebra<Value, Single>,
): Expression<Value> {
  const problem = (what: string): Expression<Value> => ({ ok: false, problem: what });
  if (depth > deepest) return problem(`its ${algebra.what} lists are nested too deeply.`);
  const items = text.startsWith('[') && text.endsWith(']') ? splitList(text.slice(1, -1)) : [text];
  // Plain items are put together at once: uniting a long list one by one would take the square of its length.
  const included: Single[] = [];
  const excluded: Single[] = [];
  let whole = algebra.none;
  let without = algebra.none;
  let hasIncluded = false;
  for (const item of items) {
    const isNegated = item.startsWith('!');
    const inner = (isNegated ? item.slice(1) : item).trim();
    if (!isNegated) hasIncluded = true;
    const single = algebra.single(inner);
    if (single !== undefined) {
      (isNegated ? excluded : included).push(single);
      continue;
    }
    const read = readItem(inner, depth, algebra);
    if (!read.ok) return read;
    if (isNegated) without = algebra.unite(without, read.value);
    else whole = algebra.unite(whole, read.value);
  }
  whole = hasIncluded ? algebra.unite(whole, algebra.exactUnion(included)) : algebra.all;
  return { ok: true, value: algebra.subtract(whole, algebra.unite(without, algebra.exactUnion(excluded))) };
}

function readItem<Value, Single>(text: string, depth: number, algebra: Algebra<Value, Single>): Expression<Value> {
  if (text.toLowerCase() === 'any') return { ok: true, value: algebra.all };
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
export function readDefinition(definition: readonly string[], names: Names, depth: number): AddressBounds | undefined {
  const read = readAddresses(`[${definition.join(',')}]`, names, depth);
  return definition.length > 0 && read.ok ? read.value : undefined;
}

export function readPortDefinition(
  definition: readonly string[] | undefined,
  names: Names,
  depth: number,
): Services | undefined {
  if (definition === undefined || definition.length === 0) return undefined;
  const read = readPorts(`[${definition.join(',')}]`, names, depth);
  return read.ok ? read.value : undefined;
}
