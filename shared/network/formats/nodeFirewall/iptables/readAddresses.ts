/**
 * Addresses as iptables and ip6tables take them, of whose forms iptables-save prints one: octets may be left out at the end, and
 * are numbers as all others are. Source: xtables_ipparse_multiple of libxtables.
 */
import { formatAddress, parseAddress, parsePrefix, prefixLengthOfMask, spanOf } from '../../../flows/address.ts';
import type { Address, AddressRange } from '../../../flows/address.ts';
import { parseNumber } from './numbers.ts';

/** By its length or by a mask: `10.1.0.0/16`, `10.1/16`, `10.1.0.0/255.255.0.0`. Undefined for what is no prefix. */
export function readPrefix(text: string): AddressRange | 'a mask with gaps' | undefined {
  const asPrinted = parsePrefix(text);
  if (asPrinted !== undefined) return asPrinted;
  const [written = '', mask = '', ...more] = text.split('/');
  const address = readAddress(written);
  if (address === undefined || more.length > 0) return undefined;
  const { family } = address;
  if (!text.includes('/')) return rangeOf(address);
  const length = parseNumber(mask, family === 4 ? 32 : 128);
  if (length !== undefined) return rangeOf(address, length);
  const bits = mask.split('.').length === 4 || family === 6 ? readAddress(mask) : undefined;
  if (bits?.family !== family) return undefined;
  const lengthOfMask = prefixLengthOfMask(bits);
  return lengthOfMask === undefined ? 'a mask with gaps' : rangeOf(address, lengthOfMask);
}

/** `10.0.0.1-10.0.0.9`, or one address; nothing lies between two that are the wrong way round. Undefined for what is no range. */
export function readSpan(text: string): readonly AddressRange[] | undefined {
  const [first = '', last = first, ...more] = text.split('-');
  const [low, high] = [readAddress(first), readAddress(last)];
  if (low === undefined || high?.family !== low.family || more.length > 0) return undefined;
  const [from, to] = [rangeOf(low), rangeOf(high)];
  const span = from && to && spanOf(from, to);
  return span === undefined ? [] : [span];
}

function readAddress(text: string): Address | undefined {
  const asPrinted = parseAddress(text);
  if (asPrinted !== undefined) return asPrinted;
  const octets = text.split('.').map((octet) => parseNumber(octet, 255));
  if (octets.length > 4 || octets.includes(undefined)) return undefined;
  return parseAddress([...octets, 0, 0, 0].slice(0, 4).join('.'));
}

function rangeOf({ family, value }: Address, length = family === 4 ? 32 : 128): AddressRange | undefined {
  return parsePrefix(`${formatAddress(family, value)}/${length}`);
}
