/** What holds of the rules of every format, whatever their words are. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { prefixLengthOf, toCidrs } from './flows/address.ts';
import type { Family } from './flows/address.ts';
import { toRanges } from './flows/addressSpaces.ts';
import { certainlyAllowed, certainlyDenied } from './machine/decision.ts';
import type { Decision } from './machine/decision.ts';
import { findHiddenRules } from './findings/findHiddenRules.ts';
import { keyOfPlace } from './findings/keyOfPlace.ts';
import { areEqual, covers, flowsTo, intersect, NO_FLOWS, overlaps, subtract, unite } from './flows/flowSet.ts';
import type { FlowSet } from './flows/flowSet.ts';
import { servicesOf } from './flows/services.ts';
import { askEveryWay } from './testing/askEveryWay.ts';
import { compileFiles, decideFiles } from './testing/decideFiles.ts';
import type { Dialect, SimpleRule } from './testing/dialects/dialect.ts';
import { dialects } from './testing/dialects/dialects.ts';
import { formsOf, keptOf, written } from './testing/forms.ts';
import type { Texts } from './testing/forms.ts';

const cidrs = [
  '198.51.100.0/24',
  '198.51.100.0/25',
  '198.51.100.128/26',
  '203.0.113.0/24',
  '203.0.113.64/26',
  '203.0.113.7/32',
];
const ports = [80, 443, 444, 5671, 8443];
/** In the ranges above, at their ends and beside them. */
const addresses = ['198.51.100.127', '198.51.100.128', '198.51.101.1', '203.0.113.7', '203.0.113.64', '203.0.113.200'];

/** Some rule that the format can write. */
const ruleOf = ({ decides, isPortless }: Dialect): fc.Arbitrary<SimpleRule> =>
  fc.record({
    action: decides === 'any: none denies' ? fc.constant('allow') : fc.constantFrom('allow', 'deny'),
    cidr: fc.constantFrom(...cidrs),
    ports:
      isPortless === true
        ? fc.constant([1, 65535])
        : fc
            .tuple(fc.constantFrom(...ports), fc.constantFrom(...ports))
            .map(([one, other]) => [Math.min(one, other), Math.max(one, other)]),
  });

/** A table of routes has one for each range. */
const hasOneOfEachRange = ({ decides }: Dialect): boolean => decides === 'the longest prefix';

const rulesOf = (dialect: Dialect): fc.Arbitrary<readonly SimpleRule[]> =>
  hasOneOfEachRange(dialect)
    ? fc.uniqueArray(ruleOf(dialect), { maxLength: 6, selector: ({ cidr }) => cidr })
    : fc.array(ruleOf(dialect), { maxLength: 6 });

/** The range of IPv6 that ends as this one does. */
function toIpv6(cidr: string): string {
  const [address, length] = cidr.split('/');
  return `2001:db8::${address}/${96 + Number(length)}`;
}

/** A dialect with addresses of one of its families. */
interface Row extends Dialect {
  readonly family: Family;
}

const inFamily =
  ({ family }: Row) =>
  (cidr: string): string =>
    family === 6 ? toIpv6(cidr) : cidr;

/** Beyond the addresses of the rules as well, and their ports. */
function askedOf(dialect: Row): FlowSet {
  return flowsTo(toRanges(['198.51.100.0/23', '203.0.113.0/24'].map(inFamily(dialect))), servicesOf('TCP', 79, 9000));
}

function write(dialect: Row, rules: readonly SimpleRule[]) {
  return dialect.write(rules.map((rule) => ({ ...rule, cidr: inFamily(dialect)(rule.cidr) })));
}

function decide(dialect: Row, files: Texts): Decision {
  return decideFiles(dialect, files, { flows: askedOf(dialect), outside: true, isNameless: true });
}

function decideRules(dialect: Row, rules: readonly SimpleRule[]): Decision {
  return decide(dialect, written(write(dialect, rules)));
}

