/** Random rulesets against a reader of single packets that knows neither flow sets nor programs. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeFlow, readFirewall } from '../testing/askNodeFirewall.ts';
import type { FirewallAnswer } from '../testing/askNodeFirewall.ts';

interface ModelFlow {
  /** Of 203.0.113.0/24, the last byte. */
  readonly address: number;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

interface Block {
  readonly address: number;
  readonly bits: number;
}

type Test =
  | {
      readonly kind: 'daddr';
      readonly blocks: readonly Block[];
      readonly isNegated: boolean;
      readonly isNamed: boolean;
    }
  | { readonly kind: 'dport'; readonly of: 'tcp' | 'udp' | 'th'; readonly ports: Ports; readonly isNegated: boolean }
  | { readonly kind: 'below'; readonly of: 'tcp' | 'udp'; readonly port: number }
  | { readonly kind: 'l4proto'; readonly value: 'tcp' | 'udp' | 6 | 17; readonly isNegated: boolean }
  | { readonly kind: 'state'; readonly states: readonly string[] }
  | { readonly kind: 'daddr and dport'; readonly pairs: readonly (readonly [Block, number])[] }
  /** Nobody knows whether it holds. */
  | { readonly kind: 'limit' };

type Ports = readonly (readonly [first: number, last: number])[];

type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly kind: 'jump' | 'goto'; readonly target: string };

type End =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'vmap'; readonly of: 'tcp' | 'udp'; readonly map: readonly (readonly [number, Verdict])[] }
  | { readonly kind: 'counter' };

interface ModelRule {
  readonly tests: readonly Test[];
  readonly end: End;
}

interface Model {
  readonly early: 'accept' | 'drop';
  readonly late: 'accept' | 'drop';
  readonly chains: Readonly<Record<string, readonly ModelRule[]>>;
}

/** Two chains are met on the way, `early` first; a chain runs only chains after it. */
const chainNames = ['early', 'late', 'one', 'two'];
const samplePorts = [79, 80, 443, 500, 900];

const block = fc.record({ address: fc.nat(7), bits: fc.constantFrom(30, 31, 32) });
const port = fc.constantFrom(80, 443, 500);

const arbitraryTest: fc.Arbitrary<Test> = fc.oneof(
  fc.record({
    kind: fc.constant('daddr' as const),
    blocks: fc.array(block, { minLength: 1, maxLength: 3 }),
    isNegated: fc.boolean(),
    isNamed: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('dport' as const),
    of: fc.constantFrom('tcp' as const, 'udp' as const, 'th' as const),
    ports: fc.array(
      fc.tuple(port, fc.constantFrom(0, 1, 400)).map(([first, more]) => [first, first + more] as const),
      { minLength: 1, maxLength: 2 },
    ),
    isNegated: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('below' as const), of: fc.constantFrom('tcp' as const, 'udp' as const), port }),
  fc.record({
    kind: fc.constant('l4proto' as const),
    value: fc.constantFrom('tcp' as const, 'udp' as const, 6 as const, 17 as const),
    isNegated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('state' as const),
    states: fc.constantFrom(['new'], ['established', 'related'], ['invalid', 'new']),
  }),
  fc.record({
    kind: fc.constant('daddr and dport' as const),
    pairs: fc.array(fc.tuple(block, port), { minLength: 1, maxLength: 2 }),
  }),
  fc.constant({ kind: 'limit' as const }),
);

function arbitraryRule(index: number): fc.Arbitrary<ModelRule> {
  const later = chainNames.slice(Math.max(index, 1) + 1);
  const verdict = fc.constantFrom<Verdict>(
    ...(['accept', 'drop', 'return', 'continue'] as const).map((kind) => ({ kind })),
    ...later.flatMap((target) => (['jump', 'goto'] as const).map((kind) => ({ kind, target }))),
  );
  return fc.record({
    tests: fc.array(arbitraryTest, { maxLength: 3 }),
    end: fc.oneof(
      fc.record({ kind: fc.constant('verdict' as const), verdict }),
      fc.record({
        kind: fc.constant('vmap' as const),
        of: fc.constantFrom('tcp' as const, 'udp' as const),
        // Keys of a map are apart from each other.
        map: fc.uniqueArray(fc.tuple(port, verdict), { maxLength: 3, selector: ([key]) => key }),
      }),
      fc.constant({ kind: 'counter' as const }),
    ),
  });
}

