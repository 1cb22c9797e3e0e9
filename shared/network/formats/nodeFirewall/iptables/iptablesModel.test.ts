/** Random dumps against a reader of single packets that knows neither flow sets nor programs, and text of any kind. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeFlow, readFirewall } from '../testing/askNodeFirewall.ts';
import type { FirewallAnswer } from '../testing/askNodeFirewall.ts';

interface ModelRule {
  readonly destination: { readonly address: number; readonly bits: number; readonly isNegated: boolean } | undefined;
  readonly source: { readonly second: number; readonly isNegated: boolean } | undefined;
  readonly protocol: 'tcp' | 'udp' | undefined;
  readonly ports: { readonly first: number; readonly last: number; readonly isNegated: boolean } | undefined;
  readonly isDoubtful: boolean;
  readonly target: string;
}

interface Model {
  readonly chains: Readonly<Record<string, readonly ModelRule[]>>;
  readonly policy: 'ACCEPT' | 'DROP';
}

interface ModelFlow {
  readonly address: number;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

const chainNames = ['FORWARD', 'ONE', 'TWO', 'THREE'];
const base = 203 * 0x100_0000 + 113 * 0x100;
const format = (address: number): string => `203.0.113.${address - base}`;

/** A chain runs only chains after it. */
function targetsOf(index: number): readonly string[] {
  const later = chainNames.slice(index + 1);
  return [
    '-j ACCEPT',
    '-j DROP',
    '-j RETURN',
    '-j LOG',
    '',
    ...later.map((name) => `-j ${name}`),
    ...later.map((name) => `-g ${name}`),
  ];
}

function arbitraryModelRule(index: number): fc.Arbitrary<ModelRule> {
  const sometimes = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  return fc
    .record({
      destination: sometimes(
        fc.record({
          address: fc.nat(7).map((low) => base + low),
          bits: fc.constantFrom(30, 31, 32),
          isNegated: fc.boolean(),
        }),
      ),
      source: sometimes(fc.record({ second: fc.constantFrom(20, 21), isNegated: fc.boolean() })),
      protocol: sometimes(fc.constantFrom('tcp' as const, 'udp' as const)),
      ports: sometimes(
        fc.record({ first: fc.constantFrom(80, 443), more: fc.constantFrom(0, 1, 400), isNegated: fc.boolean() }),
      ),
      isDoubtful: fc.nat(5).map((number) => number === 0),
      target: fc.constantFrom(...targetsOf(index)),
    })
    .map(({ ports, protocol, ...rule }) => ({
      ...rule,
      protocol,
      ports:
        ports === undefined || protocol === undefined
          ? undefined
          : { first: ports.first, last: ports.first + ports.more, isNegated: ports.isNegated },
    }));
}

const arbitraryModel: fc.Arbitrary<Model> = fc.record({
  policy: fc.constantFrom('ACCEPT' as const, 'DROP' as const),
  chains: fc
    .tuple(...chainNames.map((_name, index) => fc.array(arbitraryModelRule(index), { maxLength: 6 })))
    .map((rules) => Object.fromEntries(chainNames.map((name, index) => [name, rules[index] ?? []]))),
});

function write({ chains, policy }: Model): string {
  const not = (isNegated: boolean): string => (isNegated ? '! ' : '');
  const lines = Object.entries(chains).flatMap(([chain, rules]) =>
    rules.map(({ destination, source, protocol, ports, isDoubtful, target }) =>
      [
        `-A ${chain}`,
        source && `${not(source.isNegated)}-s 10.${source.second}.0.0/16`,
        destination && `${not(destination.isNegated)}-d ${format(destination.address)}/${destination.bits}`,
        protocol && `-p ${protocol}`,
        ports && `-m ${protocol} ${not(ports.isNegated)}--dport ${ports.first}:${ports.last}`,
        isDoubtful && '-m set --match-set some dst',
        target,
      ]
        .filter((part) => typeof part === 'string' && part !== '')
        .join(' '),
    ),
  );
  return [
    '*filter',
    `:FORWARD ${policy} [0:0]`,
    ...chainNames.slice(1).map((name) => `:${name} - [0:0]`),
    ...lines,
    'COMMIT',
    '',
  ].join('\n');
}

