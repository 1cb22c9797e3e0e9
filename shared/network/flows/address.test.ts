import { isIP } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  addressRangeBetween,
  formatAddress,
  LAST_IPV4,
  LAST_IPV6,
  parseAddress,
  parseCidr,
  parsePrefix,
  prefixLengthOf,
  prefixLengthOfMask,
  toCidrs,
} from './address.ts';

function valueOf(text: string): number | bigint | undefined {
  return parseAddress(text)?.value;
}

/** `10.1.2.3/8` as `10.0.0.0/8 10.0.0.0-10.255.255.255`, and what is none as its failure. */
function describeCidr(text: string): string {
  const parsed = parseCidr(text);
  if (!parsed.ok) return parsed.failure;
  const { range, canonical } = parsed.value;
  return `${canonical} ${formatAddress(range.family, range.first)}-${formatAddress(range.family, range.last)}`;
}

describe('an address', () => {
  it.each([
    ['0.0.0.0', 0],
    ['0.0.0.1', 1],
    ['10.0.0.1', 0x0a00_0001],
    ['255.255.255.255', LAST_IPV4],
    ['::', 0n],
    ['::1', 1n],
    ['1::', 1n << 112n],
    ['2001:db8::8:800:200c:417a', 0x2001_0db8_0000_0000_0008_0800_200c_417an],
    ['2001:DB8:0:0:8:800:200C:417A', 0x2001_0db8_0000_0000_0008_0800_200c_417an],
    ['2001:0db8:0000:0000:0008:0800:200c:417a', 0x2001_0db8_0000_0000_0008_0800_200c_417an],
    ['1:2:3:4:5:6:7::', 0x0001_0002_0003_0004_0005_0006_0007_0000n],
    ['::13.1.68.3', 0x0d01_4403n],
    ['::ffff:129.144.52.38', 0xffff_8190_3426n],
    ['1:2:3:4:5:6:1.2.3.4', 0x0001_0002_0003_0004_0005_0006_0102_0304n],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', LAST_IPV6],
  ])('%s is read as RFC 4291 has it', (text, value) => {
    expect(valueOf(text)).toBe(value);
  });

  it.each([
    '',
    ' ',
    '10.0.0',
    '10.0.0.0.0',
    '10.0.0.256',
    '10.0.0.-1',
    '010.0.0.1',
    '10.00.0.1',
    '0x0a.0.0.1',
    '10.0.0.1 ',
    ' 10.0.0.1',
    '10,0,0,1',
    '10.0.0.1:80',
    '١٠.0.0.1',
    ':',
    ':::',
    '1:::2',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '12345::',
    '::g',
    '::1.2.3',
    '::01.2.3.4',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
    'fe80::1%eth0',
    '[::1]',
    'localhost',
  ])('is not read from “%s”', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it.each([
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0DB8:00AA::', '2001:db8:aa::'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['255.0.10.1', '255.0.10.1'],
  ])('%s is written as %s, the form of RFC 5952', (text, written) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address.family, address.value)).toBe(written);
  });

  it('survives being written and read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST_IPV4 }), (value) => {
        expect(parseAddress(formatAddress(4, value))).toEqual({ family: 4, value });
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: LAST_IPV6 }), (value) => {
        expect(parseAddress(formatAddress(6, value))).toEqual({ family: 6, value });
      }),
    );
  });
});

/** Texts that are addresses, nearly addresses, and neither. */
const addressLike = fc.oneof(
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc
    .array(fc.constantFrom('0', '00', '1', '9', '25', '255', '256', 'f', 'ffff', '10000', '.', ':', '::', ' ', '/'))
    .map((parts) => parts.join('')),
  fc
    .tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(50), fc.constantFrom('', ':', '.', '0', 'g', '::', '%1', ' '))
    .map(([text, at, inserted]) => text.slice(0, at) + inserted + text.slice(at)),
);

