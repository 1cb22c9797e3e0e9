import { describe, expect, it } from 'vitest';
import { readPlainPlan } from './readPlainPlan.ts';

describe('a plain plan', () => {
  it.each(['\n', '\r\n', ' \n', ' ', ']'])('is read in a moment, however often %j is repeated', (part) => {
    // Time that grew with the square of the length would not end before the test does.
    expect(() => readPlainPlan(part.repeat(400_000), {}, {})).not.toThrow();
  });

  it.each(['? a\n: b\n', 'a: b\n\n  ?\n', 'a:\r\n  ? b\r\n'])('is not one with an explicit key: %j', (text) => {
    expect(readPlainPlan(text, {}, {})).toBeUndefined();
  });
});
