/** What holds of the rules of every format, whatever their words are. */
import * as fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { toCidrs } from './address.ts';
import { toRanges } from './addressSpaces.ts';
import { allOf, certainlyAllowed, certainlyDenied } from './decision.ts';
import type { Decision } from './decision.ts';
import { areEqual, covers, flowsTo, intersect, NO_FLOWS, subtract, unite } from './flowSet.ts';
import type { FlowSet } from './flowSet.ts';
import { runProgram } from './machine/runProgram.ts';
import { readRules } from './readRules.ts';
import type { Origin } from './ruleFormat.ts';
import { servicesOf } from './services.ts';
import { dialects } from './testing/dialects.ts';
import type { Dialect, SimpleRule } from './testing/dialects.ts';
import { fileOf } from './testing/rules.ts';

const cidrs = [
  '198.51.100.0/24',
  '198.51.100.0/25',
  '198.51.100.128/26',
  '203.0.113.0/24',
  '203.0.113.64/26',
  '203.0.113.7/32',
];
const ports = [80, 443, 444, 5671, 8443];

const arbitraryRule: fc.Arbitrary<SimpleRule> = fc.record({
  action: fc.constantFrom('allow', 'deny'),
  cidr: fc.constantFrom(...cidrs),
  ports: fc
    .tuple(fc.constantFrom(...ports), fc.constantFrom(...ports))
    .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const),
});

const rulesOf = ({ decides }: Dialect): fc.Arbitrary<readonly SimpleRule[]> =>
  fc
    .array(arbitraryRule, { maxLength: 6 })
    .map((rules) =>
      decides === 'any: none denies' ? rules.map((rule) => ({ ...rule, action: 'allow' as const })) : rules,
    );

/** Beyond the addresses of the rules as well, and their ports. */
const asked = flowsTo(toRanges(['198.51.100.0/23', '203.0.113.0/24']), servicesOf('TCP', 79, 9000));

type Files = Readonly<Record<string, unknown>>;

function written(files: Files): readonly (readonly [file: string, text: string])[] {
  return Object.entries(files).map(([file, value]) => [
    file,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}

function decide({ layer, attachedTo }: Dialect, files: readonly (readonly [file: string, text: string])[]): Decision {
  const ruleSet = readRules(files.map(([file, text]) => fileOf(file, text)));
  expect(ruleSet.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [rules] = ruleSet.layers.get(layer) ?? [];
  if (rules === undefined) throw new Error(`No file speaks for ${layer}.`);
  const [workload] = ruleSet.manifests.workloads;
  const [podRanges, nodeRanges] = [toRanges(['10.20.0.0/16']), toRanges(['10.10.0.0/20'])];
  // Cluster-wide policies are in force for certain where the plug-in is known to be one that enforces them.
  const cni = ruleSet.manifests.adminPolicies.length > 0 ? 'generic' : undefined;
  const origin: Origin = {
    network: { cni, podRanges, nodeRanges, serviceRanges: [] },
    subject: workload === undefined ? { kind: 'missing-workload', because: 'any pod' } : { kind: 'workload', workload },
    addresses: [...nodeRanges, ...podRanges],
    proxyPort: 3128,
  };
  const binding = rules.bind(attachedTo, origin);
  if (binding.kind !== 'bound') throw new Error(binding.because);
  return allOf(
    binding.programs.map((program) => runProgram(program, { flows: asked, outside: true, isNameless: true })),
    asked,
  );
}

function decideRules(dialect: Dialect, rules: readonly SimpleRule[]): Decision {
  return decide(dialect, written(dialect.write(rules)));
}

const flowsOf = ({ cidr, ports: [first, last] }: SimpleRule): FlowSet =>
  flowsTo(toRanges([cidr]), servicesOf('TCP', first, last));

/** The allowed flows, by walking through the rules. */
function walk({ decides, otherwise }: Dialect, rules: readonly SimpleRule[]): FlowSet {
  const denying = rules.filter(({ action }) => action === 'deny');
  const inOrder = decides === 'any that denies' ? [...denying, ...rules] : rules;
  let [allowed, open] = [NO_FLOWS, asked];
  for (const rule of inOrder) {
    const hit = intersect(open, flowsOf(rule));
    if (rule.action === 'allow') allowed = unite(allowed, hit);
    open = subtract(open, hit);
  }
  return otherwise === 'allow' ? unite(allowed, open) : allowed;
}

function areSame(one: Decision, other: Decision): boolean {
  return areEqual(one.mayAllow, other.mayAllow) && areEqual(one.mayDeny, other.mayDeny);
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

/** The same document with its keys in another order, as YAML; the same text with comments and empty lines. */
function writtenAnew(files: Files): readonly (readonly [file: string, text: string])[] {
  return Object.entries(files).map(([file, value]) =>
    typeof value === 'string'
      ? [file, file.endsWith('.yaml') ? `# anew\n${value}\n` : `# anew\n\n${value}\n# end\n`]
      : [file.replace('.json', '.yaml'), dump(withKeysReversed(value), { lineWidth: 40 })],
  );
}

function withKeysReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKeysReversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, one]) => [key, withKeysReversed(one)]),
  );
}

const contradicting = (['allow', 'deny'] as const).map((action): SimpleRule => ({
  action,
  cidr: '203.0.113.7/32',
  ports: [443, 443],
}));

const runs = { numRuns: 40 };
const table: readonly (readonly [string, Dialect])[] = Object.entries(dialects);

describe.each(table)('the rules of %s', (_name, dialect) => {
  const rules = rulesOf(dialect);

  it('decide exactly what walking through them does', () => {
    fc.assert(
      fc.property(rules, (some) => {
        const decision = decideRules(dialect, some);
        const allowed = walk(dialect, some);
        expect(areEqual(decision.mayAllow, allowed)).toBe(true);
        expect(areEqual(decision.mayDeny, subtract(asked, allowed))).toBe(true);
      }),
      runs,
    );
  });

  it('never deny because of an allow that is added, nor allow because of a deny', () => {
    fc.assert(
      fc.property(rules, arbitraryRule, fc.nat(6), (some, drawn, at) => {
        const added = dialect.decides === 'any: none denies' ? { ...drawn, action: 'allow' as const } : drawn;
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

  it('decide the same with each range in two halves', () => {
    fc.assert(
      fc.property(rules, (some) => {
        expect(areSame(decideRules(dialect, some), decideRules(dialect, some.flatMap(split)))).toBe(true);
      }),
      runs,
    );
  });

  it('decide the same once they are written anew', () => {
    fc.assert(
      fc.property(rules, (some) => {
        const files = dialect.write(some);
        expect(areSame(decide(dialect, written(files)), decide(dialect, writtenAnew(files)))).toBe(true);
      }),
      runs,
    );
  });
});
