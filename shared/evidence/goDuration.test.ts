import { describe, expect, it } from 'vitest';
import { parseGoDuration } from './goDuration.ts';

describe('a duration of Go', () => {
  it.each([
    ['1h', 3_600_000],
    ['1h0m30s', 3_630_000],
    ['1.5m', 90_000],
    ['250ms', 250],
    ['0', 0],
    ['0s', 0],
    ['', undefined],
    ['5', undefined],
    ['1d', undefined],
    ['-1h', undefined],
  ])('%j is %s ms', (text, ms) => {
    expect(parseGoDuration(text)).toBe(ms);
  });
});
