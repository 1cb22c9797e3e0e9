/** IP addresses and CIDR prefixes, parsed strictly: what the products refuse is refused here. */
import { fail, succeed } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';

export type Family = 4 | 6;

/** An address as a number of its family: IPv4 as a `number`, IPv6 as a `bigint`. */
export type Address = { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint };

/** An inclusive range of one family. */
export type AddressRange =
  | { readonly family: 4; readonly first: number; readonly last: number }
  | { readonly family: 6; readonly first: bigint; readonly last: bigint };

/** A prefix; `canonical` has the host bits cleared, `hasHostBits` says that the text had some set. */
export interface Cidr {
  readonly range: AddressRange;
  readonly prefixLength: number;
  readonly hasHostBits: boolean;
  readonly canonical: string;
}

export const LAST_IPV4 = 0xffff_ffff;
export const LAST_IPV6 = (1n << 128n) - 1n;

const oneOctet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const dotted = new RegExp(`^${oneOctet}(?:\\.${oneOctet}){3}$`);

export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): { readonly family: 4; readonly value: number } | undefined {
  if (!dotted.test(text)) return undefined;
  let [value, octet] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === dot) {
      value = value * 256 + octet;
      octet = 0;
    } else {
      octet = octet * 10 + code - zero;
    }
  }
  return { family: 4, value: value * 256 + octet };
}

const dot = 0x2e;
const zero = 0x30;

/** RFC 4291 text forms, without a zone: at most one `::`, and an IPv4 tail in place of the last two groups. */
function parseIpv6(text: string): { readonly family: 6; readonly value: bigint } | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groupsOf = (half: string | undefined, mayEndInIpv4: boolean): number[] | undefined => {
    if (half === undefined || half === '') return [];
    const groups: number[] = [];
    const parts = half.split(':');
    for (const [index, part] of parts.entries()) {
      if (mayEndInIpv4 && index === parts.length - 1 && part.includes('.')) {
        const tail = parseIpv4(part);
        if (tail === undefined) return undefined;
        groups.push(Math.floor(tail.value / 0x1_0000), tail.value % 0x1_0000);
      } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
        groups.push(Number.parseInt(part, 16));
      } else {
        return undefined;
      }
    }
    return groups;
  };
  const head = groupsOf(halves[0], halves.length === 1);
  const tail = groupsOf(halves[1], true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return { family: 6, value: groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n) };
}

/** A prefix such as `10.0.0.0/8`, or a bare address taken as the whole of itself. The failure is a sentence. */
export function parseCidr(text: string): Result<Cidr, string> {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  const prefixText = slash < 0 ? undefined : text.slice(slash + 1);
  if (address === undefined || prefixText?.includes('/') === true) {
    return fail(`“${text}” is not an address range in CIDR notation.`);
  }
  const width = widthOf(address.family);
  if (prefixText !== undefined && !lengthText.test(prefixText)) {
    return fail(`“${text}” has no valid prefix length: it is a number from 0 to ${width}, without leading zeros.`);
  }
  const prefixLength = prefixText === undefined ? width : Number(prefixText);
  if (prefixLength > width) return fail(`“${text}” has a prefix longer than ${width} bits.`);
  return succeed(new ParsedCidr(address, prefixLength));
}

const lengthText = /^(?:0|[1-9]\d{0,2})$/;

/** Of many prefixes few are ever written. */
class ParsedCidr implements Cidr {
  readonly range: AddressRange;
  readonly prefixLength: number;
  readonly hasHostBits: boolean;

  constructor(address: Address, prefixLength: number) {
    this.range = rangeOf(address, prefixLength);
    this.prefixLength = prefixLength;
    this.hasHostBits = this.range.first !== address.value;
  }

  get canonical(): string {
    return `${formatAddress(this.range.family, this.range.first)}/${this.prefixLength}`;
  }
}

