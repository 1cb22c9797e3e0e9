/**
 * Sets of flows: to which address, over which protocol, on which port. The one value that all formats are judged in.
 *
 * The address space of each family is cut into segments, each with the services open towards it. That form is canonical
 * (sorted, disjoint, neighbours differ, nothing empty), so union, intersection and difference are one sweep over two lists
 * and equal sets are equal lists.
 */
import { entryOf } from '../../kernel/entryOf.ts';
import { fitted } from '../../kernel/fitted.ts';
import { none } from '../../kernel/none.ts';
import { formatAddress, LAST_IPV4, LAST_IPV6 } from './address.ts';
import { spend, stepsToMake, stepsToWrite } from './effort.ts';
import type { AddressRange, Family } from './address.ts';
import {
  ALL_SERVICES,
  areEqualServices,
  CONNECTION_SERVICES,
  coversServices,
  describePortless,
  describeServices,
  hashServices,
  intersectServices,
  isNoServices,
  NO_SERVICES,
  overlapServices,
  subtractServices,
  uniteAllServices,
  uniteServices,
} from './services.ts';
import type { Services } from './services.ts';
import type { Traffic } from '../judging/verdict.ts';

/** Addresses from `first` to `last`, towards each of which the same is open. */
export interface Segment<Value extends number | bigint> {
  readonly first: Value;
  readonly last: Value;
  readonly services: Services;
}

export interface FlowSet {
  readonly v4: readonly Segment<number>[];
  readonly v6: readonly Segment<bigint>[];
}

export const NO_FLOWS: FlowSet = { v4: [], v6: [] };
export const ALL_FLOWS: FlowSet = {
  v4: [{ first: 0, last: LAST_IPV4, services: ALL_SERVICES }],
  v6: [{ first: 0n, last: LAST_IPV6, services: ALL_SERVICES }],
};
export const ALL_IPV4_FLOWS: FlowSet = { v4: ALL_FLOWS.v4, v6: [] };
export const ALL_IPV6_FLOWS: FlowSet = { v4: [], v6: ALL_FLOWS.v6 };
/** Whatever a connection can be opened to: what is asked about where nothing narrower is. */
export const ALL_CONNECTIONS: FlowSet = {
  v4: [{ first: 0, last: LAST_IPV4, services: CONNECTION_SERVICES }],
  v6: [{ first: 0n, last: LAST_IPV6, services: CONNECTION_SERVICES }],
};

/** The given services towards every address of the ranges. */
export function flowsTo(ranges: readonly AddressRange[], services: Services = ALL_SERVICES): FlowSet {
  if (isNoServices(services)) return NO_FLOWS;
  const [only] = ranges;
  if (only !== undefined && ranges.length === 1) {
    return only.family === 4
      ? { v4: [{ first: only.first, last: only.last, services }], v6: none }
      : { v4: none, v6: [{ first: only.first, last: only.last, services }] };
  }
  const v4: Segment<number>[] = [];
  const v6: Segment<bigint>[] = [];
  for (const range of ranges) {
    if (range.family === 4) v4.push({ first: range.first, last: range.last, services });
    else v6.push({ first: range.first, last: range.last, services });
  }
  return { v4: mergeSegments(v4), v6: mergeSegments(v6) };
}

/** Segments of equal services in any order, overlapping or not, as a canonical list. */
function mergeSegments<Value extends number | bigint>(segments: Segment<Value>[]): readonly Segment<Value>[] {
  spend(stepsToMake * segments.length);
  if (segments.length < 2) return segments;
  segments.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const merged: Segment<Value>[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (last !== undefined && segment.first <= successor(last.last)) {
      if (segment.last > last.last) merged[merged.length - 1] = { ...last, last: segment.last };
    } else {
      merged.push(segment);
    }
  }
  return merged;
}

export function unite(a: FlowSet, b: FlowSet): FlowSet {
  if (isEmpty(a)) return b;
  if (isEmpty(b) || a === b) return a;
  return combine(a, b, uniteServices);
}

