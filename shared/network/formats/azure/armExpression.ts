/**
 * Expressions of ARM templates: what lies in square brackets in place of a value. Evaluated is what the template alone
 * tells; whatever depends on a deployment (`reference`, `uniqueString`, a parameter without a default) stays as it is
 * written. Names alone go on with it: what is called the same by the same expression is the same.
 * Source: Azure Resource Manager documentation, "Syntax and expressions" and "Template functions".
 */
import { formatAddress, parsePrefix, prefixLengthOf } from '../../flows/address.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';

export interface TemplateScope {
  /** Values of parameters: given, or by default. */
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly variables: ReadonlyMap<string, unknown>;
}

/** Enough for what people write, and few enough for whatever walks through the values afterwards. */
const deepestNesting = 100;

/**
 * What all expressions of a template may stand for together, with what functions make on the way: a parameter that is a long list
 * can be named often. A single text may have as many characters.
 */
const mostValues = 1_000_000;

export class TemplateTooLarge extends Error {}

/** A text that only a deployment knows: two of the same expression are the same. */
class Unresolved {
  /** What is known of it, with the rest in braces: `{vault}-nsg`. */
  readonly text: string;

  constructor(text: string) {
    checkBounds(text.length);
    this.text = text;
  }
}

/** The type of a resource with its names, as the end of an id: no template knows its subscription. */
export function resourceIdOf(type: string, names: readonly string[]): string | undefined {
  const [namespace = '', ...kinds] = type.split('/');
  if (kinds.length === 0 || kinds.length !== names.length) return undefined;
  return `/providers/${[namespace, ...kinds.flatMap((kind, index) => [kind, names[index] ?? ''])].join('/')}`;
}

export class ExpressionReader {
  readonly #scope: TemplateScope;
  /** Parameters and variables that were evaluated; those that are being evaluated are there without a value. */
  readonly #known = new Map<string, unknown>();
  readonly #spent: { values: number };

  constructor(scope: TemplateScope, spent = { values: 0 }) {
    this.#scope = scope;
    this.#spent = spent;
  }

  /** For a template within this one, which shares what both may stand for. */
  within(scope: TemplateScope): ExpressionReader {
    return new ExpressionReader(scope, this.#spent);
  }

  /** A value with everything in it evaluated; an expression that can't be is left as it is written. */
  evaluate(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') {
      const result = this.#evaluateText(value, depth);
      if (!(result instanceof Unresolved)) return result;
      // An id is complete as far as names are told apart by it.
      return result.text.startsWith('/') ? result.text : value;
    }
    if (depth > deepestNesting) return value;
    if (Array.isArray(value)) return value.map((item) => this.evaluate(item, depth + 1));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.evaluate(item, depth + 1)]));
  }

  /** What is given to a template within: it is not evaluated there a second time. */
  evaluateArgument(value: unknown): unknown {
    const given = this.#valueOf(value, 0);
    const isOpen = typeof given === 'string' && given === value && isExpression(given);
    return isOpen ? new Unresolved(`{${given.slice(1, -1).replaceAll('/', '|')}}`) : given;
  }

  #valueOf(value: unknown, depth: number): unknown {
    if (value instanceof Unresolved) return value;
    return typeof value === 'string' ? this.#evaluateText(value, depth) : this.evaluate(value, depth);
  }

  /** What a resource is called; what only a deployment knows of it stands in braces. Undefined where nothing is known. */
  evaluateName(name: unknown): string | undefined {
    if (typeof name !== 'string') return undefined;
    const result = this.#evaluateText(name, 0);
    if (result instanceof Unresolved) return result.text;
    return typeof result === 'string' && !isExpression(result) ? result : undefined;
  }

  #evaluateText(text: string, depth: number): unknown {
    if (!text.startsWith('[') || !text.endsWith(']')) return text;
    // A value that begins with a bracket of its own is written with two.
    if (text.startsWith('[[')) return text.slice(1);
    const result = new ExpressionText(text.slice(1, -1), (name, args) => this.#call(name, args, depth)).read();
    if (result === undefined) return text;
    this.#count(result);
    return result;
  }

  #count(made: unknown): void {
    this.#spent.values += countValues(made);
    if (this.#spent.values > mostValues) throw new TemplateTooLarge();
  }

  #call(name: string, args: readonly unknown[], depth: number): unknown {
    switch (name.toLowerCase()) {
      case 'parameters':
        return this.#lookUp('parameter', this.#scope.parameters, args[0], depth);
      case 'variables':
        return this.#lookUp('variable', this.#scope.variables, args[0], depth);
      default: {
        if (args.includes(undefined)) return undefined;
        const made = callFunction(name.toLowerCase(), args);
        this.#count(made);
        return made;
      }
    }
  }

  #lookUp(kind: 'parameter' | 'variable', values: ReadonlyMap<string, unknown>, name: unknown, depth: number): unknown {
    if (typeof name !== 'string' || depth > deepestNesting) return undefined;
    const key = `${kind} ${name.toLowerCase()}`;
    if (this.#known.has(key)) return this.#known.get(key);
    this.#known.set(key, undefined);
    const known = this.#valueOf(values.get(name.toLowerCase()), depth + 1) ?? unknownText(kind, name);
    this.#known.set(key, known);
    return known;
  }
}

