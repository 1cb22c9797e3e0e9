import { describe, expect, it } from 'vitest';
import { splitWords } from './splitWords.ts';

describe('the words of a line of a dump', () => {
  it.each([
    ['-A OUTPUT -j DROP', ['-A', 'OUTPUT', '-j', 'DROP']],
    ['-A  OUTPUT\t-j DROP', ['-A', 'OUTPUT', '-j', 'DROP']],
    ['--comment "to the hub" -j DROP', ['--comment', 'to the hub', '-j', 'DROP']],
    ['--comment  "two  blanks"', ['--comment', 'two  blanks']],
    ['--comment "" -j DROP', ['--comment', '', '-j', 'DROP']],
    ['--comment "a \\"b\\" c" -j  DROP', ['--comment', 'a "b" c', '-j', 'DROP']],
    ['--comment "C:\\\\x"', ['--comment', 'C:\\x']],
    ['"a""b" c"d"e', ['a', 'b', 'c', 'd', 'e']],
  ])('of %j are %j', (line, words) => {
    expect(splitWords(line)).toStrictEqual(words);
  });

  it.each(['--comment "to the hub', '--comment "to" the" hub', '--comment "to\\"'])('are unknown of %j', (line) => {
    expect(splitWords(line)).toBeUndefined();
  });
});