export function intersect(a: FlowSet, b: FlowSet): FlowSet {
  if (a === b || b === ALL_FLOWS) return a;
  if (a === ALL_FLOWS) return b;
  const v4 = intersectSegments(a.v4, b.v4);
  const v6 = intersectSegments(a.v6, b.v6);
  if (v4 === a.v4 && v6 === a.v6) return a;
  if (v4 === b.v4 && v6 === b.v6) return b;
  // Of many rules most have nothing in common with what is asked about: that they share one result saves millions.
  return v4.length + v6.length === 0 ? NO_FLOWS : { v4, v6 };
}

export function subtract(a: FlowSet, b: FlowSet): FlowSet {
  if (isEmpty(a) || isEmpty(b)) return a;
  if (a === b || b === ALL_FLOWS) return NO_FLOWS;
  return { v4: subtractSegments(a.v4, b.v4), v6: subtractSegments(a.v6, b.v6) };
}

/** What the two have in common. */
function intersectSegments<Value extends number | bigint>(
  a: readonly Segment<Value>[],
  b: readonly Segment<Value>[],
): readonly Segment<Value>[] {
  if (a.length === 0 || b === ALL_FLOWS.v4 || b === ALL_FLOWS.v6) return a;
  if (areApart(a, b)) return none;
  const result: Segment<Value>[] = [];
  meet(a, b, (segmentA, segmentB) => {
    const first = segmentA.first < segmentB.first ? segmentB.first : segmentA.first;
    const last = segmentA.last < segmentB.last ? segmentA.last : segmentB.last;
    const services = intersectServices(segmentA.services, segmentB.services);
    const isOfA = segmentA.services === services && segmentA.first === first && segmentA.last === last;
    append(result, first, last, services, isOfA ? segmentA : segmentB);
    return false;
  });
  return holdsTheSame(result, a) ? a : holdsTheSame(result, b) ? b : made(result);
}

/** Whether two lists are of the same segments: what is made of one and comes to the same is not kept beside it. */
function holdsTheSame<Value extends number | bigint>(
  one: readonly Segment<Value>[],
  other: readonly Segment<Value>[],
): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

/** Whether one ends before the other begins. */
function areApart<Value extends number | bigint>(a: readonly Segment<Value>[], b: readonly Segment<Value>[]): boolean {
  if (a.length === 0 || b.length === 0) return true;
  return isBefore(a, b) || isBefore(b, a);
}

function isBefore<Value extends number | bigint>(a: readonly Segment<Value>[], b: readonly Segment<Value>[]): boolean {
  return (a[a.length - 1] as Segment<Value>).last < (b[0] as Segment<Value>).first;
}

/** Each two segments with addresses in common, until one is enough; of a long list only what the other can touch is looked at. */
function meet<Value extends number | bigint>(
  a: readonly Segment<Value>[],
  b: readonly Segment<Value>[],
  isEnough: (segmentA: Segment<Value>, segmentB: Segment<Value>) => boolean,
): boolean {
  let indexA = 0;
  let indexB = 0;
  for (let steps = 1; ; steps += 1) {
    const segmentA = a[indexA];
    const segmentB = b[indexB];
    if (segmentA === undefined || segmentB === undefined) {
      spend(steps);
      return false;
    }
    if (segmentA.last < segmentB.first) {
      indexA = findReaching(a, indexA + 1, segmentB.first);
    } else if (segmentB.last < segmentA.first) {
      indexB = findReaching(b, indexB + 1, segmentA.first);
    } else {
      if (isEnough(segmentA, segmentB)) return true;
      if (segmentA.last <= segmentB.last) indexA += 1;
      if (segmentB.last <= segmentA.last) indexB += 1;
    }
  }
}

/** What is left of `a`; the same list where nothing of it is taken away. */
function subtractSegments<Value extends number | bigint>(
  a: readonly Segment<Value>[],
  b: readonly Segment<Value>[],
): readonly Segment<Value>[] {
  const [first, last] = [a[0], a.at(-1)];
  if (first === undefined || last === undefined) return a;
  const begin = findReaching(b, 0, first.first);
  const behind = findReaching(b, begin, last.last);
  const end = (b[behind]?.first ?? successor(last.last)) > last.last ? behind : behind + 1;
  return begin === end ? a : sweep(a, b.slice(begin, end), subtractServices);
}

/**
 * Index of the first segment from `from` on that ends at the address or behind it; in doubling steps, so that a near one is
 * found as fast as by looking at each.
 */