/** Of a parameter that is given when it is deployed, its name is known. */
function unknownText(kind: 'parameter' | 'variable', name: string): Unresolved | undefined {
  return kind === 'parameter' ? new Unresolved(`{${name.toLowerCase()}}`) : undefined;
}

/** They give something else each time, or for each round of a loop. */
const changingFunctions: ReadonlySet<string> = new Set(['newguid', 'copyindex']);

function callFunction(name: string, args: readonly unknown[]): unknown {
  const known = functions.get(name);
  const isResolved = !args.some((arg) => arg instanceof Unresolved);
  if (known === undefined) return changingFunctions.has(name) ? undefined : unresolvedCall(name, args);
  if (isResolved) return known(args);
  const texts = args.map((arg) => (arg instanceof Unresolved ? arg.text : arg));
  switch (name) {
    case 'concat':
    case 'format': {
      const text = known(texts);
      return typeof text === 'string' ? new Unresolved(text) : undefined;
    }
    case 'resourceid':
      return known(texts);
    // Names are the same in capitals.
    case 'string':
    case 'tolower':
    case 'toupper':
      return args[0];
    case 'if':
      return args[0] instanceof Unresolved ? undefined : known(args);
    default:
      return undefined;
  }
}

/** Arguments that are more than words tell too little of a call apart. */
function unresolvedCall(name: string, args: readonly unknown[]): Unresolved | undefined {
  const texts = args.map((arg) =>
    arg instanceof Unresolved ? arg.text : isText(arg) ? `'${String(arg)}'` : undefined,
  );
  return texts.includes(undefined)
    ? undefined
    : new Unresolved(`{${name}(${join(texts.map(String), ', ')})}`.replaceAll('/', '|'));
}

type TemplateFunction = (args: readonly unknown[]) => unknown;

const functions: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['concat', concat],
  ['union', (args) => (args.every(Array.isArray) ? [...new Set(flatten(args))] : undefined)],
  ['createarray', (args) => [...args]],
  ['array', ([value]) => (Array.isArray(value) ? value : [value])],
  ['string', ([value]) => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined)],
  ['int', ([value]) => (isText(value) && /^-?\d{1,15}$/.test(String(value)) ? Number(value) : undefined)],
  ['tolower', ([value]) => (typeof value === 'string' ? value.toLowerCase() : undefined)],
  ['toupper', ([value]) => (typeof value === 'string' ? value.toUpperCase() : undefined)],
  ['format', format],
  ['resourceid', resourceId],
  ['cidrsubnet', cidrSubnet],
  ['cidrhost', cidrHost],
  ['true', () => true],
  ['false', () => false],
  ['not', ([value]) => (typeof value === 'boolean' ? !value : undefined)],
  ['equals', ([one, other]) => (isPlain(one) && isPlain(other) ? one === other : undefined)],
  ['if', ([condition, yes, no]) => (typeof condition === 'boolean' ? (condition ? yes : no) : undefined)],
]);

function isPlain(value: unknown): boolean {
  return isText(value) || typeof value === 'boolean';
}

function concat(args: readonly unknown[]): unknown {
  if (args.every(Array.isArray)) return flatten(args);
  return args.every(isText) ? join(args.map(String), '') : undefined;
}

/** Nothing is put together before it is known to be within bounds. */
function flatten(lists: readonly (readonly unknown[])[]): readonly unknown[] {
  checkBounds(lists.reduce((sum, { length }) => sum + length, 0));
  return lists.flat(1);
}

function join(texts: readonly string[], between: string): string {
  checkBounds(texts.reduce((sum, { length }) => sum + length + between.length, 0));
  return texts.join(between);
}

function isText(value: unknown): boolean {
  return (typeof value === 'string' && !isExpression(value)) || typeof value === 'number';
}

function format([pattern, ...values]: readonly unknown[]): unknown {
  if (typeof pattern !== 'string' || !values.every(isText)) return undefined;
  let { length } = pattern;
  return pattern.replaceAll(/\{(\d{1,2})\}/g, (_placeholder, index: string) => {
    const value = String(values[Number(index)] ?? '');
    checkBounds((length += value.length));
    return value;
  });
}

