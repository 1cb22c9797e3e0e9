/** Addresses that something stands for: those that it does for certain, and those that it may. */
import type { AddressRange } from './address.ts';
import { toRanges } from './addressSpaces.ts';
import {
  ALL_FLOWS,
  ALL_IPV4_FLOWS,
  ALL_IPV6_FLOWS,
  covers,
  flowsTo,
  isEmpty,
  NO_FLOWS,
  overlaps,
  subtract,
  unite,
  withServices,
} from './flowSet.ts';
import type { FlowSet } from './flowSet.ts';
import type { RuleMatch } from '../machine/ruleProgram.ts';
import type { Services } from './services.ts';

/** As flow sets with every service, so that services can be cut out of them. */
export interface AddressBounds {
  readonly certain: FlowSet;
  readonly possible: FlowSet;
  /** Why the two differ. */
  readonly because?: string | undefined;
}

export const EVERYWHERE: AddressBounds = { certain: ALL_FLOWS, possible: ALL_FLOWS };
export const NOWHERE: AddressBounds = { certain: NO_FLOWS, possible: NO_FLOWS };

export function exactly(ranges: readonly AddressRange[]): AddressBounds {
  const flows = flowsTo(ranges);
  return { certain: flows, possible: flows };
}

/** A list of prefixes, as service tags, network sets and groups of addresses are, may be named by thousands of rules. */
export function exactlyThese(prefixes: readonly string[]): AddressBounds {
  const bounds = boundsOfPrefixes.get(prefixes) ?? exactly(toRanges(prefixes));
  boundsOfPrefixes.set(prefixes, bounds);
  return bounds;
}

const boundsOfPrefixes = new WeakMap<readonly string[], AddressBounds>();

export function somewhereIn(possible: FlowSet, because: string): AddressBounds {
  return { certain: NO_FLOWS, possible, because };
}

export function uniteBounds(one: AddressBounds, other: AddressBounds): AddressBounds {
  return {
    certain: unite(one.certain, other.certain),
    possible: unite(one.possible, other.possible),
    because: one.because ?? other.because,
  };
}

export function withoutBounds(whole: AddressBounds, part: AddressBounds): AddressBounds {
  return {
    certain: subtract(whole.certain, part.possible),
    possible: subtract(whole.possible, part.certain),
    because: whole.because ?? part.because,
  };
}

/** The flows of the given services towards the addresses. */
export function toMatch({ certain, possible, because }: AddressBounds, services: Services): RuleMatch {
  const sure = withServices(certain, services);
  return {
    certain: sure,
    possible: certain === possible ? sure : withServices(possible, services),
    unknownBecause: because,
  };
}

/**
 * Whether traffic from the given addresses comes from within the bounds, by address family: all flows of the families for
 * which that is certain, and of those for which it may be. Where nothing is known of the origin, only everywhere is certain.
 */
export function comesFrom(origin: readonly AddressRange[], source: AddressBounds, what: string): AddressBounds {
  if (source.certain === ALL_FLOWS) return EVERYWHERE;
  let certain = NO_FLOWS;
  let possible = NO_FLOWS;
  for (const [family, all] of [
    [4, ALL_IPV4_FLOWS],
    [6, ALL_IPV6_FLOWS],
  ] as const) {
    const known = flowsTo(origin.filter((range) => range.family === family));
    const from = isEmpty(known) ? all : known;
    if (covers(source.certain, from)) certain = unite(certain, all);
    if (overlaps(source.possible, from)) possible = unite(possible, all);
  }
  return {
    certain,
    possible,
    because:
      source.because ??
      `${what} applies to traffic from some addresses only; whether this comes from there is not known (network.nodeCidrs, network.podCidrs).`,
  };
}

export function onlyPossibly(match: RuleMatch, because: string): RuleMatch {
  return { certain: NO_FLOWS, possible: match.possible, unknownBecause: because };
}

/** Whether flows go to an address of the range, without making a set of the answer: most rules are about other addresses. */
export function reaches(flows: FlowSet, range: AddressRange): boolean {
  return range.family === 4
    ? flows.v4.some(({ first, last }) => first <= range.last && range.first <= last)
    : flows.v6.some(({ first, last }) => first <= range.last && range.first <= last);
}
