import { expect, it } from 'vitest';
import { inParts } from './inParts.ts';

it.each([
  [[], []],
  [[1], [[1]]],
  [[1, 2], [[1, 2]]],
  [
    [1, 2, 3, 4, 5],
    [[1, 2], [3, 4], [5]],
  ],
])('cuts %j into %j', (list, parts) => {
  expect(inParts<number>(list, 2)).toEqual(parts);
});
