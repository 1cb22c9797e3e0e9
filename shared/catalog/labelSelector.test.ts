import { describe, expect, it } from 'vitest';
import { describeLabelSelectorFailure, matchesLabelSelector, parseLabelSelector } from './labelSelector.ts';

function selects(selector: string, labels: Record<string, string>): boolean {
  const parsed = parseLabelSelector(selector);
  if (!parsed.ok) throw new Error(describeLabelSelectorFailure(parsed.failure));
  return matchesLabelSelector(parsed.value, labels);
}

describe('a label selector', () => {
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
    ['app=flux', { app: 'flux' }, true],
    ['app=flux', { app: 'other' }, false],
    ['app=flux', {}, false],
    ['app!=flux', {}, true],
    ['app notin (a,b)', { app: 'b' }, false],
    ['app in (a,b)', { app: 'b' }, true],
    ['app.kubernetes.io/part-of=flux,app', { 'app.kubernetes.io/part-of': 'flux', app: '' }, true],
    ['app,!canary', { app: 'a', canary: '' }, false],
    ['empty=', { empty: '' }, true],
    ['toString', {}, false],
  ])('%s on %o is %s', (selector, labels, expected) => {
    expect(selects(selector, labels as Record<string, string>)).toBe(expected);
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
});