function matches({ destination, source, protocol, ports }: ModelRule, flow: ModelFlow): boolean {
  const holds = (isNegated: boolean, test: boolean): boolean => test !== isNegated;
  const size = destination === undefined ? 1 : 2 ** (32 - destination.bits);
  const isThere = (address: number): boolean => Math.floor(flow.address / size) === Math.floor(address / size);
  return (
    (destination === undefined || holds(destination.isNegated, isThere(destination.address))) &&
    (source === undefined || holds(source.isNegated, source.second === 20)) &&
    (protocol === undefined || protocol === flow.protocol) &&
    (ports === undefined || holds(ports.isNegated, ports.first <= flow.port && flow.port <= ports.last))
  );
}

type Outcome = 'ACCEPT' | 'DROP' | 'back';

/** Everything that may become of a packet in a chain, rule by rule. */
function outcomesIn(model: Model, chain: string, flow: ModelFlow): ReadonlySet<Outcome> {
  const rules = model.chains[chain] ?? [];
  const from = (index: number): ReadonlySet<Outcome> => {
    const rule = rules[index];
    if (rule === undefined) return new Set<Outcome>(['back']);
    if (!matches(rule, flow)) return from(index + 1);
    const all = new Set<Outcome>(rule.isDoubtful ? from(index + 1) : []);
    const [option, name = ''] = rule.target.split(' ');
    if (rule.target === '' || name === 'LOG') return new Set([...all, ...from(index + 1)]);
    if (name === 'ACCEPT' || name === 'DROP') return all.add(name);
    if (name === 'RETURN') return all.add('back');
    for (const outcome of outcomesIn(model, name, flow)) {
      if (outcome !== 'back' || option === '-g') all.add(outcome);
      else for (const later of from(index + 1)) all.add(later);
    }
    return all;
  };
  return from(0);
}

function answerOf(model: Model, flow: ModelFlow): FirewallAnswer {
  const outcomes = new Set(
    [...outcomesIn(model, 'FORWARD', flow)].map((outcome) => (outcome === 'back' ? model.policy : outcome)),
  );
  if (outcomes.size > 1) return 'unknown';
  return outcomes.has('ACCEPT') ? 'allowed' : 'denied';
}

const flows: readonly ModelFlow[] = [0, 1, 3, 6, 9].flatMap((low) =>
  (['tcp', 'udp'] as const).flatMap((protocol) =>
    [79, 80, 443, 500, 900].map((port) => ({ address: base + low, protocol, port })),
  ),
);

function ask(text: string): readonly FirewallAnswer[] {
  const rules = readFirewall({ 'node.txt': text });
  expect(rules.problems).toEqual([]);
  return flows.map(
    ({ address, protocol, port }) =>
      judgeFlow(rules, { to: format(address), port, protocol: protocol === 'tcp' ? 'TCP' : 'UDP' }).verdict,
  );
}

