import { areEqual, NO_FLOWS, predecessor, successor } from '../flowSet.ts';
import type { FlowSet, Segment } from '../flowSet.ts';
import type { RuleMatch } from '../ruleProgram.ts';
import {
  areEqualServices,
  intersectServices,
  isNoServices,
  NO_SERVICES,
  subtractServices,
  uniteServices,
} from '../services.ts';
import type { Services } from '../services.ts';

/** What is to be known of a rule to meet it. */
export interface SweptRule extends Pick<RuleMatch, 'certain' | 'possible'> {
  /** What of its flows comes back to the rule after it. */
  readonly back: FlowSet;
}

export interface Sweep {
  /** What each rule meets of what those before it left open. */
  readonly hits: readonly FlowSet[];
  /** What they all leave open. */
  readonly left: FlowSet;
}

/**
 * Takes flows through rules in their order, all at once: from the first address to the last, and at each of the addresses where
 * something changes through those rules alone that bear on it. A wall of rules for single addresses is met in the time that it
 * takes to sort it.
 */
export function sweepRules(open: FlowSet, rules: readonly SweptRule[]): Sweep {
  const v4 = sweepSegments(open.v4, rules, (set) => set.v4);
  const v6 = sweepSegments(open.v6, rules, (set) => set.v6);
  let previous: FlowSet = NO_FLOWS;
  const hits = rules.map(({ possible }, index): FlowSet => {
    const hit = { v4: v4.hits[index] ?? NO_FLOWS.v4, v6: v6.hits[index] ?? NO_FLOWS.v6 };
    if (hit.v4.length === 0 && hit.v6.length === 0) return NO_FLOWS;
    // Most rules of a wall meet all that they are for; those that may be for anything meet the same.
    previous = [possible, previous].find((like) => areEqual(hit, like)) ?? hit;
    return previous;
  });
  return { hits, left: { v4: v4.left, v6: v6.left } };
}

/** From an address on, a rule matches these services. */
interface Change<Value extends number | bigint> {
  readonly from: Value;
  /** The rule's index. */
  readonly rule: number;
  readonly part: keyof SweptRule | 'exactly';
  readonly services: Services;
}

/** A rule as it is at an address. */
type RuleThere = Record<keyof SweptRule, Services>;

function sweepSegments<Value extends number | bigint>(
  open: readonly Segment<Value>[],
  rules: readonly SweptRule[],
  ofFamily: (set: FlowSet) => readonly Segment<Value>[],
): { readonly hits: readonly (readonly Segment<Value>[] | undefined)[]; readonly left: readonly Segment<Value>[] } {
  const changes = open.length === 0 ? [] : findChanges(rules, ofFamily);
  if (changes.length === 0) return { hits: [], left: open };
  const hits: OpenSegment<Value>[][] = [];
  const left: OpenSegment<Value>[] = [];
  const there: RuleThere[] = [];
  /** Indices of the rules that match something there, in their order. */
  let bearing: number[] = [];
  let next = 0;
  for (const { first: begin, last: end, services } of open) {
    for (let first = begin; first <= end;) {
      const turned: number[] = [];
      for (; next < changes.length && (changes[next] as Change<Value>).from <= first; next += 1) {
        const change = changes[next] as Change<Value>;
        if (apply(change, there)) turned.push(change.rule);
      }
      if (turned.length > 0) bearing = turn(bearing, turned, there);
      const upcoming = changes[next]?.from;
      const last = upcoming === undefined || upcoming > end ? end : predecessor(upcoming);
      let undecided = services;
      for (const index of bearing) {
        if (isNoServices(undecided)) break;
        const { possible, certain, back } = there[index] as RuleThere;
        const hit = intersectServices(undecided, possible);
        if (isNoServices(hit)) continue;
        const own = hits[index];
        // Of most rules it stays the only one: a list that is to grow takes several times the memory.
        if (own === undefined) hits[index] = [{ first, last, services: hit }];
        else extend(own, first, last, hit);
        undecided = uniteServices(subtractServices(undecided, certain), intersectServices(hit, back));
      }
      extend(left, first, last, undecided);
      first = successor(last);
    }
  }
  return { hits, left };
}

function findChanges<Value extends number | bigint>(
  rules: readonly SweptRule[],
  ofFamily: (set: FlowSet) => readonly Segment<Value>[],
): readonly Change<Value>[] {
  const changes: Change<Value>[] = [];
  const add = (rule: number, part: Change<Value>['part'], segments: readonly Segment<Value>[]): void => {
    for (let index = 0; index < segments.length; index += 1) {
      const { first, last, services } = segments[index] as Segment<Value>;
      changes.push({ from: first, rule, part, services });
      const end = successor(last);
      if (segments[index + 1]?.first !== end) changes.push({ from: end, rule, part, services: NO_SERVICES });
    }
  };
  for (let rule = 0; rule < rules.length; rule += 1) {
    const { possible, certain, back } = rules[rule] as SweptRule;
    if (possible === certain) {
      add(rule, 'exactly', ofFamily(possible));
    } else {
      add(rule, 'possible', ofFamily(possible));
      add(rule, 'certain', ofFamily(certain));
    }
    add(rule, 'back', ofFamily(back));
  }
  return changes.toSorted((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
}

/** Whether the rule begins or ceases to match anything. */
function apply(
  { rule, part, services }: Pick<Change<never>, 'rule' | 'part' | 'services'>,
  there: RuleThere[],
): boolean {
  const own = (there[rule] ??= { possible: NO_SERVICES, certain: NO_SERVICES, back: NO_SERVICES });
  const matched = !isNoServices(own.possible);
  if (part === 'exactly') own.possible = own.certain = services;
  else own[part] = services;
  return matched === isNoServices(own.possible);
}

/** The rules that bear, once some have begun to match something and others have ceased to. */
function turn(bearing: number[], turned: readonly number[], there: readonly RuleThere[]): number[] {
  const bears = (rule: number): boolean => !isNoServices((there[rule] as RuleThere).possible);
  // Many are put in order all at once, as each by itself would move all that stand behind it.
  if (turned.length > fewTurned)
    return [...new Set([...bearing, ...turned])].filter(bears).toSorted((one, other) => one - other);
  for (const rule of new Set(turned)) {
    const at = findPlace(bearing, rule);
    const stands = bearing[at] === rule;
    if (bears(rule) !== stands) bearing.splice(at, stands ? 1 : 0, ...(stands ? [] : [rule]));
  }
  return bearing;
}

const fewTurned = 16;

/** One that may still grow: most changes are no end of it. */
interface OpenSegment<Value extends number | bigint> {
  readonly first: Value;
  last: Value;
  readonly services: Services;
}

function extend<Value extends number | bigint>(
  segments: OpenSegment<Value>[],
  first: Value,
  last: Value,
  services: Services,
): void {
  if (isNoServices(services)) return;
  const previous = segments.at(-1);
  const continues = previous !== undefined && successor(previous.last) === first;
  if (continues && areEqualServices(previous.services, services)) previous.last = last;
  else segments.push({ first, last, services });
}

/** Where a number stands, or belongs, in a list in rising order. */
function findPlace(sorted: readonly number[], wanted: number): number {
  let [first, end] = [0, sorted.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if ((sorted[middle] as number) < wanted) first = middle + 1;
    else end = middle;
  }
  return first;
}