function findReaching<Value extends number | bigint>(
  segments: readonly Segment<Value>[],
  from: number,
  address: Value,
): number {
  let before = from - 1;
  let step = 1;
  while (before + step < segments.length && (segments[before + step] as Segment<Value>).last < address) {
    before += step;
    step *= 2;
  }
  let reached = Math.min(before + step, segments.length);
  while (reached - before > 1) {
    const middle = (before + reached) >> 1;
    if ((segments[middle] as Segment<Value>).last >= address) reached = middle;
    else before = middle;
  }
  return reached;
}

/**
 * The union of many sets. What rules decide has nothing in common and is put in order, or is the same for one after the other;
 * other sets are halved, so that n small ones cost n log n and not n squared.
 */
export function uniteAll(sets: readonly FlowSet[]): FlowSet {
  const filled = sets.filter((set) => !isEmpty(set));
  return uniteDifferent(filled.filter((set, index) => index === 0 || !areEqual(set, filled[index - 1] as FlowSet)));
}

function uniteDifferent(sets: readonly FlowSet[]): FlowSet {
  if (sets.length === 0) return NO_FLOWS;
  if (sets.length === 1) return sets[0] as FlowSet;
  if (sets.length > 2 && !haveNeighboursInCommon(sets)) {
    const v4 = joinDisjoint(sets.map((set) => set.v4));
    const v6 = joinDisjoint(sets.map((set) => set.v6));
    if (v4 !== undefined && v6 !== undefined) return { v4, v6 };
  }
  const middle = sets.length >> 1;
  return unite(uniteDifferent(sets.slice(0, middle)), uniteDifferent(sets.slice(middle)));
}

/** What many sets, of which there is one at least, have in common; halved as in `uniteAll`. */
export function intersectAll(sets: readonly FlowSet[]): FlowSet {
  const [first = NO_FLOWS] = sets;
  if (sets.length < 2) return first;
  const middle = sets.length >> 1;
  return intersect(intersectAll(sets.slice(0, middle)), intersectAll(sets.slice(middle)));
}

/** To put thousands in order takes long, where it then shows that they overlap, and those of doubtful rules do one by one. */
function haveNeighboursInCommon(sets: readonly FlowSet[]): boolean {
  return sets.some((set, index) => index > 0 && shareAddresses(set, sets[index - 1] as FlowSet));
}

/** Whether two sets have an address in common, whatever is open towards it. */
export function shareAddresses(a: FlowSet, b: FlowSet): boolean {
  return meet(a.v4, b.v4, isAny) || meet(a.v6, b.v6, isAny);
}

function isAny(): boolean {
  return true;
}

/** Segments of several lists as one list; undefined where some have addresses in common. */
function joinDisjoint<Value extends number | bigint>(
  lists: readonly (readonly Segment<Value>[])[],
): readonly Segment<Value>[] | undefined {
  const filled = lists.filter(({ length }) => length > 0);
  if (filled.length < 2) return filled[0] ?? [];
  const sorted = filled.flat().toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  for (let index = 1; index < sorted.length; index += 1) {
    if ((sorted[index] as Segment<Value>).first <= (sorted[index - 1] as Segment<Value>).last) return undefined;
  }
  const joined: Segment<Value>[] = [];
  for (const segment of sorted) append(joined, segment.first, segment.last, segment.services, segment);
  return made(joined);
}

export function isEmpty(set: FlowSet): boolean {
  return set.v4.length === 0 && set.v6.length === 0;
}

/** What a set takes to be gone through. */
export function countRanges({ v4, v6 }: FlowSet): number {
  return v4.length + v6.length;
}

export function overlaps(a: FlowSet, b: FlowSet): boolean {
  return meet(a.v4, b.v4, haveServiceInCommon) || meet(a.v6, b.v6, haveServiceInCommon);
}

function haveServiceInCommon(a: Pick<Segment<never>, 'services'>, b: Pick<Segment<never>, 'services'>): boolean {
  return overlapServices(a.services, b.services);
}

/** Whether every flow of `part` is in `whole`. */
export function covers(whole: FlowSet, part: FlowSet): boolean {
  return whole === part || (coversSegments(whole.v4, part.v4) && coversSegments(whole.v6, part.v6));
}

