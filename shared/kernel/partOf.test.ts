import { expect, it } from 'vitest';
import { partOf } from './partOf.ts';

it.each([
  [1, 1, '1 of 1 node does'],
  [1, 3, '1 of 3 nodes does'],
  [2, 3, '2 of 3 nodes do'],
  [0, 3, '0 of 3 nodes do'],
])('%i of %i reads as a sentence', (part, all, words) => {
  expect(partOf(part, all, 'node', ['does', 'do'])).toBe(words);
});
