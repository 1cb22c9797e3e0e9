import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, parseCidr } from './address.ts';
import { toRanges } from './addressSpaces.ts';
import type { AddressRange } from './address.ts';
import {
  addressRanges,
  ALL_FLOWS,
  ALL_IPV4_FLOWS,
  areEqual,
  covers,
  describeFlows,
  flowsTo,
  intersect,
  intersectAll,
  isEmpty,
  NO_FLOWS,
  overlaps,
  subtract,
  unite,
  uniteAll,
  withServices,
} from './flowSet.ts';
import type { FlowSet } from './flowSet.ts';
import {
  areEqualServices,
  CONNECTION_SERVICES,
  isNoServices,
  NO_SERVICES,
  servicesOf,
  subtractServices,
  uniteServices,
} from './services.ts';
import type { Protocol, Services } from './services.ts';
import {
  arbitraryFlows,
  arbitraryRange,
  arbitraryServices,
  hasPort,
  holds,
  sampledFlows,
} from '../testing/arbitraryFlows.ts';
import type { SingleFlow } from '../testing/arbitraryFlows.ts';

function rangeOf(cidr: string): AddressRange {
  const parsed = parseCidr(cidr);
  if (!parsed.ok) throw new Error(parsed.failure);
  return parsed.value.range;
}

/** Sorted and disjoint; neighbours differ, and nothing is empty. */
function isCanonical(segments: FlowSet['v4'] | FlowSet['v6']): boolean {
  return segments.every((segment, index) => {
    const before = segments[index - 1];
    if (segment.first > segment.last || isNoServices(segment.services)) return false;
    if (before === undefined) return true;
    const gap = BigInt(segment.first) - BigInt(before.last);
    return gap > 1n || (gap === 1n && !areEqualServices(before.services, segment.services));
  });
}

/** Flows that are held and should not be, or the reverse; a set out of its form counts as well. */
function findWrong(set: FlowSet, isHeld: (flow: SingleFlow) => boolean): readonly (SingleFlow | string)[] {
  return [
    ...(isCanonical(set.v4) && isCanonical(set.v6) ? [] : ['not in canonical form']),
    ...sampledFlows.filter((flow) => holds(set, flow) !== isHeld(flow)),
  ];
}

/** Back from what is shown to the set. */
function parseDescription(described: ReturnType<typeof describeFlows>): FlowSet {
  return uniteAll(
    described.flatMap(({ ranges, ports }) => {
      const services = Object.entries(ports).reduce<Services>(
        (all, [protocol, list]) =>
          list.reduce((some, port) => {
            const [first, last = first] = port.split('-').map(Number);
            return uniteServices(some, servicesOf(protocol as Protocol, first, last));
          }, all),
        NO_SERVICES,
      );
      return ranges.map((range) => {
        const [first, last] = range.split('-').map(parseAddress);
        return flowsTo([{ family: first?.family, first: first?.value, last: last?.value } as AddressRange], services);
      });
    }),
  );
}

