import { formatAddress } from '../flows/address.ts';
import { addressRanges, ALL_FLOWS, flowsTo, intersect, isEmpty, servicesIn, withServices } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { Destination } from '../machine/destination.ts';
import type { AnyRule } from '../machine/ruleProgram.ts';
import {
  ALL_SERVICES,
  CONNECTION_SERVICES,
  describeServices,
  intersectServices,
  isNoServices,
} from '../flows/services.ts';
import type { Services } from '../flows/services.ts';

/** By what a rule misses a flow that it does not match. */
export interface Miss {
  readonly by: 'port' | 'address' | 'everything';
  /** What it matches at the same addresses, or elsewhere on the same ports. */
  readonly opens: FlowSet;
}

/**
 * Asks the rule about other ports at the same addresses, and about the same ports elsewhere. Only what it matches for
 * certain counts: what stands behind the address of a Service it may match on every port.
 */
export function findMiss(rule: Pick<AnyRule, 'match'>, destination: Destination): Miss {
  const { flows, host } = destination;
  const asked = servicesIn(flows);
  const isMessage = isNoServices(intersectServices(asked, CONNECTION_SERVICES));
  const anyPort = flowsTo(addressRanges(flows), isMessage ? ALL_SERVICES : CONNECTION_SERVICES);
  const there = intersect(rule.match({ ...destination, flows: anyPort }).certain, anyPort);
  if (!isEmpty(there)) return { by: 'port', opens: there };
  const anywhere = withServices(ALL_FLOWS, servicesIn(flows));
  const elsewhere = intersect(rule.match({ flows: anywhere, host, outside: false }).certain, anywhere);
  return { by: isEmpty(elsewhere) ? 'everything' : 'address', opens: elsewhere };
}

/** `opens 443/tcp there, not 5671/tcp`, of a rule that allows. */
export function describeMiss({ by, opens }: Miss, { flows }: Destination, isReceiving = false): string {
  const wanted = describePorts(servicesIn(flows));
  switch (by) {
    case 'port':
      return `opens ${describePorts(servicesIn(opens))} there, not ${wanted}`;
    case 'address':
      return `opens ${wanted}, but not ${isReceiving ? 'from' : 'to'} ${describeOne(flows)}`;
    case 'everything':
      return 'opens other ports and addresses';
  }
}

/** The address, where it is one. */
function describeOne(flows: FlowSet): string {
  const [only, ...others] = addressRanges(flows);
  const isOne = others.length === 0 && only !== undefined && only.first === only.last;
  return isOne ? formatAddress(only.family, only.first) : 'these addresses';
}

const mostPorts = 4;

/** `443/tcp, 5671/tcp`, all of a protocol in words; messages of ICMP only where there are no ports. */
export function describePorts(services: Services): string {
  const callable = intersectServices(services, CONNECTION_SERVICES);
  const ports = Object.entries(describeServices(isNoServices(callable) ? services : callable)).flatMap(
    ([protocol, numbers]) =>
      numbers.map((number) => (number === '1-65535' ? `all of ${protocol}` : `${number}/${protocol.toLowerCase()}`)),
  );
  return ports.length > mostPorts ? `${ports.slice(0, mostPorts).join(', ')} and others` : ports.join(', ');
}