const policy = fc.constantFrom('accept' as const, 'drop' as const);
const arbitraryModel: fc.Arbitrary<Model> = fc.record({
  early: policy,
  late: policy,
  chains: fc
    .tuple(...chainNames.map((_name, index) => fc.array(arbitraryRule(index), { maxLength: 5 })))
    .map((rules) => Object.fromEntries(chainNames.map((name, index) => [name, rules[index] ?? []]))),
});

const format = (address: number): string => `203.0.113.${address}`;

function write({ early, late, chains }: Model): string {
  const sets: object[] = [];
  const own = { family: 'inet', table: 'filter' };
  const toBlock = ({ address, bits }: Block): object => ({ prefix: { addr: format(address), len: bits } });
  const toStatement = (test: Test): object => {
    const match = (left: object, right: unknown, op: string) => ({ match: { op, left, right } });
    const payload = (protocol: string, field: string) => ({ payload: { protocol, field } });
    switch (test.kind) {
      case 'daddr': {
        const elem = test.blocks.map(toBlock);
        const name = `set${sets.length}`;
        if (test.isNamed) sets.push({ set: { ...own, name, type: 'ipv4_addr', flags: ['interval'], elem } });
        return match(payload('ip', 'daddr'), test.isNamed ? `@${name}` : { set: elem }, test.isNegated ? '!=' : '==');
      }
      case 'dport':
        return match(
          payload(test.of, 'dport'),
          { set: test.ports.map(([first, last]) => (first === last ? first : { range: [first, last] })) },
          test.isNegated ? '!=' : '==',
        );
      case 'below':
        return match(payload(test.of, 'dport'), test.port, '<');
      case 'l4proto':
        return match({ meta: { key: 'l4proto' } }, test.value, test.isNegated ? '!=' : '==');
      case 'state':
        return match({ ct: { key: 'state' } }, test.states, 'in');
      case 'daddr and dport':
        return match(
          { concat: [payload('ip', 'daddr'), payload('tcp', 'dport')] },
          { set: test.pairs.map(([at, number]) => ({ concat: [toBlock(at), number] })) },
          '==',
        );
      case 'limit':
        return { limit: { rate: 5, per: 'second' } };
    }
  };
  const toVerdict = (verdict: Verdict): object => ({
    [verdict.kind]: 'target' in verdict ? { target: verdict.target } : null,
  });
  const toEnd = (end: End): object => {
    if (end.kind === 'counter') return { counter: { packets: 0, bytes: 0 } };
    if (end.kind === 'verdict') return toVerdict(end.verdict);
    const set = end.map.map(([key, verdict]) => [key, toVerdict(verdict)]);
    return { vmap: { key: { payload: { protocol: end.of, field: 'dport' } }, data: { set } } };
  };
  const rules = Object.entries(chains).flatMap(([chain, list]) =>
    list.map(({ tests, end }) => ({ rule: { ...own, chain, expr: [...tests.map(toStatement), toEnd(end)] } })),
  );
  const base = (name: string, prio: number, its: string) => ({
    chain: { ...own, name, type: 'filter', hook: 'forward', prio, policy: its },
  });
  const declared = [base('late', 10, late), base('early', -10, early)];
  const others = chainNames.slice(2).map((name) => ({ chain: { ...own, name } }));
  return JSON.stringify({
    nftables: [{ table: { family: 'inet', name: 'filter' } }, ...sets, ...declared, ...others, ...rules],
  });
}

function isIn({ address, bits }: Block, flow: ModelFlow): boolean {
  const size = 2 ** (32 - bits);
  return Math.floor(flow.address / size) === Math.floor(address / size);
}

function holds(test: Test, flow: ModelFlow): boolean | undefined {
  switch (test.kind) {
    case 'daddr':
      return test.blocks.some((one) => isIn(one, flow)) !== test.isNegated;
    case 'dport': {
      const isOpen = test.ports.some(([first, last]) => first <= flow.port && flow.port <= last);
      return (test.of === 'th' || test.of === flow.protocol) && isOpen !== test.isNegated;
    }
    case 'below':
      return test.of === flow.protocol && flow.port < test.port;
    case 'l4proto':
      return ({ 6: 'tcp', 17: 'udp', tcp: 'tcp', udp: 'udp' }[test.value] === flow.protocol) !== test.isNegated;
    case 'state':
      return test.states.includes('new');
    case 'daddr and dport':
      return flow.protocol === 'tcp' && test.pairs.some(([at, number]) => isIn(at, flow) && number === flow.port);
    case 'limit':
      return undefined;
  }
}