/** Stops at the first segment that is not covered, as most rules cover none of what is asked about. */
function coversSegments<Value extends number | bigint>(
  whole: readonly Segment<Value>[],
  part: readonly Segment<Value>[],
): boolean {
  let index = 0;
  for (const { first, last, services } of part) {
    spend(1);
    index = findReaching(whole, index, first);
    for (let start = first; ; index += 1) {
      const segment = whole[index];
      if (segment === undefined || segment.first > start) return false;
      if (!coversServices(segment.services, services)) return false;
      if (segment.last >= last) break;
      start = successor(segment.last);
    }
  }
  return true;
}

export function areEqual(a: FlowSet, b: FlowSet): boolean {
  return a === b || (areEqualSegments(a.v4, b.v4) && areEqualSegments(a.v6, b.v6));
}

function areEqualSegments<Value extends number | bigint>(
  a: readonly Segment<Value>[],
  b: readonly Segment<Value>[],
): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  spend(a.length);
  return a.every((segment, index) => {
    const other = b[index] as Segment<Value>;
    return (
      segment.first === other.first && segment.last === other.last && areEqualServices(segment.services, other.services)
    );
  });
}

/** The same addresses, with only those of the given services that are open. */
export function withServices(set: FlowSet, services: Services): FlowSet {
  // Of many rules few are for the services that are asked about.
  spend(countRanges(set));
  if (!set.v4.some(isFor, services) && !set.v6.some(isFor, services)) return NO_FLOWS;
  const v4 = mapServices(set.v4, (open) => intersectServices(open, services));
  const v6 = mapServices(set.v6, (open) => intersectServices(open, services));
  return v4 === set.v4 && v6 === set.v6 ? set : { v4, v6 };
}

function isFor(this: Services, segment: Segment<number> | Segment<bigint>): boolean {
  return overlapServices(segment.services, this);
}

/** The addresses of a set as ranges, whatever is open towards them. */
export function addressRanges(set: FlowSet): readonly AddressRange[] {
  const whole = { v4: mapServices(set.v4, () => ALL_SERVICES), v6: mapServices(set.v6, () => ALL_SERVICES) };
  return [
    ...whole.v4.map(({ first, last }) => ({ family: 4 as const, first, last })),
    ...whole.v6.map(({ first, last }) => ({ family: 6 as const, first, last })),
  ];
}

/** Everything that is open towards any of the addresses. */
export function servicesIn(set: FlowSet): Services {
  return uniteAllServices([...new Set([...set.v4, ...set.v6].map(({ services }) => services))]);
}

/** To how many addresses something is open; of IPv6 about. */
export function countAddresses(set: FlowSet): number {
  spend(countRanges(set));
  const count4 = set.v4.reduce((sum, { first, last }) => sum + (last - first + 1), 0);
  return set.v6.reduce((sum, { first, last }) => sum + Number(last - first + 1n), count4);
}

/**
 * What connections can be opened to, for people and for JSON: ranges with the same services stand together, IPv4 before IPv6. What
 * has no ports is told of where it is among the services.
 */
export function describeFlows(flows: FlowSet, told = CONNECTION_SERVICES): readonly Traffic[] {
  const set = withServices(flows, told);
  spend(stepsToWrite * countRanges(set));
  const groups: Group[] = [];
  /** Most segments share their services, which are not compared again. */
  const groupOf = new Map<Services, Group>();
  const alike = new Map<number, Group[]>();
  const findGroup = (services: Services): Group => {
    const some = entryOf(alike, hashServices(services), (): Group[] => []);
    let group = some.find((one) => areEqualServices(one.services, services));
    if (group === undefined) {
      group = { services, ranges: [], families: new Set() };
      some.push(group);
      groups.push(group);
    }
    groupOf.set(services, group);
    return group;
  };
  const add = (family: Family, { first, last, services }: Segment<number> | Segment<bigint>): void => {
    const group = groupOf.get(services) ?? findGroup(services);
    group.ranges.push(`${formatAddress(family, first)}-${formatAddress(family, last)}`);
    group.families.add(family);
  };
  for (const segment of set.v4) add(4, segment);
  for (const segment of set.v6) add(6, segment);
  return groups.flatMap(({ services, ranges, families }) => {
    const [ports, withoutPorts] = [describeServices({ ...services, OTHER: [] }), describePortless(services, families)];
    if (withoutPorts.length > 0) return [{ ranges, ports, withoutPorts }];
    return Object.keys(ports).length === 0 ? [] : [{ ranges, ports }];
  });
}

