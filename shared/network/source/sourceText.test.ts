import { describe, expect, it } from 'vitest';
import { SourceText } from './sourceText.ts';

function find(text: SourceText, words: string, most: number) {
  const search = text.find(words, most);
  const steps: number[] = [];
  let step = search.next();
  for (; step.done !== true; step = search.next()) steps.push(step.value);
  return { ...step.value, steps };
}

describe('a text by its lines', () => {
  it.each(['\n', '\r\n', '\r'])('cuts out those that are asked for, where they end in %j', (end) => {
    const text = new SourceText(['one', '', 'three', 'four'].join(end));
    expect(text.totalLines).toBe(4);
    expect(text.linesBetween(1, 4)).toEqual(['one', '', 'three', 'four']);
    expect(text.linesBetween(-3, 2)).toEqual(['one', '']);
    expect(text.linesBetween(4, 90)).toEqual(['four']);
    expect(text.linesBetween(5, 90)).toEqual([]);
  });

  it('finds words as they are typed, whatever their case, and tells how many there are beyond the first', () => {
    const text = new SourceText('Rule (1)\nrule (1), RULE (1)\nrule 1');
    expect(find(text, 'rule (1)', 2)).toEqual({
      steps: [],
      places: [
        { line: 1, column: 1 },
        { line: 2, column: 1 },
      ],
      total: 3,
    });
    expect(find(text, '[a-z', 2)).toEqual({ places: [], total: 0, steps: [] });
  });

  it('stops again and again while it finds many', () => {
    const { total, steps, places } = find(new SourceText('a'.repeat(50_000)), 'a', 3);
    expect({ total, steps, places: places.length }).toEqual({ total: 50_000, steps: [20_000, 40_000], places: 3 });
  });
});
