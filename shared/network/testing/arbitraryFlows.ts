/**
 * Flow sets for property tests, and what they hold by a model without any algebra: single flows, asked for one by one.
 * Bounds are drawn from few values, so that ranges touch, overlap and repeat, at both ends of the spaces as well.
 */
import * as fc from 'fast-check';
import { LAST_IPV4, LAST_IPV6 } from '../flows/address.ts';
import type { AddressRange } from '../flows/address.ts';
import { flowsTo, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { NO_SERVICES, protocols, servicesOf, uniteServices } from '../flows/services.ts';
import type { Services } from '../flows/services.ts';

/** One flow, and whether a set holds it, by looking at its segments alone. */
export interface SingleFlow {
  readonly address: number | bigint;
  readonly protocol: keyof Services;
  readonly port: number;
}

const bounds4 = [0, 1, 2, 7, 8, 9, 30, 31, LAST_IPV4 - 2, LAST_IPV4 - 1, LAST_IPV4];
const bounds6 = [0n, 1n, 2n, 1n << 64n, (1n << 64n) + 1n, LAST_IPV6 - 1n, LAST_IPV6];
/** Those without ports as well, which are ranges of numbers too. */
export const kinds = [...protocols, 'OTHER'] as const;

const boundPorts = [0, 1, 2, 3, 53, 54, 443, 65534, 65535];

export const sampledFlows: readonly SingleFlow[] = [...bounds4, 3, 100, ...bounds6, 3n, 1n << 100n].flatMap((address) =>
  kinds.flatMap((protocol) => [...boundPorts, 80].map((port) => ({ address, protocol, port }))),
);

export function holds(set: FlowSet, { address, protocol, port }: SingleFlow): boolean {
  const segments: readonly { first: number | bigint; last: number | bigint; services: Services }[] =
    typeof address === 'bigint' ? set.v6 : set.v4;
  return segments.some(
    ({ first, last, services }) => first <= address && address <= last && hasPort(services, protocol, port),
  );
}

export function hasPort(services: Services, protocol: keyof Services, port: number): boolean {
  const ranges = services[protocol];
  return ranges.some((first, index) => index % 2 === 0 && first <= port && port <= (ranges[index + 1] ?? 0));
}

function arbitraryBounds<Bound extends number | bigint>(bounds: readonly Bound[]): fc.Arbitrary<[Bound, Bound]> {
  return fc
    .tuple(fc.constantFrom(...bounds), fc.constantFrom(...bounds))
    .map(([one, other]) => (one <= other ? [one, other] : [other, one]));
}

export const arbitraryRange: fc.Arbitrary<AddressRange> = fc.oneof(
  arbitraryBounds(bounds4).map(([first, last]): AddressRange => ({ family: 4, first, last })),
  arbitraryBounds(bounds6).map(([first, last]): AddressRange => ({ family: 6, first, last })),
);

export const arbitraryServices: fc.Arbitrary<Services> = fc
  .array(
    fc
      .tuple(fc.constantFrom(...kinds), arbitraryBounds(boundPorts))
      .map(([kind, [first, last]]) =>
        kind === 'OTHER' ? { ...NO_SERVICES, OTHER: [first, last] } : servicesOf(kind, first, last),
      ),
    { maxLength: 4 },
  )
  .map((parts) => parts.reduce(uniteServices, NO_SERVICES));

export const arbitraryFlows: fc.Arbitrary<FlowSet> = fc
  .array(
    fc
      .tuple(fc.array(arbitraryRange, { maxLength: 3 }), arbitraryServices)
      .map(([ranges, services]) => flowsTo(ranges, services)),
    { maxLength: 4 },
  )
  .map(uniteAll);