/** The subscription and the resource group may stand before the type, which alone has a slash. */
function resourceId(args: readonly unknown[]): unknown {
  if (!args.every(isText)) return undefined;
  const texts = args.map(String);
  checkBounds(texts.reduce((sum, { length }) => sum + length, 0));
  const at = texts.findIndex((text) => text.includes('/'));
  return at < 0 ? undefined : resourceIdOf(texts[at] ?? '', texts.slice(at + 1));
}

/** The block of that length and number within another. Source: "CIDR functions for ARM templates". */
function cidrSubnet([network, length, index]: readonly unknown[]): string | undefined {
  const range = typeof network === 'string' ? parsePrefix(network) : undefined;
  if (range === undefined || !isIndex(length) || !isIndex(index)) return undefined;
  const bits = range.family === 4 ? 32 : 128;
  if (length < prefixLengthOf(range) || length > bits) return undefined;
  const size = 1n << BigInt(bits - length);
  const first = BigInt(range.first) + BigInt(index) * size;
  return first + size - 1n > range.last ? undefined : `${formatAddress(range.family, first)}/${length}`;
}

/** The first address of a block is that of the network, and the last of IPv4 its broadcast: neither is a host’s. */
function cidrHost([network, index]: readonly unknown[]): string | undefined {
  const range = typeof network === 'string' ? parsePrefix(network) : undefined;
  if (range === undefined || !isIndex(index)) return undefined;
  const host = BigInt(range.first) + BigInt(index) + 1n;
  return host > BigInt(range.last) - (range.family === 4 ? 1n : 0n) ? undefined : formatAddress(range.family, host);
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** Texts and lists that are joined with themselves grow by doubling. */
function checkBounds(length: number): void {
  if (length > mostValues) throw new TemplateTooLarge();
}

/** Whether a text is an expression that could not be evaluated. */
export function isExpression(text: string): boolean {
  return text.startsWith('[') && text.endsWith(']');
}

/** Stops counting where there are too many, or too deep: lists of lists of lists share what they hold. */
function countValues(value: unknown, depth = 0, before = 0): number {
  if (depth > 2 * deepestNesting || before > mostValues) throw new TemplateTooLarge();
  if (value instanceof Unresolved) return countValues(value.text, depth, before);
  if (typeof value === 'string') return before + 1 + value.length / 100;
  const items = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return items.reduce<number>((sum, item) => countValues(item, depth + 1, sum), before + 1);
}

/** Reads one expression from left to right; anything that it does not know makes the whole unknown. */
class ExpressionText {
  readonly #text: string;
  readonly #call: (name: string, args: readonly unknown[]) => unknown;
  #at = 0;
  #depth = 0;

  constructor(text: string, call: (name: string, args: readonly unknown[]) => unknown) {
    this.#text = text;
    this.#call = call;
  }

  read(): unknown {
    const value = this.#readValue();
    return this.#skipTo() === '' ? value : undefined;
  }

  /** The next character that is no blank; empty at the end. */
  #skipTo(): string {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
    return this.#text.charAt(this.#at);
  }

  #take(pattern: RegExp): string | undefined {
    this.#skipTo();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #readValue(): unknown {
    if (++this.#depth > deepestNesting) return this.#giveUp();
    let value: unknown;
    const literal = this.#take(/'(?:[^']|'')*'/y);
    const number = literal === undefined ? this.#take(/-?\d{1,15}(?![\w.])/y) : undefined;
    if (literal !== undefined) value = literal.slice(1, -1).replaceAll("''", "'");
    else if (number !== undefined) value = Number(number);
    else value = this.#readCall();
    value = this.#readMembers(value);
    this.#depth -= 1;
    return value;
  }

  #readCall(): unknown {
    const name = this.#take(/[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?(?=\s*\()/y);
    if (name === undefined || this.#take(/\(/y) === undefined) return this.#giveUp();
    const args: unknown[] = [];
    while (this.#skipTo() !== ')') {
      if (args.length > 0 && this.#take(/,/y) === undefined) return this.#giveUp();
      if (this.#skipTo() === '') return undefined;
      args.push(this.#readValue());
    }
    this.#at += 1;
    return this.#call(name, args);
  }

  #readMembers(whole: unknown): unknown {
    let value = whole;
    for (;;) {
      const name = this.#take(/\.[A-Za-z_]\w*/y);
      if (name !== undefined) {
        value = memberOf(value, name.slice(1));
      } else if (this.#take(/\[/y) !== undefined) {
        value = memberOf(value, this.#readValue());
        if (this.#take(/\]/y) === undefined) return this.#giveUp();
      } else {
        return value;
      }
    }
  }

  /** Nothing after this is read. */
  #giveUp(): undefined {
    this.#at = this.#text.length;
    return undefined;
  }
}

function memberOf(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  if (value instanceof Unresolved) return isText(key) ? new Unresolved(`{${value.text}.${String(key)}}`) : undefined;
  return isRecord(value) && typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined;
}
