import { describe, expect, it } from 'vitest';
import { toRanges } from '../flows/addressSpaces.ts';
import { flowsTo, NO_FLOWS } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { allNeeded, verdictOn, whicheverMeant } from './flowVerdict.ts';
import { verdicts } from './verdict.ts';
import type { Verdict } from './verdict.ts';

const [a, b] = [flowsTo(toRanges(['192.0.2.0/25'])), flowsTo(toRanges(['192.0.2.128/25']))];
const both = flowsTo(toRanges(['192.0.2.0/24']));

describe('the verdict on a flow', () => {
  it.each<[string, FlowSet, FlowSet, Verdict, Verdict]>([
    ['all is allowed', both, NO_FLOWS, 'allowed', 'allowed'],
    ['all is denied', NO_FLOWS, both, 'denied', 'denied'],
    ['all is open', both, both, 'unknown', 'unknown'],
    ['a part is denied', a, b, 'partly-allowed', 'unknown'],
    ['a part is open', both, b, 'unknown', 'unknown'],
    ['a part is open and the rest denied', a, both, 'denied', 'unknown'],
    [
      'a part is denied and a part open',
      flowsTo(toRanges(['192.0.2.0/25', '192.0.2.128/26'])),
      b,
      'partly-allowed',
      'unknown',
    ],
    ['more than was asked is decided', flowsTo(toRanges(['0.0.0.0/0'])), NO_FLOWS, 'allowed', 'allowed'],
  ])('whose addresses are known, and not, where %s', (_what, mayAllow, mayDeny, known, notKnown) => {
    const decision = { mayAllow, mayDeny, steps: [], unknowns: [] };
    const destination = { flows: both, outside: true };
    expect(verdictOn({ destination, addressesKnown: true }, decision)).toBe(known);
    expect(verdictOn({ destination, addressesKnown: false }, decision)).toBe(notKnown);
  });

  it('that asks for nothing is unknown: nothing was proved', () => {
    const decision = { mayAllow: both, mayDeny: NO_FLOWS, steps: [], unknowns: [] };
    expect(verdictOn({ destination: { flows: NO_FLOWS, outside: true }, addressesKnown: true }, decision)).toBe(
      'unknown',
    );
  });
});

describe('one verdict of many', () => {
  it.each<[readonly Verdict[], Verdict]>([
    [[], 'not-applicable'],
    [['not-applicable'], 'not-applicable'],
    [['allowed', 'not-applicable'], 'allowed'],
    [['allowed', 'allowed'], 'allowed'],
    [['denied', 'denied'], 'denied'],
    [['allowed', 'denied'], 'partly-allowed'],
    [['denied', 'unknown'], 'denied'],
    [['allowed', 'unknown'], 'unknown'],
    [['allowed', 'unknown', 'denied'], 'partly-allowed'],
    [['partly-allowed', 'denied'], 'partly-allowed'],
    [['partly-allowed', 'unknown'], 'partly-allowed'],
    [['unknown', 'not-applicable'], 'unknown'],
  ])('of parts that are all needed: %j is %s', (parts, verdict) => {
    expect(allNeeded(parts)).toBe(verdict);
    expect(allNeeded(parts.toReversed())).toBe(verdict);
  });

  it('is allowed of parts that are all needed only if none is denied, partly allowed or unknown', () => {
    for (const one of verdicts) {
      for (const other of verdicts) {
        const isAllowed = allNeeded([one, other]) === 'allowed';
        const isGood = [one, other].every((verdict) => verdict === 'allowed' || verdict === 'not-applicable');
        expect(isAllowed).toBe(isGood && [one, other].includes('allowed'));
      }
    }
  });

  it.each<[readonly Verdict[], Verdict]>([
    [['allowed', 'allowed'], 'allowed'],
    [['denied', 'denied'], 'denied'],
    [['allowed', 'denied'], 'unknown'],
    [['allowed', 'unknown'], 'unknown'],
  ])('of alternatives: %j is %s', (alternatives, verdict) => {
    expect(whicheverMeant(alternatives)).toBe(verdict);
  });
});