function rangeOf(address: Address, prefixLength: number): AddressRange {
  if (address.family === 4) {
    const size = 2 ** (32 - prefixLength);
    const first = Math.floor(address.value / size) * size;
    return { family: 4, first, last: first + size - 1 };
  }
  const hostBits = BigInt(128 - prefixLength);
  const first = (address.value >> hostBits) << hostBits;
  return { family: 6, first, last: first + (1n << hostBits) - 1n };
}

/** The addresses of a prefix, or the one of a bare address; undefined where the text is neither. */
export function parsePrefix(text: string): AddressRange | undefined {
  const cidr = parseCidr(text);
  return cidr.ok ? cidr.value.range : undefined;
}

/** From the first address of one range to the last of another; undefined where they are not in that order, or of two families. */
export function spanOf(from: AddressRange, to: AddressRange): AddressRange | undefined {
  if (from.family === 4 && to.family === 4 && from.first <= to.last) {
    return { family: 4, first: from.first, last: to.last };
  }
  if (from.family === 6 && to.family === 6 && from.first <= to.last) {
    return { family: 6, first: from.first, last: to.last };
  }
  return undefined;
}

/** Two addresses of one family in order; undefined where they are not that. */
export function addressRangeBetween(first: string, last: string): AddressRange | undefined {
  const [low, high] = [parseAddress(first), parseAddress(last)];
  if (low === undefined || high === undefined) return undefined;
  return spanOf(rangeOf(low, widthOf(low.family)), rangeOf(high, widthOf(high.family)));
}

/** How long the longest prefix is that holds a whole range; of a prefix, its own length. */
export function prefixLengthOf({ family, first, last }: AddressRange): number {
  const size = BigInt(last) - BigInt(first) + 1n;
  return widthOf(family) + 1 - size.toString(2).length;
}

/** `255.255.0.0` is 16; undefined for a mask with gaps. */
export function prefixLengthOfMask({ family, value }: Address): number | undefined {
  const bits = BigInt(value).toString(2).padStart(widthOf(family), '0');
  if (!/^1*0*$/.test(bits)) return undefined;
  return bits.includes('0') ? bits.indexOf('0') : widthOf(family);
}

function widthOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** The fewest prefixes that hold exactly the addresses of a range. */
export function toCidrs(range: AddressRange): readonly string[] {
  const cidrs: string[] = [];
  const width = widthOf(range.family);
  const last = BigInt(range.last);
  for (let first = BigInt(range.first); first <= last;) {
    let hostBits = 0;
    while (hostBits < width && isWithin(first, hostBits + 1, last)) hostBits += 1;
    cidrs.push(`${formatAddress(range.family, first)}/${width - hostBits}`);
    first += 1n << BigInt(hostBits);
  }
  return cidrs;
}

/** Whether a prefix with so many host bits can begin there and ends no later. */
function isWithin(first: bigint, hostBits: number, last: bigint): boolean {
  const size = 1n << BigInt(hostBits);
  return first % size === 0n && first + size - 1n <= last;
}

/** Dotted decimal for IPv4; the shortest form of RFC 5952 for IPv6. */
export function formatAddress(family: Family, value: number | bigint): string {
  if (family === 4) {
    const bits = Number(value);
    return `${Math.floor(bits / 0x100_0000)}.${Math.floor(bits / 0x1_0000) % 256}.${Math.floor(bits / 0x100) % 256}.${bits % 256}`;
  }
  const bits = BigInt(value);
  const groups = Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(112 - index * 16)) & 0xffffn));
  const gap = longestZeroRun(groups);
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return gap === undefined
    ? hex(groups)
    : `${hex(groups.slice(0, gap.start))}::${hex(groups.slice(gap.start + gap.length))}`;
}

/** The first of the longest runs of at least two zero groups: what `::` stands for. */
function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } | undefined {
  let best: { start: number; length: number } | undefined;
  let start = -1;
  for (const [index, group] of [...groups, 1].entries()) {
    if (group === 0) {
      if (start < 0) start = index;
      continue;
    }
    const length = start < 0 ? 0 : index - start;
    if (length > 1 && length > (best?.length ?? 0)) best = { start, length };
    start = -1;
  }
  return best;
}
