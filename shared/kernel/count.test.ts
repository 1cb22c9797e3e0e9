import { expect, it } from 'vitest';
import { count } from './count.ts';

it.each([
  [0, '0 lines'],
  [1, '1 line'],
  [2, '2 lines'],
  [999, '999 lines'],
  [1_234_567, '1,234,567 lines'],
])('%i: one is the singular, none and several are the plural', (number, words) => {
  expect(count(number, 'line')).toBe(words);
});

it('takes a plural that is not made by an s', () => {
  expect([count(1, 'policy', 'policies'), count(2, 'policy', 'policies')]).toEqual(['1 policy', '2 policies']);
});
