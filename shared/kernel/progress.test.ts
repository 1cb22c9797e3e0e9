import { describe, expect, it } from 'vitest';
import { describeProgress } from './progress.ts';

describe('how far work is', () => {
  it.each([
    [{ what: 'Reading the snapshot', done: 0, of: 0 }, 'Reading the snapshot'],
    [{ what: 'Reading rules', done: 12, of: 57, units: 'files' }, 'Reading rules: 12 of 57 files'],
    [{ what: 'Asking', done: 1, of: 2 }, 'Asking: 1 of 2'],
  ] as const)('%o is told as %s', (progress, words) => {
    expect(describeProgress(progress)).toBe(words);
  });
});
