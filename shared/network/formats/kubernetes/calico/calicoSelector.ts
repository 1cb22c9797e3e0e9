/**
 * The selectors of Calico: expressions over labels. Source: calico libcalico-go/lib/selector and the reference of
 * GlobalNetworkPolicy.
 */
import { fail, succeed } from '../../../../kernel/result.ts';
import type { Result } from '../../../../kernel/result.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import { spend, stepsToAsk } from '../../../flows/effort.ts';
import { holds, someHold } from '../peerMatch.ts';
import type { Likelihood } from '../peerMatch.ts';

export type CalicoSelector =
  | { readonly kind: 'all' | 'global' }
  | { readonly kind: 'has'; readonly key: string }
  | { readonly kind: 'label'; readonly key: string; readonly test: LabelTest; readonly values: readonly string[] }
  | { readonly kind: 'not'; readonly of: CalicoSelector }
  | { readonly kind: 'and' | 'or'; readonly of: readonly CalicoSelector[] };

/** Of a label that is missing only `isNone` holds. */
type LabelTest = 'isOne' | 'isNone' | 'contains' | 'startsWith' | 'endsWith';

export const selectsAll: CalicoSelector = { kind: 'all' };

/** What is known of one label: its value, that it is missing, that it is there with some value, or nothing. */
export type KnownLabel = { readonly value: string | undefined } | 'there' | 'unknown';

/** What a selector is asked about. */
export interface LabelledThing {
  labelOf(key: string): KnownLabel;
  readonly namespace: string | undefined;
}

/**
 * `all()` and `global()` both mean everything, but among the namespaces of a rule: there they mean what is in any of them, and
 * what is in none. Source: calico syncersv1/updateprocessors/rules.go, and GlobalNode of its selectors.
 */
export function maySelectThing(selector: CalicoSelector, thing: LabelledThing, isOfNamespaces = false): Likelihood {
  spend(stepsToAsk);
  const maySelect = (one: CalicoSelector): Likelihood => maySelectThing(one, thing, isOfNamespaces);
  switch (selector.kind) {
    case 'all':
      return holds(!isOfNamespaces || thing.namespace !== undefined);
    case 'global':
      return holds(!isOfNamespaces || thing.namespace === undefined);
    case 'not':
      return opposite(maySelect(selector.of));
    case 'and':
      return opposite(someHold(selector.of.map((one) => opposite(maySelect(one)))));
    case 'or':
      return someHold(selector.of.map(maySelect));
    case 'has': {
      const label = thing.labelOf(selector.key);
      return label === 'unknown' ? 'perhaps' : holds(label === 'there' || label.value !== undefined);
    }
    case 'label': {
      const label = thing.labelOf(selector.key);
      if (label === 'unknown' || label === 'there') return 'perhaps';
      spend(selector.values.length / 4);
      return holds(isMet(selector.test, label.value, selector.values));
    }
  }
}

export function opposite(likelihood: Likelihood): Likelihood {
  return likelihood === 'perhaps' ? 'perhaps' : holds(likelihood === 'no');
}

function isMet(test: LabelTest, value: string | undefined, values: readonly string[]): boolean {
  const [text = ''] = values;
  switch (test) {
    case 'isOne':
      return value !== undefined && values.includes(value);
    case 'isNone':
      return value === undefined || !values.includes(value);
    case 'contains':
      return value?.includes(text) === true;
    case 'startsWith':
      return value?.startsWith(text) === true;
    case 'endsWith':
      return value?.endsWith(text) === true;
  }
}

/** The keys of the labels that a selector goes by. */
export function keysOf(selector: CalicoSelector): readonly string[] {
  switch (selector.kind) {
    case 'all':
    case 'global':
      return [];
    case 'has':
    case 'label':
      return [selector.key];
    case 'not':
      return keysOf(selector.of);
    case 'and':
    case 'or':
      return selector.of.flatMap(keysOf);
  }
}

/** Whether `global()` stands anywhere in a selector. */
export function saysGlobal(selector: CalicoSelector): boolean {
  switch (selector.kind) {
    case 'global':
      return true;
    case 'not':
      return saysGlobal(selector.of);
    case 'and':
    case 'or':
      return selector.of.some(saysGlobal);
    default:
      return false;
  }
}

interface Token {
  /** A call is the name of one, with the parenthesis right behind it. */
  readonly kind: 'call' | 'word' | 'text' | 'mark';
  readonly text: string;
}