type Outcome = 'accept' | 'drop' | 'back';

/** Everything that may become of a packet in a chain, rule by rule. */
function outcomesIn(model: Model, chain: string, flow: ModelFlow): ReadonlySet<Outcome> {
  const rules = model.chains[chain] ?? [];
  const from = (index: number): ReadonlySet<Outcome> => {
    const rule = rules[index];
    if (rule === undefined) return new Set<Outcome>(['back']);
    const held = new Set(rule.tests.map((test) => holds(test, flow)));
    if (held.has(false)) return from(index + 1);
    const { end } = rule;
    const verdict =
      end.kind === 'verdict'
        ? end.verdict
        : end.kind === 'vmap' && end.of === flow.protocol
          ? end.map.find(([key]) => key === flow.port)?.[1]
          : undefined;
    const all = new Set<Outcome>(held.has(undefined) ? from(index + 1) : []);
    if (verdict === undefined || verdict.kind === 'continue') return new Set([...all, ...from(index + 1)]);
    if (verdict.kind === 'accept' || verdict.kind === 'drop') return all.add(verdict.kind);
    if (!('target' in verdict)) return all.add('back');
    for (const outcome of outcomesIn(model, verdict.target, flow)) {
      if (outcome !== 'back' || verdict.kind === 'goto') all.add(outcome);
      else for (const later of from(index + 1)) all.add(later);
    }
    return all;
  };
  return from(0);
}

function answerOf(model: Model, flow: ModelFlow): FirewallAnswer {
  const mayBe = (['early', 'late'] as const).map(
    (chain) =>
      new Set([...outcomesIn(model, chain, flow)].map((outcome) => (outcome === 'back' ? model[chain] : outcome))),
  );
  const mayPass = mayBe.every((outcomes) => outcomes.has('accept'));
  const mayFail = mayBe.some((outcomes) => outcomes.has('drop'));
  return mayPass && mayFail ? 'unknown' : mayPass ? 'allowed' : 'denied';
}

const flows: readonly ModelFlow[] = [0, 1, 3, 6, 9].flatMap((address) =>
  (['tcp', 'udp'] as const).flatMap((protocol) => samplePorts.map((number) => ({ address, protocol, port: number }))),
);

function ask(text: string): readonly FirewallAnswer[] {
  const rules = readFirewall({ 'node.json': text });
  expect(rules.problems).toEqual([]);
  return flows.map(
    ({ address, protocol, port: number }) =>
      judgeFlow(rules, { to: format(address), port: number, protocol: protocol === 'tcp' ? 'TCP' : 'UDP' }).verdict,
  );
}

describe('rules of nftables of any kind', () => {
  it('are judged as a packet meets them one by one', () => {
    fc.assert(
      fc.property(arbitraryModel, (model) => {
        expect(ask(write(model))).toEqual(flows.map((flow) => answerOf(model, flow)));
      }),
      { numRuns: 150 },
    );
  });

  it('are judged alike where a block is written as its halves', () => {
    const halves = ({ address, bits }: Block): readonly Block[] => {
      if (bits === 32) return [{ address, bits }];
      const size = 2 ** (32 - bits);
      const first = Math.floor(address / size) * size;
      return [first, first + size / 2].map((half) => ({ address: half, bits: bits + 1 }));
    };
    fc.assert(
      fc.property(arbitraryModel, (model) => {
        const toHalves = (test: Test): Test =>
          test.kind === 'daddr' ? { ...test, blocks: test.blocks.flatMap(halves) } : test;
        const chains = Object.fromEntries(
          Object.entries(model.chains).map(([name, rules]) => [
            name,
            rules.map((rule) => ({ ...rule, tests: rule.tests.map(toHalves) })),
          ]),
        );
        expect(ask(write({ ...model, chains }))).toEqual(ask(write(model)));
      }),
      { numRuns: 30 },
    );
  });
});
