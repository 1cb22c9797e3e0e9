/** Ranges that rules and destinations are told apart by. Source: RFC 6890 and the IANA special-purpose registries. */
import { parseCidr } from './address.ts';
import type { AddressRange } from './address.ts';
import { spend, stepsToWrite } from './effort.ts';
import { addressRanges, ALL_FLOWS, flowsTo, subtract } from './flowSet.ts';

/** The ranges of CIDR texts; texts that are none are left out, since they were refused where they were read. */
export function toRanges(cidrs: readonly string[]): readonly AddressRange[] {
  spend(stepsToWrite * cidrs.length);
  return cidrs.flatMap((cidr) => {
    const parsed = parseCidr(cidr);
    return parsed.ok ? [parsed.value.range] : [];
  });
}

/** What a private network can hold: RFC 1918, carrier-grade NAT (used by clouds for pods) and IPv6 unique local addresses. */
export const privateRanges = toRanges(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']);

/** Never a destination across a network: this host, loopback, link-local, multicast, reserved. */
export const unroutableRanges = toRanges([
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '::ffff:0:0/96',
  'fe80::/10',
  'ff00::/8',
]);

/**
 * What can be reached over the internet. Documentation ranges are left in: plans and samples use them in the place of
 * public addresses.
 */
export const publicRanges = addressRanges(subtract(ALL_FLOWS, flowsTo([...privateRanges, ...unroutableRanges])));
