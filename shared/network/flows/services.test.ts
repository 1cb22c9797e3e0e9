import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL_SERVICES,
  CONNECTION_SERVICES,
  areEqualServices,
  coversServices,
  describeServices,
  hashServices,
  intersectServices,
  isNoServices,
  messagesOf,
  parsePorts,
  NO_SERVICES,
  servicesOf,
  servicesOfProtocol,
  subtractServices,
  uniteServices,
} from './services.ts';
import type { PortRanges, Services } from './services.ts';
import { arbitraryServices, hasPort, kinds } from '../testing/arbitraryFlows.ts';

const portsAsked = [0, 1, 2, 3, 4, 52, 53, 54, 55, 80, 442, 443, 444, 65533, 65534, 65535];

/** Sorted, neither touching nor overlapping, within the ports that there are. */
function isCanonical(ranges: PortRanges): boolean {
  return ranges.every((bound, index) => {
    const before = ranges[index - 1];
    if (bound < 0 || bound > 65535) return false;
    if (before === undefined) return true;
    return index % 2 === 1 ? before <= bound : before + 1 < bound;
  });
}

type IsOpen = (protocol: keyof Services, port: number) => boolean;

/** Ports that are open and should not be, or the reverse; a list out of order counts as well. */
function findWrong(services: Services, isOpen: IsOpen): readonly string[] {
  return kinds.flatMap((protocol) => [
    ...(isCanonical(services[protocol]) ? [] : [`${protocol}: ${services[protocol].join()}`]),
    ...portsAsked
      .filter((port) => hasPort(services, protocol, port) !== isOpen(protocol, port))
      .map((port) => `${port}/${protocol}`),
  ]);
}

describe('the services of one protocol', () => {
  it.each([
    [servicesOf('TCP'), { TCP: ['0-65535'] }],
    [servicesOf('UDP', 53), { UDP: ['53'] }],
    [servicesOf('TCP', 1), { TCP: ['1'] }],
    [servicesOf('TCP', 1, 1), { TCP: ['1'] }],
    [servicesOf('SCTP', 1000, 2000), { SCTP: ['1000-2000'] }],
    [servicesOf('TCP', 0, 65535), { TCP: ['0-65535'] }],
    [servicesOf('TCP', 0), { TCP: ['0'] }],
    [servicesOf('TCP', 65536, 70000), {}],
    [servicesOf('TCP', 2, 1), {}],
    [CONNECTION_SERVICES, { TCP: ['1-65535'], UDP: ['1-65535'], SCTP: ['1-65535'] }],
    [messagesOf('ICMP'), { ICMP: ['0-255'] }],
    [messagesOf('ICMP', 8), { ICMP: ['8'] }],
    [messagesOf('ICMP', 8, 0), { ICMP: ['8/0'] }],
    [uniteServices(messagesOf('ICMPv6', 1, 255), messagesOf('ICMPv6', 2, 0)), { ICMPv6: ['1/255-2/0'] }],
    [servicesOfProtocol(6), { TCP: ['0-65535'] }],
    [servicesOfProtocol(1), { ICMP: ['0-255'] }],
    [servicesOfProtocol(47), {}],
    [NO_SERVICES, {}],
  ])('are described by their ports: %j is %j', (services, described) => {
    expect(describeServices(services)).toEqual(described);
  });

  it('join where their ports touch', () => {
    const touching = uniteServices(servicesOf('TCP', 80, 89), servicesOf('TCP', 90, 99));
    expect(describeServices(touching)).toEqual({ TCP: ['80-99'] });
  });
});

describe('services that are equal', () => {
  it('are one and the same where they are for one port, however they came about', () => {
    const https = servicesOf('TCP', 443);
    const range = servicesOf('TCP', 440, 450);
    expect(servicesOf('TCP', 443, 443)).toBe(https);
    expect(intersectServices(servicesOf('TCP', 443, 500), servicesOf('TCP', 400, 443))).toBe(https);
    expect(subtractServices(subtractServices(range, servicesOf('TCP', 440, 442)), servicesOf('TCP', 444, 450))).toBe(
      https,
    );
    expect(describeServices(https)).toEqual({ TCP: ['443'] });
  });

  it('have the same hash, and others another', () => {
    fc.assert(
      fc.property(arbitraryServices, (services) => {
        expect(hashServices(structuredClone(services))).toBe(hashServices(services));
      }),
    );
    const one = (port: number): Services => servicesOf('TCP', port);
    const all = [443, 444, 8443].flatMap((port) => [
      one(port),
      servicesOf('UDP', port),
      subtractServices(ALL_SERVICES, one(port)),
    ]);
    expect(new Set(all.map(hashServices)).size).toBe(all.length);
  });
});

describe('the algebra of services', () => {
  it('unites, intersects and subtracts port by port', () => {
    fc.assert(
      fc.property(arbitraryServices, arbitraryServices, (a, b) => {
        const isInA: IsOpen = (...asked) => hasPort(a, ...asked);
        const isInB: IsOpen = (...asked) => hasPort(b, ...asked);
        expect(findWrong(uniteServices(a, b), (...asked) => isInA(...asked) || isInB(...asked))).toEqual([]);
        expect(findWrong(intersectServices(a, b), (...asked) => isInA(...asked) && isInB(...asked))).toEqual([]);
        expect(findWrong(subtractServices(a, b), (...asked) => isInA(...asked) && !isInB(...asked))).toEqual([]);
      }),
    );
  });

  it('finds two equal exactly where each is part of the other', () => {
    fc.assert(
      fc.property(arbitraryServices, arbitraryServices, (a, b) => {
        const same = isNoServices(subtractServices(a, b)) && isNoServices(subtractServices(b, a));
        expect(areEqualServices(a, b)).toBe(same);
        expect(areEqualServices(uniteServices(a, b), uniteServices(b, a))).toBe(true);
      }),
    );
  });

  it('knows all and nothing', () => {
    fc.assert(
      fc.property(arbitraryServices, (services) => {
        expect(uniteServices(services, NO_SERVICES)).toEqual(services);
        expect(uniteServices(services, ALL_SERVICES)).toEqual(ALL_SERVICES);
        expect(intersectServices(services, ALL_SERVICES)).toEqual(services);
        expect(isNoServices(intersectServices(services, NO_SERVICES))).toBe(true);
        expect(isNoServices(subtractServices(services, ALL_SERVICES))).toBe(true);
        expect(uniteServices(subtractServices(ALL_SERVICES, services), services)).toEqual(ALL_SERVICES);
      }),
    );
  });
});

describe('ports as they are written', () => {
  it.each([
    ['443', [443, 443]],
    ['0', [0, 0]],
    ['1025-65535', [1025, 65535]],
    ['443-80', undefined],
    ['65536', undefined],
    ['80,443', undefined],
    ['-443', undefined],
    ['', undefined],
  ])('“%s” are %j', (text, bounds) => {
    expect(parsePorts(text)).toEqual(bounds);
  });
});

describe('services that cover others', () => {
  it('are those that nothing is left of without them', () => {
    fc.assert(
      fc.property(arbitraryServices, arbitraryServices, (whole, part) => {
        expect(coversServices(whole, part)).toBe(isNoServices(subtractServices(part, whole)));
        expect(coversServices(uniteServices(whole, part), part)).toBe(true);
      }),
    );
  });
});
