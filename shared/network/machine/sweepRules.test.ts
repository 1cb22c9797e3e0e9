import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRanges } from '../flows/addressSpaces.ts';
import { Effort } from '../flows/effort.ts';
import { ALL_FLOWS, areEqual, flowsTo, intersect, isEmpty, NO_FLOWS, subtract, unite } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { servicesOf } from '../flows/services.ts';
import { arbitraryFlows } from '../testing/arbitraryFlows.ts';
import { findBearing } from './findBearing.ts';
import { sweepRules } from './sweepRules.ts';
import type { Sweep, SweptRule } from './sweepRules.ts';

const arbitraryRule = fc
  .tuple(arbitraryFlows, fc.option(arbitraryFlows), fc.oneof(fc.constant(NO_FLOWS), arbitraryFlows))
  .map(([certain, more, back]): SweptRule => ({
    certain,
    possible: more === null ? certain : unite(certain, more),
    back,
  }));

/** By the definition: one rule after the other. */
function meetEach(open: FlowSet, rules: readonly SweptRule[]): Sweep {
  let left = open;
  const hits = rules.map(({ certain, possible, back }) => {
    const hit = intersect(left, possible);
    left = unite(subtract(left, certain), intersect(hit, back));
    return hit;
  });
  return { hits, left };
}

function sweepAll(open: FlowSet, rules: readonly SweptRule[]): Sweep {
  const swept = sweepRules(open, rules);
  if (swept === undefined) throw new Error('There is room for whatever they meet.');
  return swept;
}

describe('rules that are met at once', () => {
  it.each([
    ['few', { maxLength: 12 }, 1000],
    ['many that begin at one address', { minLength: 20, maxLength: 40 }, 200],
  ])('decide what they decide one by one, in their order: %s', (_how, constraints, numRuns) => {
    fc.assert(
      fc.property(arbitraryFlows, fc.array(arbitraryRule, constraints), (open, rules) => {
        const met = meetEach(open, rules);
        const { hits, left } = sweepAll(open, rules);
        expect(areEqual(left, met.left)).toBe(true);
        expect(hits.length).toBe(rules.length);
        expect(hits.every((hit, index) => areEqual(hit, met.hits[index] as FlowSet))).toBe(true);
      }),
      { numRuns },
    );
  });

  it('share one set where they meet the same, so that many of them take no more room than one', () => {
    const open = flowsTo(toRanges(['20.0.0.0/8', '198.51.100.0/24']), servicesOf('TCP', 443));
    const anything = { certain: NO_FLOWS, possible: ALL_FLOWS, back: NO_FLOWS };
    const [first, second, last] = sweepAll(open, [anything, { ...anything }, { ...anything, certain: open }]).hits;
    expect(areEqual(first as FlowSet, open)).toBe(true);
    expect(second).toBe(first);
    expect(last).toBe(first);
  });

  it('of one list of addresses each meet all of it, and what others of them leave of it', () => {
    const list = Array.from({ length: 100 }, (_, index) => `20.0.${index}.0/25`);
    const ruleFor = (prefixes: readonly string[], port: number): SweptRule => {
      const flows = flowsTo(toRanges(prefixes), servicesOf('TCP', port));
      return { certain: flows, possible: flows, back: NO_FLOWS };
    };
    const rules = [ruleFor(['20.0.7.9/32'], 443), ...[443, 80, 443].map((port) => ruleFor(list, port))];
    const met = meetEach(ALL_FLOWS, rules);
    const { hits, left } = sweepAll(ALL_FLOWS, rules);
    expect(hits).toEqual(met.hits);
    expect(areEqual(left, met.left)).toBe(true);
    expect(hits.map(({ v4 }) => v4.length)).toEqual([1, 101, 100, 0]);
  });

  it('are given up where there is no room for what they meet', () => {
    const list = flowsTo(toRanges(Array.from({ length: 100 }, (_, index) => `20.0.${index}.0/25`)));
    const rules = [
      { certain: list, possible: list, back: NO_FLOWS },
      { certain: NO_FLOWS, possible: ALL_FLOWS, back: NO_FLOWS },
    ];
    const sweepWithin = (steps: number) =>
      new Effort(steps).attempt<unknown>(
        () => sweepRules(ALL_FLOWS, rules),
        () => 'too much',
      );
    expect(sweepWithin(20_000)).toEqual(sweepRules(ALL_FLOWS, rules));
    expect(sweepWithin(2000)).toBe('too much');
  });

  it('are as many as bear on the flows, whose reach is looked up', () => {
    fc.assert(
      fc.property(arbitraryFlows, fc.array(fc.option(arbitraryFlows, { nil: undefined })), (flows, reaches) => {
        const rules = reaches.map((reach) => ({ reach }));
        const expected = rules.filter(({ reach = ALL_FLOWS }) => !isEmpty(intersect(reach, flows)));
        expect(findBearing(rules, flows)).toEqual(expected);
      }),
    );
  });
});
