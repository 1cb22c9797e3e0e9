import { parseCidr } from '../network/flows/address.ts';
import type { AddressRange } from '../network/flows/address.ts';

/** The range of a prefix that `parsePlan` has let through. */
export function rangeOf(cidr: string): AddressRange {
  const parsed = parseCidr(cidr);
  if (!parsed.ok) throw new Error(`${parsed.failure} A plan that was parsed holds none like it.`);
  return parsed.value.range;
}

export function doOverlap(one: AddressRange, other: AddressRange): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last;
}

export function isInside(inner: AddressRange, outer: AddressRange): boolean {
  return inner.family === outer.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Addresses that no route of the internet leads to: RFC 1918, RFC 6598 (carriers), link-local, RFC 4193. */
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
].map(rangeOf);

export function isPrivate(range: AddressRange): boolean {
  return privateRanges.some((outer) => isInside(range, outer));
}
