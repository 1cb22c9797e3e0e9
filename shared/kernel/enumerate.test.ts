import { describe, expect, it } from 'vitest';
import { enumerate } from './enumerate.ts';

describe('parts of a sentence', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('enumerates %o', (parts, words) => {
    expect(enumerate(parts)).toBe(words);
  });
});
