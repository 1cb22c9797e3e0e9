import { describe, expect, it } from 'vitest';
import { readPlainPlan } from './readPlainPlan.ts';

describe('a plain plan', () => {
  it.each(['\n', '\r\n', ' \n', ' ', ']'])('is read in a moment, however often %j is repeated', (part) => {
    const started = performance.now();
    readPlainPlan(part.repeat(100_000), {}, {});
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each(['? a\n: b\n', 'a: b\n\n  ?\n', 'a:\r\n  ? b\r\n'])('is not one with an explicit key: %j', (text) => {
    expect(readPlainPlan(text, {}, {})).toBeUndefined();
  });
});