/** The rules as they are tried. */
function inOrder({ decides }: Dialect, rules: readonly SimpleRule[]): readonly SimpleRule[] {
  switch (decides) {
    case 'any that allows':
      return rules.toSorted((one, other) => Number(one.action === 'deny') - Number(other.action === 'deny'));
    case 'any that denies':
      return rules.toSorted((one, other) => Number(one.action === 'allow') - Number(other.action === 'allow'));
    case 'the longest prefix':
      return rules.toSorted((one, other) => lengthOf(other) - lengthOf(one));
    case 'the first':
    case 'any: none denies':
      return rules;
  }
}

function lengthOf({ cidr }: SimpleRule): number {
  return Math.max(...toRanges([cidr]).map(prefixLengthOf));
}

/** The allowed flows, by walking through the rules. */
function walk(dialect: Row, rules: readonly SimpleRule[]): FlowSet {
  let [allowed, open] = [NO_FLOWS, askedOf(dialect)];
  for (const {
    action,
    cidr,
    ports: [first, last],
  } of inOrder(dialect, rules)) {
    const hit = intersect(open, flowsTo(toRanges([inFamily(dialect)(cidr)]), servicesOf('TCP', first, last)));
    if (action === 'allow') allowed = unite(allowed, hit);
    open = subtract(open, hit);
  }
  return dialect.otherwise === 'allow' ? unite(allowed, open) : allowed;
}

function areSame(one: Decision, other: Decision): boolean {
  return areEqual(one.mayAllow, other.mayAllow) && areEqual(one.mayDeny, other.mayDeny);
}

/** How many rules are told as never deciding. */
function countHidden(dialect: Row, rules: readonly SimpleRule[]): number {
  const { programs, namespaces } = compileFiles(dialect, written(write(dialect, rules)));
  const ofPods = dialect.layer === 'pod-policy' ? namespaces : [];
  const found = programs.filter(({ judges }) => judges === undefined).map((one) => findHiddenRules(one, ofPods));
  const deciding = new Set(found.flatMap((one) => one.deciding.map(({ place }) => keyOfPlace(place))));
  const hidden = found.flatMap((one) => one.hidden.map(({ rule }) => rule.place));
  const own = hidden.filter((place) => place.isBuiltIn !== true && !deciding.has(keyOfPlace(place)));
  return new Set(own.map(keyOfPlace)).size;
}

/** How many rules match nothing that those before them leave. */
function countCovered(dialect: Row, rules: readonly SimpleRule[]): number {
  let covered = NO_FLOWS;
  return rules.filter(({ cidr, ports: [first, last] }) => {
    const own = flowsTo(toRanges([inFamily(dialect)(cidr)]), servicesOf('TCP', first, last));
    const isCovered = covers(covered, own);
    covered = unite(covered, own);
    return isCovered;
  }).length;
}

/** The halves of the range of a rule; a single address stays as it is. */
function split(rule: SimpleRule): readonly SimpleRule[] {
  const [range] = toRanges([rule.cidr]);
  if (range?.family !== 4 || range.first === range.last) return [rule];
  const middle = Math.floor((range.first + range.last) / 2);
  const halves = [
    { ...range, last: middle },
    { ...range, first: middle + 1 },
  ];
  return halves.flatMap((half) => toCidrs(half).map((cidr) => ({ ...rule, cidr })));
}

const contradicting = (['allow', 'deny'] as const).map((action): SimpleRule => ({
  action,
  cidr: '203.0.113.7/32',
  ports: [443, 443],
}));

const runs = { numRuns: 30 };
const table = Object.entries(dialects).flatMap(([name, dialect]) =>
  dialect.families.map((family): readonly [string, Row] => [
    family === 6 ? `${name}, to IPv6` : name,
    { ...dialect, family },
  ]),
);

