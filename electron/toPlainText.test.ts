import { describe, expect, it } from 'vitest';
import { toPlainText, toPlainTrace } from './toPlainText.ts';

describe('plain text', () => {
  it.each([
    ['an escape sequence', 'a\u001B[2Jb', 'ab'],
    ['a control character', 'a\u0008b', 'a\uFFFDb'],
    ['a control character of the upper range', 'a\u009B2Jb', 'ab'],
    ['a lone one of the upper range', 'a\u0090b', 'a\uFFFDb'],
    ['a carriage return', 'a\rb', 'a\uFFFDb'],
    ['a change of direction', 'a\u202Eb\u2066c', 'a\uFFFDb\uFFFDc'],
    ['a line break', 'a\nb\r\nc', 'a↵b↵c'],
    ['a line break of Unicode', 'a\u2028b\u2029c\u0085d', 'a↵b↵c↵d'],
    ['a tab', 'a\tb', 'a b'],
  ])('shows %s instead of obeying it', (_, text, plain) => {
    expect(toPlainText(text)).toBe(plain);
  });

  it('keeps the lines of a trace, and nothing that a terminal obeys', () => {
    const error = new Error('plan\u001B[2J\u202E');
    error.stack = `Error: ${error.message}\n    at somewhere`;
    expect(toPlainTrace(error)).toBe('Error: plan\uFFFD\n    at somewhere');
  });
});
