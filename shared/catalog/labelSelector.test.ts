import { describe, expect, it } from 'vitest';
import { describeLabelSelectorFailure, parseLabelSelector } from './labelSelector.ts';

describe('a label selector', () => {
  it.each([
    ['commas', ','],
    ['sets that are not closed', 'a in (b,'],
    ['sets', 'a in (b,c),'],
  ])('is read in a moment, however many %s it has', (_, part) => {
    // Time that grew with the square of the length would not end before the test does.
    expect(parseLabelSelector(part.repeat(200_000 / part.length))).toHaveProperty('ok');
  });

  it('reads every form that kubectl writes', () => {
    expect(parseLabelSelector('a=b, c == d ,e!=f,g in (h, i),j notin (k),l,!m')).toEqual({
      ok: true,
      value: [
        { key: 'a', operator: 'In', values: ['b'] },
        { key: 'c', operator: 'In', values: ['d'] },
        { key: 'e', operator: 'NotIn', values: ['f'] },
        { key: 'g', operator: 'In', values: ['h', 'i'] },
        { key: 'j', operator: 'NotIn', values: ['k'] },
        { key: 'l', operator: 'Exists', values: [] },
        { key: 'm', operator: 'DoesNotExist', values: [] },
      ],
    });
  });

  it.each([
    ['empty=', { key: 'empty', operator: 'In', values: [''] }],
    ['app in (a,)', { key: 'app', operator: 'In', values: ['a', ''] }],
    ['app.kubernetes.io/part-of=flux', { key: 'app.kubernetes.io/part-of', operator: 'In', values: ['flux'] }],
    ['in', { key: 'in', operator: 'Exists', values: [] }],
  ])('reads %s', (selector, requirement) => {
    expect(parseLabelSelector(selector)).toEqual({ ok: true, value: [requirement] });
  });

  it.each([
    ['', 'it is empty'],
    ['  ', 'it is empty'],
    ['a=b,', '"" is no condition on a label'],
    ['a=b c=d', '"a=b c=d" is no condition on a label'],
    ['a in b', '"a in b" is no condition on a label'],
    ['a in (b', '"a in (b" is no condition on a label'],
    ['-a=b', '"-a" is no label key'],
    ['Big.Prefix/a=b', '"Big.Prefix/a" is no label key'],
    ['a/b/c=d', '"a/b/c" is no label key'],
    ['a=b/c', '"b/c" is no label value'],
    [`a=${'x'.repeat(64)}`, `"${'x'.repeat(64)}" is no label value`],
  ])('refuses "%s"', (selector, reason) => {
    expect(parseLabelSelector(selector)).toEqual({
      ok: false,
      failure: { kind: 'label-selector-invalid', selector, reason },
    });
  });

  it('describes a failure with the form that is meant', () => {
    const sentence = describeLabelSelectorFailure({
      kind: 'label-selector-invalid',
      selector: 'a in b',
      reason: '"a in b" is no condition on a label',
    });
    expect(sentence).toBe(
      '"a in b" is not a label selector: "a in b" is no condition on a label. Write it as kubectl does, for example app=web,tier in (a,b),!canary.',
    );
  });
});