describe.each(table)('the rules of %s', (_name, dialect) => {
  const rules = rulesOf(dialect);

  it('decide exactly what walking through them does', () => {
    fc.assert(
      fc.property(rules, (some) => {
        const decision = decideRules(dialect, some);
        const allowed = walk(dialect, some);
        expect(areEqual(decision.mayAllow, allowed)).toBe(true);
        expect(areEqual(decision.mayDeny, subtract(askedOf(dialect), allowed))).toBe(true);
      }),
      runs,
    );
  });

  it('never deny because of an allow that is added, nor allow because of a deny', () => {
    fc.assert(
      fc.property(rules, ruleOf(dialect), fc.nat(6), (some, added, at) => {
        fc.pre(!hasOneOfEachRange(dialect) || !some.some(({ cidr }) => cidr === added.cidr));
        const [before, after] = [decideRules(dialect, some), decideRules(dialect, some.toSpliced(at, 0, added))];
        const certainly = added.action === 'allow' ? certainlyAllowed : certainlyDenied;
        expect(covers(certainly(after), certainly(before))).toBe(true);
      }),
      runs,
    );
  });

  it('go by their order where the format says so, and nowhere else', () => {
    const isByOrder = dialect.decides === 'the first';
    const both = isByOrder ? fc.constant(contradicting) : rules;
    fc.assert(
      fc.property(both, (some) => {
        const isSame = areSame(decideRules(dialect, some), decideRules(dialect, some.toReversed()));
        expect(isSame).toBe(!isByOrder);
      }),
      isByOrder ? { numRuns: 1 } : runs,
    );
  });

  it('are told as never deciding where those tried before them take all that they match, and can then be taken away', () => {
    fc.assert(
      fc.property(rules, (some) => {
        const told = countHidden(dialect, some);
        const isIdle = (rule: SimpleRule): boolean =>
          areSame(decideRules(dialect, some), decideRules(dialect, some.toSpliced(some.indexOf(rule), 1)));
        // Where rules have no order, which of them are told is theirs; of a proxy no address of a name is known.
        const isTold = dialect.decides === 'the first' && dialect.layer !== 'proxy';
        expect(told).toBeLessThanOrEqual(some.filter(isIdle).length);
        expect(told).toBeGreaterThanOrEqual(isTold ? countCovered(dialect, some) : 0);
      }),
      runs,
    );
  });

  it('decide the same with each range in two halves', () => {
    fc.assert(
      fc.property(rules, (some) => {
        expect(areSame(decideRules(dialect, some), decideRules(dialect, some.flatMap(split)))).toBe(true);
      }),
      runs,
    );
  });

  it('decide the same by what is kept of them as evidence', () => {
    fc.assert(
      fc.property(rules, (some) => {
        const files = write(dialect, some);
        expect(areSame(decide(dialect, written(files)), decide(dialect, keptOf(files, dialect.layer)))).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it.each(formsOf(dialect, write(dialect, contradicting)))('decide the same %s', (_form, rewrite) => {
    fc.assert(
      fc.property(rules, (some) => {
        const files = write(dialect, some);
        expect(areSame(decide(dialect, written(files)), decide(dialect, rewrite(files)))).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});

/** Whether a proxy or a route is on the way depends on more than its rules. */
const onEveryWay = table.filter(([, { layer }]) => layer !== 'proxy' && layer !== 'route');

describe.each(onEveryWay)('the rules of %s', (_name, dialect) => {
  it('are told alike by check, explain and reach, flow by flow', () => {
    const flow = fc.record({ address: fc.constantFrom(...addresses), port: fc.constantFrom(...ports, 79, 8999) });
    fc.assert(
      fc.property(rulesOf(dialect), flow, (some, { address: of4, port }) => {
        const address = dialect.family === 6 ? `2001:db8::${of4}` : of4;
        const allowed = overlaps(walk(dialect, some), flowsTo(toRanges([address]), servicesOf('TCP', port)));
        const answers = askEveryWay(dialect, written(write(dialect, some)), { address, port }, embeddedCatalog);
        const expected = allowed ? 'allowed' : 'denied';
        expect(answers).toEqual(Object.fromEntries(Object.keys(answers).map((question) => [question, expected])));
      }),
      runs,
    );
  });
});
