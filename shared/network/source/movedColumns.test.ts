import { array, assert, boolean, jsonValue, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withheldMark } from '../../kernel/withheldMark.ts';
import { farthestSeen, findMovedColumns, moveColumn } from './movedColumns.ts';

const filler = `"${'x'.repeat(farthestSeen)}"`;

describe('columns behind withheld values', () => {
  it('are found in what is shown, and from there in the file, wherever values were withheld before them', () => {
    assert(
      property(array(tuple(jsonValue(), boolean()), { minLength: 1 }), (values) => {
        const toLine = (hides: boolean): string =>
          JSON.stringify([
            JSON.parse(filler),
            ...values.flatMap(([value, isHidden], index) => [
              hides && isHidden && typeof value !== 'object' ? withheldMark : value,
              `place ${index}`,
            ]),
          ]);
        const [written, shown] = [toLine(false), toLine(true)];
        const moved = findMovedColumns(written, shown).get(1) ?? { written: [], shown: [] };
        for (const index of values.keys()) {
          const place = `,"place ${index}"`;
          const [column, columnShown] = [written.lastIndexOf(place) + 2, shown.lastIndexOf(place) + 2];
          expect(moveColumn(column, moved.written, moved.shown)).toBe(columnShown);
          expect(moveColumn(columnShown, moved.shown, moved.written)).toBe(column);
        }
      }),
    );
  });

  it('are told of long lines alone, under their numbers, whatever ends the lines', () => {
    const written = ['{"a":1}', `[${filler},"secret",2]`, '{"a":"secret"}', `[${filler},3]`];
    for (const end of ['\n', '\r\n', '\r']) {
      const text = written.join(end);
      expect([...findMovedColumns(text, text.replaceAll('secret', withheldMark)).keys()]).toEqual([2]);
      expect(findMovedColumns(text, text).size).toBe(0);
    }
  });

  it('are told as far as the line is the same but for values', () => {
    const moved = findMovedColumns(`[${filler},"a","b",{"c":1}]`, `[${filler},"${withheldMark}","b","c"]`).get(1);
    expect(moved?.written).toHaveLength(1);
  });
});
