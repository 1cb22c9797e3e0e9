import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRanges } from '../flows/addressSpaces.ts';
import { Effort } from '../flows/effort.ts';
import { ALL_FLOWS, covers, flowsTo, isEmpty, NO_FLOWS, unite } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { ALL_SERVICES, servicesOf } from '../flows/services.ts';
import { arbitraryFlows } from '../testing/arbitraryFlows.ts';
import { findHiddenMatches } from './findHiddenMatches.ts';

const exactly = (flows: FlowSet) => ({ certain: flows, possible: flows });
const to = (cidr: string, services = ALL_SERVICES) => exactly(flowsTo(toRanges([cidr]), services));
const hiddenOf = (...matches: Parameters<typeof findHiddenMatches>[0]) => [...findHiddenMatches(matches)];

/** By subtraction, one match after the other. */
function findHiddenNaively(matches: Parameters<typeof findHiddenMatches>[0]): readonly number[] {
  let covered = NO_FLOWS;
  return matches.flatMap(({ certain, possible }, index) => {
    const isHidden = !isEmpty(possible) && covers(covered, possible);
    covered = unite(covered, certain);
    return isHidden ? [index] : [];
  });
}

describe('matches hidden by those before them', () => {
  it('are those that one before covers, not those that come first', () => {
    expect(hiddenOf(to('10.0.0.0/8'), to('10.1.0.0/16'), to('11.0.0.0/8'))).toEqual([1]);
    expect(hiddenOf(to('10.1.0.0/16'), to('10.0.0.0/8'))).toEqual([]);
  });

  it('are those that several cover together', () => {
    const [low, high] = [servicesOf('TCP', 0, 500), servicesOf('TCP', 501, 65535)];
    const whole = to('10.0.0.0/8', servicesOf('TCP'));
    expect(hiddenOf(to('10.0.0.0/9', low), to('10.128.0.0/9'), to('10.0.0.0/9', high), whole)).toEqual([3]);
    expect(hiddenOf(to('10.0.0.0/9', low), to('10.128.0.0/9'), whole)).toEqual([]);
  });

  it('are the second and third of three that are the same', () => {
    expect(hiddenOf(to('2001:db8::/32'), to('2001:db8::/32'), to('2001:db8::/32'))).toEqual([1, 2]);
  });

  it('are none that are covered only perhaps, and none that are empty', () => {
    const perhaps = { certain: NO_FLOWS, possible: ALL_FLOWS };
    expect(hiddenOf(perhaps, to('10.0.0.0/8'), exactly(NO_FLOWS))).toEqual([]);
  });

  it('are those that only perhaps match what is covered', () => {
    expect(hiddenOf(exactly(ALL_FLOWS), { certain: NO_FLOWS, possible: ALL_FLOWS })).toEqual([1]);
  });

  it('are found as by subtracting one after the other', () => {
    const match = fc
      .tuple(arbitraryFlows, arbitraryFlows)
      .map(([certain, more]) => ({ certain, possible: unite(certain, more) }));
    const anyMatch = fc.oneof(match, arbitraryFlows.map(exactly));
    fc.assert(
      fc.property(fc.array(anyMatch, { maxLength: 10 }), (matches) => {
        expect(hiddenOf(...matches)).toEqual(findHiddenNaively(matches));
      }),
      { numRuns: 1500 },
    );
  });

  it.each<[string, (index: number) => FlowSet]>([
    ['addresses', (index) => flowsTo([{ family: 4, first: index * 8, last: index * 8 + 12 }], servicesOf('TCP', 443))],
    ['ports', (index) => flowsTo(toRanges(['0.0.0.0/0']), servicesOf('TCP', (index % 65535) + 1))],
    [
      'both',
      (index) =>
        index % 2 === 0
          ? flowsTo([{ family: 4, first: index, last: index }])
          : flowsTo(toRanges(['0.0.0.0/0']), servicesOf('TCP', (index % 65535) + 1)),
    ],
  ])('are found among 100,000 that differ by %s', (_what, flows) => {
    const matches = Array.from({ length: 100_000 }, (_, index) => exactly(flows(index)));
    expect(findHiddenMatches([...matches, exactly(flows(50))])).toContain(100_000);
  });

  it('are not looked for in lists that there is no room to go through', () => {
    const ranges = Array.from({ length: 1000 }, (_, at) => `10.${at >> 8}.${at % 256}.0/25`);
    const long = exactly(flowsTo(toRanges(ranges)));
    const beyond = {
      possible: to('11.0.0.0/8').possible,
      get certain(): FlowSet {
        throw new Error('The lists were put together before anybody asked for room.');
      },
    };
    expect(
      new Effort(1000).attempt<readonly number[] | string>(
        () => hiddenOf(long, beyond),
        () => 'no room',
      ),
    ).toBe('no room');
  });
});
