import { describe, expect, it } from 'vitest';
import { toCsv } from './toCsv.ts';

describe('toCsv', () => {
  it.each([
    ['a plain word', 'a', 'a'],
    ['nothing', '', ''],
    ['a comma', 'a,b', '"a,b"'],
    ['a quote', 'a"b', '"a""b"'],
    ['a line break', 'a\nb', '"a\nb"'],
    ['a carriage return', 'a\rb', '"a\rb"'],
    ['a formula', '=1+1', "'=1+1"],
    ['a plus', '+1', "'+1"],
    ['a minus', '-1', "'-1"],
    ['an at', '@a', "'@a"],
    ['a tab before a formula', '\t=1', "'\t=1"],
    ['a formula with a quote', '="a"', `"'=""a"""`],
    ['an equals sign further in', 'a=b', 'a=b'],
  ])('writes %s', (_, cell, written) => {
    expect(toCsv([[cell, 'x']])).toBe(`${written},x\r\n`);
  });

  it('ends each row with CRLF', () => {
    expect(toCsv([['a'], ['b']])).toBe('a\r\nb\r\n');
    expect(toCsv([])).toBe('');
  });
});
