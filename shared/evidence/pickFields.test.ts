import { assert, jsonValue, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickFields } from './pickFields.ts';
import type { FieldShape } from './pickFields.ts';

const cases: readonly (readonly [string, FieldShape, unknown, unknown])[] = [
  ['a field that is named, whole', { spec: true }, { spec: { a: 1 }, data: 'secret' }, { spec: { a: 1 } }],
  [
    'fields of each item of a list',
    { c: [{ name: true }] },
    { c: [{ name: 'a', env: 'x' }, {}] },
    { c: [{ name: 'a' }, {}] },
  ],
  ['fields whose names are data', { m: { '*': { a: true } } }, { m: { x: { a: 1, b: 2 } } }, { m: { x: { a: 1 } } }],
  ['of a list of words what a pattern matches', { c: /^--a(?==)/ }, { c: ['--a=secret', 1, 'x'] }, { c: ['--a'] }],
  ['no list of words where a pattern matches none', { c: /^--a/ }, { c: ['secret'] }, {}],
  [
    'of what says something that it does',
    { a: 'there', b: 'there', c: 'there', d: 'there', e: 'there' },
    { a: 'secret', b: ['secret'], c: '', d: [], e: null },
    { a: true, b: true },
  ],
  ['nothing of a text where a record belongs', { data: { a: true } }, { data: 'secret' }, {}],
  ['nothing of a record where a list belongs', { c: [{ name: true }] }, { c: { name: 'secret' } }, {}],
  ['nothing that is inherited', JSON.parse('{"toString":true}') as FieldShape, {}, {}],
];

describe('picking fields', () => {
  it.each(cases)('keeps %s', (_what, shape, value, kept) => expect(pickFields(shape, value)).toEqual(kept));

  it('keeps a field by a hostile name as a field', () => {
    const value = JSON.parse('{"labels":{"__proto__":"x"}}') as unknown;
    expect(JSON.stringify(pickFields({ labels: { '*': true } }, value))).toBe('{"labels":{"__proto__":"x"}}');
    expect(({} as { x?: string }).x).toBeUndefined();
  });

  it('never throws, and picks the same from what it picked', () => {
    const shape: FieldShape = { a: true, p: /^[a-f]+/, t: 'there', b: [{ c: true }], d: { '*': { e: true } } };
    assert(
      property(jsonValue(), (value) => {
        const once = pickFields(shape, value);
        expect(pickFields(shape, once)).toEqual(once);
      }),
    );
  });
});
