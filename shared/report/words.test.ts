import { describe, expect, it } from 'vitest';
import { capitalised, counted, describeDay, describeInstant, inWords, isOrAre } from './words.ts';

describe('words', () => {
  it.each([
    [0, 'no'],
    [1, 'one'],
    [12, 'twelve'],
    [13, '13'],
  ])('says %i as %s', (count, words) => {
    expect(inWords(count)).toBe(words);
  });

  it.each([
    [1, 'one control is'],
    [2, 'two controls are'],
    [0, 'no controls are'],
  ])('agrees in number with %i', (count, words) => {
    expect(counted(count, 'control', ['is', 'are'])).toBe(words);
    expect(isOrAre(count)).toBe(words.replace(/ controls?/, ''));
  });

  it('begins a sentence with a capital', () => {
    expect(capitalised('two fail')).toBe('Two fail');
  });
});

describe('a date in a report', () => {
  it('is a day in words', () => {
    expect(describeDay('2026-11-02')).toBe('2 Nov 2026');
  });

  it.each([
    ['2026-11-20T16:42:31.120Z', '20 Nov 2026, 16:42 UTC'],
    ['2026-11-20T23:42:00-05:00', '21 Nov 2026, 04:42 UTC'],
    ['2026-01-01T00:30:00+01:00', '31 Dec 2025, 23:30 UTC'],
  ])('is an instant with its zone: %s is %s', (instant, words) => {
    expect(describeInstant(instant)).toBe(words);
  });
});
