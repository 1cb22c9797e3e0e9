import { expect, it } from 'vitest';
import { excerptOf } from './excerptOf.ts';

const line = Array.from({ length: 100 }, (_, index) => `<${index}>`).join('');

it.each([
  ['short', 10, 1, 'short'],
  [line, 9, undefined, '<0><1><2> …'],
  [line, 40, line.indexOf('<50>') + 1, '… <45><46><47><48><49><50><51><52><53><54> …'],
  [line, 9, line.length, `… ${line.slice(-9)}`],
])(
  'of a long line are shown those around a column, with a mark for what is left out: %#',
  (text, most, column, excerpt) => {
    expect(excerptOf(text, most, column)).toBe(excerpt);
  },
);
