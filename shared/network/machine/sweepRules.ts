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
interface RuleThere<Value extends number | bigint> extends Record<keyof SweptRule, Services> {
  /** What those before it leave open there; undefined where that is nothing. */
  before: Services | undefined;
  /** What it leaves open itself. */
  after: Services;
  /** What it has met `since` an address. */
  hit: Services;
  since: Value;
}

interface Swept<Value extends number | bigint> {
  readonly hits: readonly (readonly Segment<Value>[] | undefined)[];
  readonly left: readonly Segment<Value>[];
}

function sweepSegments<Value extends number | bigint>(
  open: readonly Segment<Value>[],
  rules: readonly SweptRule[],
  ofFamily: (set: FlowSet) => readonly Segment<Value>[],
): Swept<Value> {
  const changes = open.length === 0 ? [] : findChanges(rules, ofFamily);
  return changes.length === 0 ? { hits: [], left: open } : new SegmentSweep(changes).through(open);
}

/**
 * From address to address only what a change there brings about is worked out: a rule before it meets what it met, and so do
 * those behind it for which nothing else is left open than before.
 */
class SegmentSweep<Value extends number | bigint> {
  readonly #changes: readonly Change<Value>[];
  #next = 0;
  readonly #there: RuleThere<Value>[] = [];
  /** Indices of the rules that match something there, in their order. */
  #bearing: number[] = [];
  readonly #hits: Segment<Value>[][] = [];
  /** What they all leave open there. */
  #left: Services = NO_SERVICES;

  constructor(changes: readonly Change<Value>[]) {
    this.#changes = changes;
  }

  through(open: readonly Segment<Value>[]): Swept<Value> {
    const left: OpenSegment<Value>[] = [];
    let beyond: Value | undefined;
    for (const { first: begin, last: end, services } of open) {
      if (beyond !== undefined && beyond !== begin) this.#endFrom(0, beyond, []);
      for (let first = begin; first <= end;) {
        const changed = this.#changeAt(first);
        if (first === begin) this.#meetAll(first, services, changed);
        else this.#meetAgain(first, services, changed);
        const upcoming = this.#changes[this.#next]?.from;
        const last = upcoming === undefined || upcoming > end ? end : predecessor(upcoming);
        extend(left, first, last, this.#left);
        first = successor(last);
      }
      beyond = successor(end);
    }
    if (beyond !== undefined) this.#endFrom(0, beyond, []);
    return { hits: this.#hits, left };
  }

  /** Takes up what changes up to an address, and says which rules it changes, in their order. */
  #changeAt(first: Value): readonly number[] {
    const changed = new Set<number>();
    for (; this.#next < this.#changes.length; this.#next += 1) {
      const { from, rule, part, services } = this.#changes[this.#next] as Change<Value>;
      if (from > first) break;
      const own = (this.#there[rule] ??= { ...nothingYet, since: first });
      if (part === 'exactly') own.possible = own.certain = services;
      else own[part] = services;
      changed.add(rule);
    }
    if (changed.size === 0) return [];
    const sorted = changed.size === 1 ? [...changed] : [...changed].toSorted((one, other) => one - other);
    this.#bearing = this.#turn(sorted, first);
    return sorted;
  }

  /** The rules that bear, once some have begun to match something and others have ceased to. */
  #turn(changed: readonly number[], first: Value): number[] {
    const bearing = this.#bearing;
    const ceases = (rule: number): boolean => isNoServices(this.#ruleAt(rule).possible);
    for (const rule of changed) if (ceases(rule)) this.#end(rule, first);
    // Many are put in order all at once, as each by itself would move all that stand behind it.
    if (changed.length > fewChanged) {
      const now = [...new Set([...bearing, ...changed])].filter((rule) => !ceases(rule));
      return now.toSorted((one, other) => one - other);
    }
    for (const rule of changed) {
      const at = findPlace(bearing, rule);
      const stands = bearing[at] === rule;
      if (stands && ceases(rule)) bearing.splice(at, 1);
      else if (!stands && !ceases(rule)) bearing.splice(at, 0, rule);
    }
    return bearing;
  }

  #meetAll(first: Value, services: Services, changed: readonly number[]): void {
    let undecided = services;
    for (let at = 0; at < this.#bearing.length; at += 1) {
      if (isNoServices(undecided)) {
        this.#endFrom(at, first, changed);
        break;
      }
      undecided = this.#meet(this.#bearing[at] as number, undecided, first);
    }
    this.#left = undecided;
  }

  /** Each changed rule, and those behind it until they meet what they met before. */
  #meetAgain(first: Value, services: Services, changed: readonly number[]): void {
    for (let pending = 0; pending < changed.length;) {
      let at = findPlace(this.#bearing, changed[pending] as number);
      const previous = at === 0 ? undefined : this.#ruleAt(this.#bearing[at - 1] as number);
      // Those before it leave nothing open for it.
      if (previous !== undefined && previous.before === undefined) return;
      let undecided = previous?.after ?? services;
      let isAsBefore = false;
      for (; at < this.#bearing.length && !isAsBefore; at += 1) {
        const rule = this.#bearing[at] as number;
        while ((changed[pending] ?? Infinity) < rule) pending += 1;
        const { before } = this.#ruleAt(rule);
        if (changed[pending] !== rule && before !== undefined && areEqualServices(before, undecided)) {
          isAsBefore = true;
        } else if (isNoServices(undecided)) {
          this.#endFrom(at, first, changed);
          this.#left = undecided;
          return;
        } else {
          undecided = this.#meet(rule, undecided, first);
        }
      }
      if (isAsBefore) continue;
      this.#left = undecided;
      return;
    }
  }

  /** What a rule leaves open of what those before it do. */
  #meet(rule: number, undecided: Services, first: Value): Services {
    const own = this.#ruleAt(rule);
    const hit = intersectServices(undecided, own.possible);
    this.#renew(rule, hit, first);
    own.before = undecided;
    own.after = isNoServices(hit)
      ? undecided
      : uniteServices(subtractServices(undecided, own.certain), intersectServices(hit, own.back));
    return own.after;
  }

  /** The rules from a place on meet nothing more. Behind those that changed they have met something up to the first that has not. */
  #endFrom(start: number, first: Value, changed: readonly number[]): void {
    const lastChanged = changed.at(-1) ?? -1;
    for (let at = start; at < this.#bearing.length; at += 1) {
      const rule = this.#bearing[at] as number;
      if (this.#ruleAt(rule).before !== undefined) this.#end(rule, first);
      else if (rule > lastChanged) return;
    }
  }

  #end(rule: number, first: Value): void {
    this.#renew(rule, NO_SERVICES, first);
    this.#ruleAt(rule).before = undefined;
  }

  #renew(rule: number, hit: Services, first: Value): void {
    const own = this.#ruleAt(rule);
    if (areEqualServices(own.hit, hit)) return;
    if (!isNoServices(own.hit)) {
      const met = { first: own.since, last: predecessor(first), services: own.hit };
      // Of most rules it stays the only one: a list that is to grow takes several times the memory.
      if (this.#hits[rule] === undefined) this.#hits[rule] = [met];
      else this.#hits[rule].push(met);
    }
    own.hit = hit;
    own.since = first;
  }

  #ruleAt(rule: number): RuleThere<Value> {
    return this.#there[rule] as RuleThere<Value>;
  }
}

const nothingYet = {
  possible: NO_SERVICES,
  certain: NO_SERVICES,
  back: NO_SERVICES,
  before: undefined,
  after: NO_SERVICES,
  hit: NO_SERVICES,
};

const fewChanged = 16;

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
