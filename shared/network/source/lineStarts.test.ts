import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineStarts } from './lineStarts.ts';

it.each(['\n', '\r\n', '\r'])('counts lines that end in %j', (end) => {
  const text = ['a: 1', '', 'b: 2'].join(end);
  expect(new LineStarts(text).positionOf(text.indexOf('2'))).toEqual({ line: 3, column: 4 });
});

const line = fc.oneof(
  { arbitrary: fc.string({ unit: fc.constantFrom('a', '"', ' '), maxLength: 12 }), weight: 20 },
  { arbitrary: fc.integer({ min: 4090, max: 9000 }).map((length) => 'x'.repeat(length)), weight: 1 },
);
const lines = fc.array(line, { minLength: 1, maxLength: 300, size: 'max' });

it('finds each line and each place of it, in whichever order it is asked, as a list of all lines does', () => {
  fc.assert(
    fc.property(lines, fc.constantFrom('\n', '\r\n'), fc.infiniteStream(fc.nat()), (texts, end, order) => {
      const starts = texts.map((_, index) =>
        texts.slice(0, index).reduce((sum, { length }) => sum + length + end.length, 0),
      );
      const found = new LineStarts(texts.join(end));
      for (const asked of [...order.take(20)].map((number) => number % texts.length)) {
        const [start = 0, length = 0] = [starts[asked], texts[asked]?.length];
        expect(found.positionOf(start + length)).toEqual({ line: asked + 1, column: length + 1 });
        expect(found.startOf(asked + 1)).toBe(start);
      }
      expect(found.startOf(texts.length + 1)).toBeUndefined();
      expect(found.countAll()).toBe(texts.length);
    }),
  );
});
