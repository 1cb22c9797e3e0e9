import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalise } from './canonicalise.ts';

describe('canonicalise', () => {
  it('sorts keys by UTF-16 code unit and writes numbers and escapes as RFC 8785 does', () => {
    expect(
      canonicalise({
        numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0],
        string: '€$\u000f\nA\'B"\\\\"/',
        literals: [null, true, false],
      }),
    ).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(
      canonicalise({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }),
    ).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it('leaves out a property that is undefined, as JSON does', () => {
    expect(canonicalise({ region: undefined, cloud: 'azure' })).toBe('{"cloud":"azure"}');
  });

  it.each([
    ['undefined', undefined],
    ['undefined in a list', { list: [1, undefined] }],
    ['a hole in a list', { list: Object.assign([1], { length: 2 }) }],
    ['NaN', { number: Number.NaN }],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['a date', { at: new Date(0) }],
    ['a map', { owners: new Map([['a', 1]]) }],
    ['a function', { act: () => 1 }],
    ['a big integer', { count: 1n }],
    ['half a surrogate pair', { name: '\ud800' }],
  ])('refuses %s', (_what, value) => {
    expect(() => canonicalise(value)).toThrow(/Not a value of JSON|no JSON|surrogate/);
  });

  it('gives the same text whatever the order of the keys, and a text that reads as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }).filter(isWellFormed), (value) => {
        const text = canonicalise(value);
        expect(canonicalise(withKeysReversed(value))).toBe(text);
        expect(canonicalise(JSON.parse(text))).toBe(text);
      }),
    );
  });
});

function isWellFormed(value: unknown): boolean {
  return !/\\ud[89a-f]/.test(JSON.stringify(value));
}

function withKeysReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKeysReversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]) => [key, withKeysReversed(part)]),
  );
}