/** Lines don’t break in it: a text block of YAML ends in one, and is refused. Source: calico libcalico-go/lib/selector/tokenizer. */
const tokenPattern = /[ \t]+|(has|all|global)\(|([A-Za-z0-9_./-]+)|"([^"]*)"|'([^']*)'|(&&|\|\||==|!=|[!(){},])/y;
const deepest = 64;

/** The empty text selects everything. The failure is a sentence. */
export function parseCalicoSelector(text: string): Result<CalicoSelector, string> {
  const tokens = tokenize(text);
  if (tokens === undefined) return fail(`“${describeValue(text)}” is no selector of Calico.`);
  if (tokens.length === 0) return succeed(selectsAll);
  const parser = new SelectorParser(tokens);
  const selector = parser.parseWhole();
  return selector === undefined ? fail(`“${describeValue(text)}” is no selector of Calico.`) : succeed(selector);
}

function tokenize(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const match = tokenPattern.exec(text);
    if (match === null) return undefined;
    const [, call, word, double, single, mark] = match;
    if (call !== undefined) tokens.push({ kind: 'call', text: call });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
    else if ((double ?? single) !== undefined) tokens.push({ kind: 'text', text: double ?? single ?? '' });
  }
  return tokens;
}

/** `&&` binds closer than `||`, and `!` closest. Every method gives undefined where the text does not go on as it must. */
class SelectorParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parseWhole(): CalicoSelector | undefined {
    const selector = this.#parseAny(0);
    return this.#at === this.#tokens.length ? selector : undefined;
  }

  #parseAny(depth: number): CalicoSelector | undefined {
    return this.#parseList('or', '||', () => this.#parseList('and', '&&', () => this.#parseOne(depth)));
  }

  #parseList(kind: 'and' | 'or', mark: string, parse: () => CalicoSelector | undefined): CalicoSelector | undefined {
    const of: CalicoSelector[] = [];
    do {
      const one = parse();
      if (one === undefined) return undefined;
      of.push(one);
    } while (this.#take('mark', mark));
    return of.length === 1 ? of[0] : { kind, of };
  }

  #parseOne(depth: number): CalicoSelector | undefined {
    if (depth > deepest) return undefined;
    if (this.#take('mark', '!')) {
      const of = this.#parseOne(depth + 1);
      return of === undefined ? undefined : { kind: 'not', of };
    }
    if (this.#take('mark', '(')) {
      const inner = this.#parseAny(depth + 1);
      return this.#take('mark', ')') ? inner : undefined;
    }
    const call = this.#next('call');
    if (call !== undefined) return this.#parseCall(call);
    const key = this.#next('word');
    return key === undefined ? undefined : this.#parseTest(key);
  }

  #parseCall(name: string): CalicoSelector | undefined {
    const key = name === 'has' ? this.#next('word') : undefined;
    if (!this.#take('mark', ')')) return undefined;
    if (name === 'all' || name === 'global') return { kind: name };
    return key === undefined ? undefined : { kind: 'has', key };
  }

  #parseTest(key: string): CalicoSelector | undefined {
    if (this.#take('mark', '==')) return this.#parseText(key, 'isOne');
    if (this.#take('mark', '!=')) return this.#parseText(key, 'isNone');
    switch (this.#next('word')) {
      case 'contains':
        return this.#parseText(key, 'contains');
      case 'starts':
        return this.#take('word', 'with') ? this.#parseText(key, 'startsWith') : undefined;
      case 'startswith':
        return this.#parseText(key, 'startsWith');
      case 'ends':
        return this.#take('word', 'with') ? this.#parseText(key, 'endsWith') : undefined;
      case 'endswith':
        return this.#parseText(key, 'endsWith');
      case 'in':
        return this.#parseSet(key, 'isOne');
      case 'not':
        return this.#take('word', 'in') ? this.#parseSet(key, 'isNone') : undefined;
      case 'notin':
        return this.#parseSet(key, 'isNone');
      default:
        return undefined;
    }
  }

  #parseText(key: string, test: LabelTest): CalicoSelector | undefined {
    const text = this.#next('text');
    return text === undefined ? undefined : { kind: 'label', key, test, values: [text] };
  }

  /** A comma may stand behind the last value. */
  #parseSet(key: string, test: LabelTest): CalicoSelector | undefined {
    if (!this.#take('mark', '{')) return undefined;
    const values: string[] = [];
    for (let value = this.#next('text'); value !== undefined; value = this.#next('text')) {
      values.push(value);
      if (!this.#take('mark', ',')) break;
    }
    return this.#take('mark', '}') ? { kind: 'label', key, test, values } : undefined;
  }

  #take(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #next(kind: Token['kind']): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    this.#at++;
    return token.text;
  }
}
