/** Which of many ordered matches never come to bear, because those before them take all that they match. */
import { spend, stepsToMake } from '../flows/effort.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { RuleMatch } from '../machine/ruleProgram.ts';
import type { Services } from '../flows/services.ts';
import { VisibilityTree } from './visibilityTree.ts';

type Match = Pick<RuleMatch, 'certain' | 'possible'>;

/**
 * Indices of the matches of which every possible flow is matched for certain by one before. A match of nothing is not among
 * them: nothing is hidden there.
 *
 * Flows lie in a plane, addresses by services, and a match covers rectangles of it, the first match lying on top. A line is
 * swept along the addresses; a tree over the services tells what is to be seen on it. That takes n log n steps for n
 * rectangles, where subtracting one match after the other takes n squared.
 */
export function findHiddenMatches(matches: readonly Match[]): ReadonlySet<number> {
  const hidden = new Set<number>();
  for (const [index, { possible }] of matches.entries()) {
    if (possible.v4.length + possible.v6.length > 0) hidden.add(index);
  }
  for (const family of ['v4', 'v6'] as const) {
    sweep(matches, family, (index) => hidden.delete(index));
  }
  return hidden;
}

/** Where services of matches lie under the line, one entry of each list for each. */
interface Strips {
  readonly firsts: (number | bigint)[];
  /** The address after the last. */
  readonly ends: (number | bigint)[];
  readonly matches: number[];
  readonly services: Services[];
  /** Whether it covers what lies below, as what a match only may match does not. */
  readonly covers: boolean[];
}

function sweep(matches: readonly Match[], family: keyof FlowSet, see: (index: number) => void): void {
  const strips = toStrips(matches, family);
  const tree = new VisibilityTree(boundariesOf(strips.services), matches.length);
  const change = (strip: number, isLaid: boolean): void => {
    const [match, covers] = [strips.matches[strip] as number, strips.covers[strip] as boolean];
    forEachRange(strips.services[strip] as Services, (first, end) => tree.change(first, end, match, covers, isLaid));
  };
  const beginning = makeQueue(strips.firsts);
  const ending = makeQueue(strips.ends);
  // More begins than has ended until nothing is left to begin, and from then on there are only ends.
  for (let at = ending.next(); at !== undefined; at = ending.next()) {
    const begin = beginning.next();
    if (begin !== undefined && begin < at) at = begin;
    ending.takeAll(at, (strip) => change(strip, false));
    beginning.takeAll(at, (strip) => change(strip, true));
    for (let seen = tree.findUnseen(); seen !== undefined; seen = tree.findUnseen()) {
      tree.markSeen(seen);
      see(seen);
    }
  }
}

function toStrips(matches: readonly Match[], family: keyof FlowSet): Strips {
  const strips: Strips = { firsts: [], ends: [], matches: [], services: [], covers: [] };
  const add = (flows: FlowSet, match: number, covers: boolean): void => {
    spend(stepsToMake * flows[family].length);
    for (const { first, last, services } of flows[family]) {
      strips.firsts.push(first);
      strips.ends.push(typeof last === 'bigint' ? last + 1n : last + 1);
      strips.matches.push(match);
      strips.services.push(services);
      strips.covers.push(covers);
    }
  };
  for (const [index, { certain, possible }] of matches.entries()) {
    add(certain, index, true);
    if (possible !== certain) add(possible, index, false);
  }
  return strips;
}

/** Indices of values, the lowest value first. */
function makeQueue(values: readonly (number | bigint)[]) {
  const order = Uint32Array.from(values.keys()).toSorted((one, other) => {
    const value = values[one] as number | bigint;
    const than = values[other] as number | bigint;
    return value < than ? -1 : value > than ? 1 : 0;
  });
  let taken = 0;
  const next = (): number | bigint | undefined => values[order[taken] ?? -1];
  return {
    next,
    takeAll(value: number | bigint, take: (index: number) => void): void {
      for (; next() === value; taken += 1) take(order[taken] as number);
    },
  };
}

/** Where ranges of ports begin or have ended, over all protocols one after the other, those without ports last. */
function boundariesOf(services: readonly Services[]): readonly number[] {
  const boundaries = new Set<number>();
  for (const some of new Set(services)) forEachRange(some, (first, end) => boundaries.add(first).add(end));
  return [...boundaries].toSorted((one, other) => one - other);
}

const portsOfOneProtocol = 0x1_0000;

function forEachRange(services: Services, visit: (first: number, end: number) => void): void {
  for (const [order, protocol] of (['TCP', 'UDP', 'SCTP', 'OTHER'] as const).entries()) {
    const ranges = services[protocol];
    for (let index = 0; index < ranges.length; index += 2) {
      const offset = order * portsOfOneProtocol;
      visit(offset + (ranges[index] as number), offset + (ranges[index + 1] as number) + 1);
    }
  }
}