/** Addresses towards which the same is open, as ranges in words. */
interface Group {
  readonly services: Services;
  readonly ranges: string[];
  readonly families: Set<Family>;
}

function combine(a: FlowSet, b: FlowSet, operation: (a: Services, b: Services) => Services): FlowSet {
  return { v4: sweep(a.v4, b.v4, operation), v6: sweep(a.v6, b.v6, operation) };
}

function mapServices<Value extends number | bigint>(
  segments: readonly Segment<Value>[],
  change: (services: Services) => Services,
): readonly Segment<Value>[] {
  const [only] = segments;
  if (only === undefined) return none;
  if (segments.length === 1) {
    const services = change(only.services);
    if (services === only.services) return segments;
    return isNoServices(services) ? none : [{ first: only.first, last: only.last, services }];
  }
  const result: Segment<Value>[] = [];
  for (const segment of segments) append(result, segment.first, segment.last, change(segment.services), segment);
  return holdsTheSame(result, segments) ? segments : made(result);
}

/** Walks both lists once, cutting at every boundary of either. `operation(none, none)` must be none. */
function sweep<Value extends number | bigint>(
  a: readonly Segment<Value>[],
  b: readonly Segment<Value>[],
  operation: (a: Services, b: Services) => Services,
): readonly Segment<Value>[] {
  spend(a.length + b.length);
  const result: Segment<Value>[] = [];
  let indexA = 0;
  let indexB = 0;
  /** Where the part of the current segments that is still to be handled begins. */
  let startA = a[0]?.first;
  let startB = b[0]?.first;
  while (indexA < a.length || indexB < b.length) {
    const segmentA = a[indexA];
    const segmentB = b[indexB];
    if (
      segmentA !== undefined &&
      startA !== undefined &&
      (segmentB === undefined || segmentA.last < (startB as Value))
    ) {
      append(result, startA, segmentA.last, operation(segmentA.services, NO_SERVICES), segmentA);
      startA = a[++indexA]?.first;
    } else if (
      segmentB !== undefined &&
      startB !== undefined &&
      (segmentA === undefined || segmentB.last < (startA as Value))
    ) {
      append(result, startB, segmentB.last, operation(NO_SERVICES, segmentB.services), segmentB);
      startB = b[++indexB]?.first;
    } else if (segmentA !== undefined && segmentB !== undefined && startA !== undefined && startB !== undefined) {
      if (startA < startB) {
        append(result, startA, predecessor(startB), operation(segmentA.services, NO_SERVICES));
        startA = startB;
      } else if (startB < startA) {
        append(result, startB, predecessor(startA), operation(NO_SERVICES, segmentB.services));
        startB = startA;
      }
      const last = segmentA.last < segmentB.last ? segmentA.last : segmentB.last;
      append(result, startA, last, operation(segmentA.services, segmentB.services), segmentA);
      startA = segmentA.last === last ? a[++indexA]?.first : successor(last);
      startB = segmentB.last === last ? b[++indexB]?.first : successor(last);
    }
  }
  return made(result);
}

/** A list that is kept. */
function made<Item>(list: Item[]): readonly Item[] {
  spend(stepsToMake * list.length);
  return fitted(list);
}

function append<Value extends number | bigint>(
  segments: Segment<Value>[],
  first: Value,
  last: Value,
  services: Services,
  /** A segment that it may be the same as, so that most are shared by the sets that hold them. */
  like?: Segment<Value>,
): void {
  if (isNoServices(services)) return;
  const previous = segments.at(-1);
  if (previous !== undefined && successor(previous.last) === first && areEqualServices(previous.services, services)) {
    segments[segments.length - 1] = { first: previous.first, last, services };
  } else {
    const isSame = like !== undefined && like.first === first && like.last === last && like.services === services;
    segments.push(isSame ? like : { first, last, services });
  }
}

/** Both families count in steps of one, each in its own kind of number. */
export function successor<Value extends number | bigint>(value: Value): Value {
  return (typeof value === 'bigint' ? value + 1n : (value as number) + 1) as Value;
}

export function predecessor<Value extends number | bigint>(value: Value): Value {
  return (typeof value === 'bigint' ? value - 1n : (value as number) - 1) as Value;
}