describe('what is an address', () => {
  it('is what Node takes for one, without a zone', () => {
    fc.assert(
      fc.property(addressLike, (text) => {
        const family = text.includes('%') ? 0 : isIP(text);
        expect(parseAddress(text)?.family ?? 0).toBe(family);
      }),
      { numRuns: 2000 },
    );
  });

  it('is what zod takes for one', () => {
    const schema = z.union([z.ipv4(), z.ipv6()]);
    fc.assert(
      fc.property(addressLike, (text) => {
        expect(parseAddress(text) !== undefined).toBe(schema.safeParse(text).success);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an address range', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8 10.0.0.0-10.255.255.255'],
    ['10.1.2.3/8', '10.0.0.0/8 10.0.0.0-10.255.255.255'],
    ['0.0.0.0/0', '0.0.0.0/0 0.0.0.0-255.255.255.255'],
    ['203.0.113.7/32', '203.0.113.7/32 203.0.113.7-203.0.113.7'],
    ['203.0.113.7', '203.0.113.7/32 203.0.113.7-203.0.113.7'],
    ['203.0.113.7/31', '203.0.113.6/31 203.0.113.6-203.0.113.7'],
    ['::/0', '::/0 ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['2001:db8::1/64', '2001:db8::/64 2001:db8::-2001:db8::ffff:ffff:ffff:ffff'],
    ['2001:DB8::1/128', '2001:db8::1/128 2001:db8::1-2001:db8::1'],
    ['2001:db8::1', '2001:db8::1/128 2001:db8::1-2001:db8::1'],
  ])('%s is %s', (text, described) => {
    expect(describeCidr(text)).toBe(described);
  });

  it.each([
    ['10.1.2.3/8', true],
    ['10.0.0.0/8', false],
    ['10.0.0.1', false],
    ['0.0.0.1/0', true],
    ['2001:db8::1/64', true],
    ['2001:db8::/64', false],
  ])('%s has host bits set: %s', (text, hasHostBits) => {
    expect(parseCidr(text)).toMatchObject({ ok: true, value: { hasHostBits } });
  });

  it.each([
    ['10.0.0.0/33', 'longer than 32 bits'],
    ['::/129', 'longer than 128 bits'],
    ['10.0.0.0/', 'no valid prefix length'],
    ['10.0.0.0/08', 'no valid prefix length'],
    ['10.0.0.0/-1', 'no valid prefix length'],
    ['10.0.0.0/+8', 'no valid prefix length'],
    ['10.0.0.0/8.0', 'no valid prefix length'],
    ['10.0.0.0/255.0.0.0', 'no valid prefix length'],
    ['10.0.0.0/8/8', 'not an address range'],
    ['10.0.0/8', 'not an address range'],
    ['/8', 'not an address range'],
    ['', 'not an address range'],
    ['10.0.0.0 /8', 'not an address range'],
    ['Internet', 'not an address range'],
  ])('“%s” is refused: %s', (text, failure) => {
    expect(describeCidr(text)).toContain(failure);
  });

  it('holds its own address, is aligned, and is 2^(width - prefix) addresses long', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, prefix) => {
        const parsed = parseCidr(`${address}/${prefix}`);
        const range = parsed.ok && parsed.value.range.family === 4 ? parsed.value.range : undefined;
        const value = Number(valueOf(address));
        expect(range && range.last - range.first + 1).toBe(2 ** (32 - prefix));
        expect(range && range.first % 2 ** (32 - prefix)).toBe(0);
        expect(range && range.first <= value && value <= range.last).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: LAST_IPV6 }), fc.integer({ min: 0, max: 128 }), (value, prefix) => {
        const parsed = parseCidr(`${formatAddress(6, value)}/${prefix}`);
        const range = parsed.ok && parsed.value.range.family === 6 ? parsed.value.range : undefined;
        const size = 1n << BigInt(128 - prefix);
        expect(range && range.last - range.first + 1n).toBe(size);
        expect(range && range.first % size).toBe(0n);
        expect(range && range.first <= value && value <= range.last).toBe(true);
      }),
    );
  });
});

describe('a range between two addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.2', ['10.0.0.1/32', '10.0.0.2/32']],
    ['10.0.0.0', '10.0.0.255', ['10.0.0.0/24']],
    ['2001:db8::', '2001:db8::f', ['2001:db8::/124']],
    ['10.0.0.7', '10.0.0.7', ['10.0.0.7/32']],
    ['10.0.0.2', '10.0.0.1', undefined],
    ['10.0.0.1', '::1', undefined],
    ['10.0.0.1', 'host', undefined],
  ])('from %s to %s is %j', (first, last, cidrs) => {
    const range = addressRangeBetween(first, last);
    expect(range && toCidrs(range)).toEqual(cidrs);
  });
});

describe('a mask', () => {
  it.each([
    ['255.255.0.0', 16],
    ['255.255.255.255', 32],
    ['0.0.0.0', 0],
    ['ffff:ffff::', 32],
    ['255.0.255.0', undefined],
  ])('%s is a prefix of %s bits', (mask, length) => {
    const address = parseAddress(mask);
    expect(address && prefixLengthOfMask(address)).toBe(length);
  });

  it('of a prefix is as long as the prefix', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, prefix) => {
        const range = parsePrefix(`${address}/${prefix}`);
        expect(range && prefixLengthOf(range)).toBe(prefix);
      }),
    );
  });
});