describe('iptables rules of any kind', () => {
  it('are judged as a packet meets them one by one', () => {
    fc.assert(
      fc.property(arbitraryModel, (model) => {
        expect(ask(write(model))).toEqual(flows.map((flow) => answerOf(model, flow)));
      }),
      { numRuns: 100 },
    );
  });

  it('are judged alike where a range is written as its halves', () => {
    fc.assert(
      fc.property(arbitraryModel, (model) => {
        const halves = (rule: ModelRule): readonly ModelRule[] => {
          const { destination } = rule;
          if (destination === undefined || destination.isNegated || destination.bits === 32) return [rule];
          const size = 2 ** (32 - destination.bits);
          const first = Math.floor(destination.address / size) * size;
          return [first, first + size / 2].map((address) => ({
            ...rule,
            destination: { ...destination, address, bits: destination.bits + 1 },
          }));
        };
        const chains = Object.fromEntries(
          Object.entries(model.chains).map(([name, rules]) => [name, rules.flatMap(halves)]),
        );
        expect(ask(write({ ...model, chains }))).toEqual(ask(write(model)));
      }),
      { numRuns: 30 },
    );
  });

  it('never deny more by an ACCEPT that is put first, nor allow more by a DROP', () => {
    fc.assert(
      fc.property(arbitraryModel, arbitraryModelRule(3), fc.boolean(), (model, rule, accepts) => {
        const added: ModelRule = { ...rule, target: accepts ? '-j ACCEPT' : '-j DROP' };
        const before = ask(write(model));
        const after = ask(
          write({ ...model, chains: { ...model.chains, FORWARD: [added, ...(model.chains['FORWARD'] ?? [])] } }),
        );
        const [gone, worse] = accepts ? (['allowed', 'denied'] as const) : (['denied', 'allowed'] as const);
        expect(before.filter((answer, index) => answer === gone && after[index] !== gone)).toEqual([]);
        expect(before.filter((answer, index) => answer !== worse && after[index] === worse)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

const words = [
  '*filter',
  '*nat',
  '*raw',
  ':FORWARD DROP [0:0]',
  ':OWN - [0:0]',
  '-A FORWARD',
  '-A OWN',
  '-A __proto__',
  ':__proto__ - [0:0]',
  '-j',
  '-g',
  'OWN',
  '__proto__',
  'constructor',
  'ACCEPT',
  '-s',
  '-d',
  '!',
  '10.0.0.0/8',
  '::/0',
  '-p',
  'tcp',
  '--dport',
  '443',
  ':',
  '-m',
  'multiport',
  '--dports',
  '1,2',
  'comment',
  '--comment',
  '"',
  '"a b"',
  '\\',
  '--',
  '-',
  '-I',
  '-N',
  '-P',
  'COMMIT',
  '# Generated by ip6tables-save',
  '[1:2]',
  '--to-destination',
  'DNAT',
  '/',
  '=',
  '--dport=',
];

describe('text of any kind that looks like a dump', () => {
  it('is read without a failure, and never allows what it is not read for', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words, '\n', '\n'), { maxLength: 60 }), (parts) => {
        const text = `*filter\n${parts.join(' ').replaceAll(' \n ', '\n')}`;
        const rules = readFirewall({ 'node.txt': text });
        const isRefused = rules.problems.some(({ severity }) => severity === 'error');
        expect(!isRefused || judgeFlow(rules).verdict === 'unknown').toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'chains that run the next one twice',
      (count: number) => Array.from({ length: count }, (_, at) => `-A C${at} -j C${at + 1}\n-A C${at} -j C${at + 1}`),
      150,
    ],
    [
      'chains nested too deep',
      (count: number) => Array.from({ length: count }, (_, at) => `-A C${at} -j C${at + 1}`),
      20_000,
    ],
    [
      'a wall of single addresses',
      (count: number) =>
        Array.from(
          { length: count },
          (_, at) => `-A C0 -d 100.${at >> 16}.${(at >> 8) % 256}.${at % 256} -j ${at % 2 === 0 ? 'ACCEPT' : 'DROP'}`,
        ),
      20_000,
    ],
    ['a line of a megabyte', () => [`-A C0 -m comment --comment "${'a\\'.repeat(500_000)}`], 1],
    [
      'a list of ports of a megabyte',
      () => [`-A C0 -p tcp -m multiport --dports ${'1,'.repeat(300_000)}1 -j ACCEPT`],
      1,
    ],
  ])('is read in seconds: %s', { timeout: 20_000 }, (_what, rules, count) => {
    const chains = Array.from({ length: count + 1 }, (_, at) => `:C${at} - [0:0]`);
    const text = ['*filter', ':FORWARD DROP [0:0]', ...chains, '-A FORWARD -j C0', ...rules(count), 'COMMIT', ''].join(
      '\n',
    );
    expect(['denied', 'unknown']).toContain(judgeFlow(readFirewall({ 'node.txt': text })).verdict);
  });
});
