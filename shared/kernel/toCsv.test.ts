import { describe, expect, it } from 'vitest';
import { toCsv } from './toCsv.ts';

describe('toCsv', () => {
  it.each([
    ['a plain word', 'a', 'a'],
    ['nothing', '', ''],
    ['a comma', 'a,b', '"a,b"'],
    ['a quote', 'a"b', '"a""b"'],
    ['a line break', 'a\nb', '"a\nb"'],
    ['a carriage return', 'a\rb', '"a\nb"'],
    ['a line break of two characters', 'a\r\nb', '"a\r\nb"'],
    ['a formula', '=1+1', "'=1+1"],
    ['a plus', '+1', "'+1"],
    ['a minus', '-1', "'-1"],
    ['an at', '@a', "'@a"],
    ['a tab before a formula', '\t=1', "'\t'=1"],
    ['a carriage return before a formula', '\r=1', `"'\n'=1"`],
    ['a formula after a semicolon', 'a;=1', "a;'=1"],
    ['a formula after a tab', 'a\t@b', "a\t'@b"],
    ['a formula after a line break', 'a\n+1', `"a\n'+1"`],
    ['a formula after a line break of two characters', 'a\r\n-1', `"a\r\n'-1"`],
    ['control characters', 'a\u001B[2Jb\u009Bc\u202Ed\u2028e', 'a[2Jbcde'],
    ['a formula after a control character', '\u0000=1', "'=1"],
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