describe('the algebra of flow sets', () => {
  it('holds the services towards the ranges that it was made of, and no other flow', () => {
    fc.assert(
      fc.property(fc.array(arbitraryRange, { maxLength: 5 }), arbitraryServices, (ranges, services) => {
        const isWithin = (address: number | bigint): boolean =>
          ranges.some(
            ({ family, first, last }) =>
              (family === 6) === (typeof address === 'bigint') && first <= address && address <= last,
          );
        const wrong = findWrong(
          flowsTo(ranges, services),
          ({ address, protocol, port }) => isWithin(address) && hasPort(services, protocol, port),
        );
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('unites, intersects and subtracts flow by flow, in canonical form', () => {
    fc.assert(
      fc.property(arbitraryFlows, arbitraryFlows, (a, b) => {
        expect(findWrong(unite(a, b), (flow) => holds(a, flow) || holds(b, flow))).toEqual([]);
        expect(findWrong(intersect(a, b), (flow) => holds(a, flow) && holds(b, flow))).toEqual([]);
        expect(findWrong(subtract(a, b), (flow) => holds(a, flow) && !holds(b, flow))).toEqual([]);
      }),
    );
  });

  it('keeps the laws of sets, with equal sets being equal lists', () => {
    fc.assert(
      fc.property(arbitraryFlows, arbitraryFlows, arbitraryFlows, (a, b, c) => {
        expect(unite(a, b)).toEqual(unite(b, a));
        expect(intersect(a, b)).toEqual(intersect(b, a));
        expect(unite(unite(a, b), c)).toEqual(unite(a, unite(b, c)));
        expect(intersect(intersect(a, b), c)).toEqual(intersect(a, intersect(b, c)));
        expect(intersect(a, unite(b, c))).toEqual(unite(intersect(a, b), intersect(a, c)));
        expect(unite(a, intersect(b, c))).toEqual(intersect(unite(a, b), unite(a, c)));
        expect(unite(a, intersect(a, b))).toEqual(a);
        expect(subtract(a, unite(b, c))).toEqual(intersect(subtract(a, b), subtract(a, c)));
        expect(unite(subtract(a, b), intersect(a, b))).toEqual(a);
        expect(subtract(ALL_FLOWS, subtract(ALL_FLOWS, a))).toEqual(a);
        expect(uniteAll([a, b, c])).toEqual(unite(a, unite(b, c)));
        expect(uniteAll([a, NO_FLOWS, a, b, NO_FLOWS])).toEqual(unite(a, b));
        expect(intersectAll([a, b, c])).toEqual(intersect(a, intersect(b, c)));
        expect(intersectAll([a])).toEqual(a);
        const segments = [...a.v4.map((one) => ({ v4: [one], v6: [] })), ...a.v6.map((one) => ({ v4: [], v6: [one] }))];
        expect(uniteAll(segments.toReversed())).toEqual(a);
      }),
    );
  });

  it('knows all and nothing', () => {
    fc.assert(
      fc.property(arbitraryFlows, (a) => {
        expect(unite(a, NO_FLOWS)).toEqual(a);
        expect(unite(a, ALL_FLOWS)).toEqual(ALL_FLOWS);
        expect(intersect(a, ALL_FLOWS)).toEqual(a);
        expect(isEmpty(intersect(a, NO_FLOWS))).toBe(true);
        expect(isEmpty(subtract(a, a))).toBe(true);
        expect(isEmpty(subtract(a, ALL_FLOWS))).toBe(true);
      }),
    );
    expect(uniteAll([])).toEqual(NO_FLOWS);
  });

  it('compares: equal, covering and overlapping mean what they say', () => {
    fc.assert(
      fc.property(arbitraryFlows, arbitraryFlows, (a, b) => {
        expect(areEqual(a, b)).toBe(covers(a, b) && covers(b, a));
        expect(covers(unite(a, b), b)).toBe(true);
        expect(covers(a, b)).toBe(areEqual(unite(a, b), a));
        expect(overlaps(a, b)).toBe(!isEmpty(intersect(a, b)));
        const isMissed = sampledFlows.some((flow) => holds(a, flow) && !holds(b, flow));
        expect(isMissed && covers(b, a)).toBe(false);
      }),
    );
  });

  it('narrows to some services', () => {
    fc.assert(
      fc.property(arbitraryFlows, arbitraryServices, (a, services) => {
        const isWanted = ({ protocol, port }: SingleFlow): boolean => hasPort(services, protocol, port);
        expect(findWrong(withServices(a, services), (flow) => holds(a, flow) && isWanted(flow))).toEqual([]);
      }),
    );
  });

  it('tells its addresses, whatever is open towards them', () => {
    fc.assert(
      fc.property(fc.array(arbitraryRange, { maxLength: 4 }), arbitraryFlows, (ranges, other) => {
        const part = intersect(flowsTo(ranges), other);
        expect(covers(flowsTo(addressRanges(part)), part)).toBe(true);
        expect(areEqual(flowsTo(addressRanges(flowsTo(ranges, servicesOf('UDP', 53)))), flowsTo(ranges))).toBe(true);
      }),
    );
  });

  it('shows what it holds so that it can be read back', () => {
    fc.assert(
      fc.property(arbitraryFlows, (a) => {
        const written = withServices(a, CONNECTION_SERVICES);
        expect(areEqual(parseDescription(describeFlows(written)), written)).toBe(true);
      }),
    );
  });
});

describe('what a part of a flow set comes to', () => {
  it('is the set itself where that is all of it, so that nothing is kept twice', () => {
    const few = flowsTo(toRanges(['192.0.2.0/25', '198.51.100.0/24', '2001:db8::/32']), servicesOf('TCP', 443));
    const wide = flowsTo(toRanges(['192.0.2.0/24', '198.51.100.0/24', '2001:db8::/16']), servicesOf('TCP', 1, 1000));
    expect(intersect(few, wide)).toBe(few);
    expect(intersect(wide, few)).toBe(few);
    expect(withServices(few, CONNECTION_SERVICES)).toBe(few);
    expect(intersect(wide, flowsTo(toRanges(['192.0.2.0/25'])))).not.toBe(wide);
  });

  it('is told once for equal services, also where each is a list of its own', () => {
    const but = (port: number): FlowSet =>
      flowsTo(
        toRanges([`192.0.2.${port}/32`]),
        structuredClone(subtractServices(CONNECTION_SERVICES, servicesOf('TCP', 443))),
      );
    expect(describeFlows(uniteAll([but(1), but(3), but(5)])).map(({ ranges }) => ranges.length)).toEqual([3]);
  });
});

describe('a flow set as it is shown', () => {
  it('merges halves of a range, and puts ranges with the same ports together, IPv4 before IPv6', () => {
    const https = servicesOf('TCP', 443);
    const set = uniteAll([
      flowsTo([rangeOf('2001:db8::/32')], https),
      flowsTo([rangeOf('203.0.113.128/25')], https),
      flowsTo([rangeOf('203.0.113.0/25')], https),
      flowsTo([rangeOf('198.51.100.7/32')], servicesOf('UDP', 53)),
      flowsTo([rangeOf('192.0.2.0/24')], https),
    ]);
    expect(describeFlows(set)).toEqual([
      {
        ranges: [
          '192.0.2.0-192.0.2.255',
          '203.0.113.0-203.0.113.255',
          '2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
        ],
        ports: { TCP: ['443'] },
      },
      { ranges: ['198.51.100.7-198.51.100.7'], ports: { UDP: ['53'] } },
    ]);
  });

  it('shows the whole of a family as one range', () => {
    expect(describeFlows(withServices(ALL_IPV4_FLOWS, CONNECTION_SERVICES))).toEqual([
      {
        ranges: ['0.0.0.0-255.255.255.255'],
        ports: { TCP: ['1-65535'], UDP: ['1-65535'], SCTP: ['1-65535'] },
      },
    ]);
    expect(describeFlows(ALL_FLOWS)[0]?.ranges[1]).toBe('::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
    expect(describeFlows(NO_FLOWS)).toEqual([]);
  });
});
