import { spend, stepsToMake } from '../flows/effort.ts';
import { areEqual, NO_FLOWS, predecessor, successor } from '../flows/flowSet.ts';
import type { FlowSet, Segment } from '../flows/flowSet.ts';
import type { RuleMatch } from './ruleProgram.ts';
import {
  areEqualServices,
  intersectServices,
  isNoServices,
  NO_SERVICES,
  subtractServices,
  uniteServices,
} from '../flows/services.ts';
import type { Services } from '../flows/services.ts';

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

/** From an address on, rules match these services; undefined for what each of them matches in all of its list. */
interface Change<Value extends number | bigint> {
  readonly from: Value;
  readonly of: RulesOfList;
  readonly services: Services | undefined;
}

/** Rules that are for the same list of addresses change at the same places: a list that rules share is gone through once. */
interface RulesOfList {
  readonly part: keyof SweptRule | 'exactly';
  /** Indices in rising order, and of each the services in all of the list; those of one alone may differ within it. */
  readonly rules: number[];
  readonly services: Services[];
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
  /** What it made of what was open where it last met any: of addresses that stand in one list it makes the same, each time. */
  last: Meeting | undefined;
}

interface Meeting extends Record<keyof SweptRule | 'before' | 'hit' | 'after', Services> {}

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
    const start = this.#next;
    for (; this.#next < this.#changes.length; this.#next += 1) {
      const change = this.#changes[this.#next] as Change<Value>;
      if (change.from > first) break;
      this.#take(change);
    }
    if (start === this.#next) return [];
    const changed =
      this.#next - start === 1
        ? (this.#changes[start] as Change<Value>).of.rules
        : inOrder([...new Set(this.#changes.slice(start, this.#next).flatMap(({ of }) => of.rules))]);
    this.#bearing = this.#turn(changed, first);
    return changed;
  }

  #take({ from, of, services }: Change<Value>): void {
    const { part, rules } = of;
    for (let index = 0; index < rules.length; index += 1) {
      const own = (this.#there[rules[index] as number] ??= { ...nothingYet, since: from });
      const now = services ?? (of.services[index] as Services);
      if (part === 'exactly') own.possible = own.certain = now;
      else own[part] = now;
    }
  }

  /** The rules that bear, once some have begun to match something and others have ceased to. */
  #turn(changed: readonly number[], first: Value): number[] {
    const bearing = this.#bearing;
    const ceases = (rule: number): boolean => isNoServices(this.#ruleAt(rule).possible);
    for (const rule of changed) if (ceases(rule)) this.#end(rule, first);
    // Many are put in order all at once, as each by itself would move all that stand behind it.
    spend(changed.length > fewChanged ? changed.length + bearing.length : changed.length);
    if (changed.length > fewChanged) return mergeInOrder(bearing, changed).filter((rule) => !ceases(rule));
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
    spend(1);
    const own = this.#ruleAt(rule);
    const { last } = own;
    const meeting = last !== undefined && isAgain(last, own, undecided) ? last : (own.last = meet(own, undecided));
    this.#renew(rule, meeting.hit, first);
    own.before = undecided;
    own.after = meeting.after;
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
      spend(stepsToMake);
    }
    own.hit = hit;
    own.since = first;
  }

  #ruleAt(rule: number): RuleThere<Value> {
    return this.#there[rule] as RuleThere<Value>;
  }
}

function isAgain(
  last: Meeting,
  { possible, certain, back }: Record<keyof SweptRule, Services>,
  before: Services,
): boolean {
  return last.before === before && last.possible === possible && last.certain === certain && last.back === back;
}

function meet({ possible, certain, back }: Record<keyof SweptRule, Services>, before: Services): Meeting {
  const hit = intersectServices(before, possible);
  const after = isNoServices(hit)
    ? before
    : uniteServices(subtractServices(before, certain), intersectServices(hit, back));
  return { possible, certain, back, before, hit, after };
}

const nothingYet = {
  possible: NO_SERVICES,
  certain: NO_SERVICES,
  back: NO_SERVICES,
  before: undefined,
  after: NO_SERVICES,
  hit: NO_SERVICES,
  last: undefined,
};

const fewChanged = 16;

function findChanges<Value extends number | bigint>(
  rules: readonly SweptRule[],
  ofFamily: (set: FlowSet) => readonly Segment<Value>[],
): readonly Change<Value>[] {
  const changes: Change<Value>[] = [];
  const shared = new Map<string, { readonly segments: readonly Segment<Value>[]; readonly of: RulesOfList }>();
  const add = (rule: number, part: RulesOfList['part'], segments: readonly Segment<Value>[]): void => {
    const services = servicesOfAll(segments);
    const of: RulesOfList = { part, rules: [rule], services: services === undefined ? [] : [services] };
    if (services !== undefined && segments.length > 1) {
      const key = `${part} ${segments.length} ${segments[0]?.first} ${segments.at(-1)?.last}`;
      const known = shared.get(key);
      if (known !== undefined && haveSameAddresses(known.segments, segments)) {
        known.of.rules.push(rule);
        known.of.services.push(services);
        return;
      }
      shared.set(key, { segments, of });
    }
    for (let index = 0; index < segments.length; index += 1) {
      const segment = segments[index] as Segment<Value>;
      changes.push({ from: segment.first, of, services: services === undefined ? segment.services : undefined });
      const end = successor(segment.last);
      if (segments[index + 1]?.first !== end) changes.push({ from: end, of, services: NO_SERVICES });
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
  spend(stepsToMake * changes.length);
  return changes.toSorted((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
}

/** Undefined where they are not the same of all. */
function servicesOfAll(segments: readonly Segment<number | bigint>[]): Services | undefined {
  const services = segments[0]?.services;
  return segments.every((segment) => segment.services === services) ? services : undefined;
}

function haveSameAddresses<Value extends number | bigint>(
  one: readonly Segment<Value>[],
  other: readonly Segment<Value>[],
): boolean {
  return (
    one.length === other.length &&
    one.every(({ first, last }, index) => first === other[index]?.first && last === other[index].last)
  );
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

/** Numbers in rising order: of rules that share a list they come in it. */
function inOrder(numbers: number[]): readonly number[] {
  const isInOrder = numbers.every((number, index) => index === 0 || (numbers[index - 1] as number) < number);
  return isInOrder ? numbers : numbers.toSorted((one, other) => one - other);
}

/** Two lists in rising order as one, what stands in both once. */
function mergeInOrder(one: readonly number[], other: readonly number[]): readonly number[] {
  const merged: number[] = [];
  for (let at = 0, beside = 0; at < one.length || beside < other.length;) {
    const [first, second] = [one[at] ?? Infinity, other[beside] ?? Infinity];
    merged.push(Math.min(first, second));
    if (first <= second) at += 1;
    if (second <= first) beside += 1;
  }
  return merged;
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
