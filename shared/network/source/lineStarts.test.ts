import { expect, it } from 'vitest';
import { LineStarts } from './lineStarts.ts';

it.each(['\n', '\r\n', '\r'])('counts lines that end in %j', (end) => {
  const text = ['a: 1', '', 'b: 2'].join(end);
  expect(new LineStarts(text).positionOf(text.indexOf('2'))).toEqual({ line: 3, column: 4 });
});
