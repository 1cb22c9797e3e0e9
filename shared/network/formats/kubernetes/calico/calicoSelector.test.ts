import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maySelectThing, parseCalicoSelector } from './calicoSelector.ts';
import type { LabelledThing } from './calicoSelector.ts';

function thing(labels: Readonly<Record<string, string>>, namespace?: string, isComplete = true): LabelledThing {
  return {
    namespace,
    labelOf(key) {
      if (Object.hasOwn(labels, key)) return { value: labels[key] };
      return isComplete ? { value: undefined } : 'unknown';
    },
  };
}

function select(text: string, labels: Readonly<Record<string, string>> = { app: 'web', tier: '2' }, isComplete = true) {
  const selector = parseCalicoSelector(text);
  return selector.ok ? maySelectThing(selector.value, thing(labels, 'shop', isComplete)) : 'refused';
}

describe('a selector of Calico', () => {
  it.each<[string, string]>([
    ['', 'yes'],
    ['  ', 'yes'],
    ['all()', 'yes'],
    ['all( )', 'yes'],
    ['global()', 'yes'],
    ['app == "web"', 'yes'],
    ["app == 'web'", 'yes'],
    ["app=='web'", 'yes'],
    ["app == 'api'", 'no'],
    ["zone == 'web'", 'no'],
    ["app != 'web'", 'no'],
    ["app != 'api'", 'yes'],
    ["zone != 'a'", 'yes'],
    ["app in {'api', 'web'}", 'yes'],
    ["app in { 'api' }", 'no'],
    ["app in {'web',}", 'yes'],
    ["app notin {'web'}", 'no'],
    ['app in {}', 'no'],
    ["zone in {'a'}", 'no'],
    ["app not in {'api'}", 'yes'],
    ["app not in {'web', 'api'}", 'no'],
    ["zone not in {'a'}", 'yes'],
    ['app not in {}', 'yes'],
    ['has(app)', 'yes'],
    ['has( zone )', 'no'],
    ['!has(app)', 'no'],
    ['! has(zone)', 'yes'],
    ['!!has(app)', 'yes'],
    ["app contains 'e'", 'yes'],
    ["app contains 'x'", 'no'],
    ["zone contains ''", 'no'],
    ["app starts with 'we'", 'yes'],
    ["app starts  with 'eb'", 'no'],
    ["app startswith 'we'", 'yes'],
    ["app starts\twith 'we'", 'yes'],
    ["app endswith 'we'", 'no'],
    ["app ends with 'eb'", 'yes'],
    ["app ends with 'we'", 'no'],
    ["app == 'web' && tier == '2'", 'yes'],
    ["app == 'web' && tier == '3'", 'no'],
    ["app == 'api' || tier == '2'", 'yes'],
    ["app == 'api' || tier == '3'", 'no'],
    ["app == 'web' || app == 'api' && tier == '3'", 'yes'],
    ["(app == 'web' || app == 'api') && tier == '3'", 'no'],
    ["!(app == 'web' && tier == '3')", 'yes'],
    ["!app == 'web' || has(tier)", 'yes'],
    ["projectcalico.org/namespace == 'x' || k8s-app_2.b/c != 'd'", 'yes'],
  ])('selects what it says: %s: %s', (text, answer) => {
    expect(select(text)).toBe(answer);
  });

  it.each([
    'app',
    "app = 'web'",
    'app == web',
    "== 'web'",
    "app == 'web",
    "app == 'web' &&",
    "app == 'web' & has(b)",
    "app in ['a']",
    "app in {'a' 'b'}",
    'app in {,}',
    "app in {'a',,}",
    'has (app)',
    'all ()',
    "app == 'web'\n",
    "app == 'web' &&\n has(tier)",
    'has()',
    'any()',
    '(has(a)',
    'has(a))',
    "app starts 'w'",
    "app not 'w'",
    'all() all()',
    '$',
    `${'('.repeat(5000)}all()${')'.repeat(5000)}`,
    `${'!'.repeat(5000)}all()`,
  ])('is refused where it is none: %s', (text) => {
    expect(select(text)).toBe('refused');
  });

  it('is read in time that grows with its length', () => {
    expect(select(`${' '.repeat(200_000)}app == '${'x'.repeat(200_000)}'`)).toBe('no');
    expect(select(Array.from({ length: 20_000 }, () => 'has(app)').join(' && '))).toBe('yes');
  });

  it.each<[string, string]>([
    ['has(zone)', 'perhaps'],
    ['!has(zone)', 'perhaps'],
    ["zone == 'a' && app == 'api'", 'no'],
    ["zone == 'a' || app == 'web'", 'yes'],
  ])('knows what it does not know: %s: %s', (text, answer) => {
    expect(select(text, { app: 'web' }, false)).toBe(answer);
  });

  it('is the opposite of its negation, and holds by De Morgan', () => {
    const atom = fc.constantFrom('has(a)', "a == 'x'", "b != 'y'", "a in {'x', 'y'}", 'all()');
    const labels = fc.record({ a: fc.constantFrom('x', 'y'), b: fc.constantFrom('x', 'y') }, { requiredKeys: [] });
    fc.assert(
      fc.property(atom, atom, labels, (one, other, own) => {
        const known = own as Record<string, string>;
        expect(select(`!(${one})`, known)).toBe(select(one, known) === 'yes' ? 'no' : 'yes');
        expect(select(`!(${one} && ${other})`, known)).toBe(
          select(`!${one.startsWith('has') || one === 'all()' ? one : `(${one})`} || !(${other})`, known),
        );
      }),
    );
  });

  it('takes as many terms as stand in a file', () => {
    const terms = Array.from({ length: 200_000 }, () => 'has(app)');
    expect([select(terms.join(' && ')), select(terms.join(' || '))]).toEqual(['yes', 'yes']);
  });
});
