/** What holds of the rules by name of every format that has such, whatever their words are. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRanges } from './flows/addressSpaces.ts';
import { isEmpty, flowsTo } from './flows/flowSet.ts';
import { servicesOf } from './flows/services.ts';
import { decideFiles } from './testing/decideFiles.ts';
import { namedDialects } from './testing/dialects/namedDialects.ts';
import type { NamedDialect, NamedRule } from './testing/dialects/namedDialects.ts';
import { formsOf, keptOf, written } from './testing/forms.ts';
import type { Texts } from './testing/forms.ts';

const names = ['example.com', 'cp.example.com', 'a.cp.example.com', 'example.org'];
/** Beyond the names of the rules as well: further below, and one that ends alike. */
const hosts = [...names, 'b.a.cp.example.com', 'badexample.com', 'www.example.org'];
const asked = flowsTo(toRanges(['203.0.113.0/24']), servicesOf('TCP', 443));

type Answer = 'allowed' | 'denied' | 'unknown';

/** What becomes of each of the hosts. */
function answer(dialect: NamedDialect, files: Texts): readonly Answer[] {
  return hosts.map((host) => {
    const { mayAllow, mayDeny } = decideFiles(dialect, files, { flows: asked, host, outside: true });
    if (isEmpty(mayDeny)) return 'allowed';
    return isEmpty(mayAllow) ? 'denied' : 'unknown';
  });
}

const answerRules = (dialect: NamedDialect, rules: readonly NamedRule[]): readonly Answer[] =>
  answer(dialect, written(dialect.write(rules)));

const actionsOf = { 'the first': ['allow', 'deny'], 'any: none denies': ['allow'], 'any: all deny': ['deny'] } as const;

const ruleOf = ({ decides, below }: NamedDialect): fc.Arbitrary<NamedRule> =>
  fc.record({
    action: fc.constantFrom(...actionsOf[decides]),
    name: fc.constantFrom(...names),
    isBelow: below === 'none' ? fc.constant(false) : fc.boolean(),
  });

const rulesOf = (dialect: NamedDialect): fc.Arbitrary<readonly NamedRule[]> =>
  fc.array(ruleOf(dialect), { maxLength: 5 });

function isFor({ below }: NamedDialect, { name, isBelow }: NamedRule, host: string): boolean {
  if (!isBelow) return host === name;
  const isOneBelow = host.endsWith(`.${name}`);
  switch (below) {
    case 'itself and all below':
      return host === name || isOneBelow;
    case 'all below':
      return isOneBelow;
    case 'one label below':
      return isOneBelow && !host.slice(0, -name.length - 1).includes('.');
    case 'none':
      return false;
  }
}

/** What becomes of each host, by walking through the rules. */
function walk(dialect: NamedDialect, rules: readonly NamedRule[]): readonly Answer[] {
  return hosts.map((host) => {
    const action = rules.find((rule) => isFor(dialect, rule, host))?.action ?? dialect.otherwise;
    return action === 'allow' ? 'allowed' : 'denied';
  });
}

const contradicting = (['allow', 'deny'] as const).map((action): NamedRule => ({
  action,
  name: 'cp.example.com',
  isBelow: false,
}));

const runs = { numRuns: 30 };

describe.each(Object.entries(namedDialects))('the rules by name of %s', (_name, dialect) => {
  const rules = rulesOf(dialect);

  it('decide exactly what walking through them does', () => {
    fc.assert(
      fc.property(rules, (some) => {
        expect(answerRules(dialect, some)).toEqual(walk(dialect, some));
      }),
      runs,
    );
  });

  it('never deny because of an allow that is added, nor allow because of a deny', () => {
    fc.assert(
      fc.property(rules, ruleOf(dialect), fc.nat(5), (some, added, at) => {
        const before = answerRules(dialect, some);
        const after = answerRules(dialect, some.toSpliced(at, 0, added));
        const kept = added.action === 'allow' ? 'allowed' : 'denied';
        expect(after.filter((_, index) => before[index] === kept)).toEqual(before.filter((one) => one === kept));
      }),
      runs,
    );
  });

  it('go by their order where the format says so, and nowhere else', () => {
    const isByOrder = dialect.decides === 'the first';
    fc.assert(
      fc.property(isByOrder ? fc.constant(contradicting) : rules, (some) => {
        const [there, back] = [some, some.toReversed()].map((ordered) => answerRules(dialect, ordered).join(' '));
        expect(there === back).toBe(!isByOrder);
      }),
      isByOrder ? { numRuns: 1 } : runs,
    );
  });

  // A name has no halves; what comes closest is to say again of a host what was said of it with others.
  it('decide the same with a host by itself beside all that a rule is for', () => {
    fc.assert(
      fc.property(rules, fc.constantFrom(...hosts), (some, host) => {
        const again = some.flatMap((rule) =>
          isFor(dialect, rule, host) ? [rule, { ...rule, name: host, isBelow: false }] : [rule],
        );
        expect(answerRules(dialect, again)).toEqual(answerRules(dialect, some));
      }),
      runs,
    );
  });

  it('decide the same in capitals', () => {
    fc.assert(
      fc.property(rules, (some) => {
        const inCapitals = some.map((rule) => ({ ...rule, name: rule.name.toUpperCase() }));
        expect(answerRules(dialect, inCapitals)).toEqual(answerRules(dialect, some));
      }),
      runs,
    );
  });

  it('decide the same by what is kept of them as evidence', () => {
    fc.assert(
      fc.property(rules, (some) => {
        const files = dialect.write(some);
        expect(answer(dialect, keptOf(files, dialect.layer))).toEqual(answer(dialect, written(files)));
      }),
      { numRuns: 10 },
    );
  });

  it.each(formsOf(dialect, dialect.write(contradicting)))('decide the same %s', (_form, rewrite) => {
    fc.assert(
      fc.property(rules, (some) => {
        const files = dialect.write(some);
        expect(answer(dialect, rewrite(files))).toEqual(answer(dialect, written(files)));
      }),
      { numRuns: 10 },
    );
  });
});
