import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRanges } from '../addressSpaces.ts';
import { ALL_FLOWS, areEqual, flowsTo, intersect, isEmpty, NO_FLOWS, subtract, unite } from '../flowSet.ts';
import type { FlowSet } from '../flowSet.ts';
import { servicesOf } from '../services.ts';
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

describe('rules that are met at once', () => {
  it.each([
    ['few', { maxLength: 12 }, 1000],
    ['many that begin at one address', { minLength: 20, maxLength: 40 }, 200],
  ])('decide what they decide one by one, in their order: %s', (_how, constraints, numRuns) => {
    fc.assert(
      fc.property(arbitraryFlows, fc.array(arbitraryRule, constraints), (open, rules) => {
        const [swept, met] = [sweepRules(open, rules), meetEach(open, rules)];
        expect(areEqual(swept.left, met.left)).toBe(true);
        expect(swept.hits.length).toBe(rules.length);
        expect(swept.hits.every((hit, index) => areEqual(hit, met.hits[index] as FlowSet))).toBe(true);
      }),
      { numRuns },
    );
  });

  it('share one set where they meet the same, so that many of them take no more room than one', () => {
    const open = flowsTo(toRanges(['20.0.0.0/8', '198.51.100.0/24']), servicesOf('TCP', 443));
    const anything = { certain: NO_FLOWS, possible: ALL_FLOWS, back: NO_FLOWS };
    const [first, second, last] = sweepRules(open, [anything, { ...anything }, { ...anything, certain: open }]).hits;
    expect(areEqual(first as FlowSet, open)).toBe(true);
    expect(second).toBe(first);
    expect(last).toBe(first);
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
