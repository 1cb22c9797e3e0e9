import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_FLOWS, intersect } from '../../flows/flowSet.ts';
import type { Destination } from '../../machine/destination.ts';
import type { Rule } from '../../machine/ruleProgram.ts';
import { arbitraryFlows, holds, sampledFlows } from '../../testing/arbitraryFlows.ts';
import type { SingleFlow } from '../../testing/arbitraryFlows.ts';
import { inAnyOrder } from './inAnyOrder.ts';

const destination: Destination = { flows: ALL_FLOWS, outside: true };
const place = { file: 'rules.yaml', document: 0, path: [], rule: 'policy' };

const arbitraryRule: fc.Arbitrary<Rule> = fc
  .tuple(fc.constantFrom('allow', 'deny', 'pass'), arbitraryFlows, arbitraryFlows)
  .map(([action, possible, some]) => ({
    action,
    place,
    match: () => ({ certain: intersect(possible, some), possible, unknownBecause: 'It is not known.' }),
  }));

/** Whether a policy may decide about a flow by another action, rule by rule. */
function mayDecideOtherwise(policy: readonly Rule[], action: Rule['action'], flow: SingleFlow): boolean {
  for (const rule of policy) {
    const { certain, possible } = rule.match(destination);
    if (rule.action !== action && holds(possible, flow)) return true;
    if (holds(certain, flow)) return false;
  }
  return false;
}

describe('policies of one priority', () => {
  it('decide for certain where no other of them may decide otherwise, flow by flow', () => {
    const policies = fc.array(fc.array(arbitraryRule, { maxLength: 3 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(policies, fc.constantFrom(...sampledFlows), (some, flow) => {
        const rules = inAnyOrder(some);
        const expected = some.flatMap((policy) =>
          policy.map((rule) => {
            const isContested = some.some((rival) => rival !== policy && mayDecideOtherwise(rival, rule.action, flow));
            return holds(rule.match(destination).certain, flow) && !isContested;
          }),
        );
        expect(rules.map((rule) => holds(rule.match(destination).certain, flow))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('of which there is one alone are what they are', () => {
    const rule: Rule = { action: 'deny', place, match: () => ({ certain: ALL_FLOWS, possible: ALL_FLOWS }) };
    expect(inAnyOrder([[rule]])).toEqual([rule]);
  });
});
