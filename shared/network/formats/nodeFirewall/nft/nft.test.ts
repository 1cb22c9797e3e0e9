import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeFlow, readFirewall } from '../testing/askNodeFirewall.ts';
import type { FirewallAnswer, FirewallQuestion } from '../testing/askNodeFirewall.ts';

type Json = Readonly<Record<string, unknown>>;

const table = (family = 'inet'): Json => ({ table: { family, name: 'filter', handle: 1 } });
const base = (hook: string, policy: string, more: Json = {}): Json => ({
  chain: { family: 'inet', table: 'filter', name: hook, type: 'filter', hook, prio: 0, policy, ...more },
});
const own = (name: string): Json => ({ chain: { family: 'inet', table: 'filter', name } });
const rule = (chain: string, ...expr: readonly unknown[]): Json => ({
  rule: { family: 'inet', table: 'filter', chain, expr },
});
const match = (left: unknown, right: unknown, op = '=='): Json => ({ match: { op, left, right } });
const payload = (protocol: string, field: string): Json => ({ payload: { protocol, field } });
const meta = (key: string): Json => ({ meta: { key } });
const state = { ct: { key: 'state' } };
const accept = { accept: null };
const drop = { drop: null };

const write = (...objects: readonly unknown[]): string =>
  JSON.stringify({ nftables: [{ metainfo: { version: '1.0.6', json_schema_version: 1 } }, table(), ...objects] });
const forward = (...rules: readonly Json[]): string => write(own('own'), base('forward', 'drop'), ...rules);

function ask(text: string, question: FirewallQuestion = {}): FirewallAnswer {
  return judgeFlow(readFirewall({ 'node.json': text }), question).verdict;
}

describe('nftables: what a rule matches', () => {
  const six = { to: '2001:db8::7', podCidrs: ['10.20.0.0/16', 'fd00:20::/64'] };
  it.each<[what: string, match: Json, question: FirewallQuestion, answer: FirewallAnswer]>([
    ['daddr', match(payload('ip', 'daddr'), '203.0.113.7'), {}, 'allowed'],
    ['another daddr', match(payload('ip', 'daddr'), '203.0.113.8'), {}, 'denied'],
    ['not a daddr', match(payload('ip', 'daddr'), '203.0.113.8', '!='), {}, 'allowed'],
    ['not a daddr of the other family', match(payload('ip6', 'daddr'), '2001:db8::1', '!='), {}, 'denied'],
    ['a prefix', match(payload('ip', 'daddr'), { prefix: { addr: '203.0.113.0', len: 24 } }), {}, 'allowed'],
    ['a range', match(payload('ip', 'daddr'), { range: ['203.0.113.1', '203.0.113.6'] }), {}, 'denied'],
    [
      'an anonymous set',
      match(payload('ip', 'daddr'), { set: ['203.0.113.1', { elem: { val: '203.0.113.7', comment: 'x' } }] }),
      {},
      'allowed',
    ],
    ['a set that is not there', match(payload('ip', 'daddr'), '@missing'), {}, 'unknown'],
    ['an IPv6 prefix', match(payload('ip6', 'daddr'), { prefix: { addr: '2001:db8::', len: 32 } }), six, 'allowed'],
    ['saddr', match(payload('ip', 'saddr'), { prefix: { addr: '10.20.0.0', len: 16 } }), {}, 'allowed'],
    ['a part of saddr', match(payload('ip', 'saddr'), { prefix: { addr: '10.20.0.0', len: 24 } }), {}, 'unknown'],
    ['dport', match(payload('tcp', 'dport'), 443), {}, 'allowed'],
    ['another dport', match(payload('tcp', 'dport'), { range: [80, 90] }), {}, 'denied'],
    ['ports in a set', match(payload('tcp', 'dport'), { set: [80, { range: [440, 450] }] }), {}, 'allowed'],
    ['not a dport, of TCP all the same', match(payload('tcp', 'dport'), 80, '!='), { protocol: 'UDP' }, 'denied'],
    ['dport of any transport', match(payload('th', 'dport'), 443), { protocol: 'UDP' }, 'allowed'],
    ['sport of clients', match(payload('tcp', 'sport'), { range: [1024, 65535] }), {}, 'allowed'],
    ['sport of servers', match(payload('tcp', 'sport'), 443), {}, 'denied'],
    ['icmp', match(payload('icmp', 'type'), 'echo-request'), {}, 'denied'],
    ['the protocol', match(payload('ip', 'protocol'), 'tcp'), {}, 'allowed'],
    ['l4proto', match(meta('l4proto'), { set: ['udp', 'tcp'] }), {}, 'allowed'],
    ['another l4proto', match(meta('l4proto'), 'icmp'), {}, 'denied'],
    ['nfproto', match(meta('nfproto'), 'ipv6'), {}, 'denied'],
    ['the protocol of the link', match(meta('protocol'), 'ip'), {}, 'allowed'],
    ['iifname', match(meta('iifname'), 'cali*'), {}, 'unknown'],
    ['iifname lo', match(meta('iifname'), 'lo'), {}, 'denied'],
    ['not oifname lo', match(meta('oifname'), 'lo', '!='), {}, 'allowed'],
    ['pkttype', match(meta('pkttype'), 'broadcast'), {}, 'denied'],
    ['a mark', match(meta('mark'), 1), {}, 'unknown'],
    ['new', match(state, 'new', 'in'), {}, 'allowed'],
    ['established', match(state, ['established', 'related'], 'in'), {}, 'denied'],
    ['not invalid', match(state, 'invalid', '!='), {}, 'allowed'],
    ['the direction', match({ ct: { key: 'direction' } }, 'original'), {}, 'allowed'],
    ['the type of the destination', match({ fib: { result: 'type', flags: ['daddr'] } }, 'local'), {}, 'denied'],
    [
      'a concatenation',
      match({ concat: [payload('ip', 'daddr'), payload('tcp', 'dport')] }, { set: [{ concat: ['203.0.113.7', 443] }] }),
      {},
      'allowed',
    ],
    [
      'another concatenation',
      match({ concat: [payload('ip', 'daddr'), payload('tcp', 'dport')] }, { set: [{ concat: ['203.0.113.7', 80] }] }),
      {},
      'denied',
    ],
    ['a field that is not known', match({ osf: { key: 'name' } }, 'Linux'), {}, 'unknown'],
    ['a comparison that is not known', match(payload('tcp', 'dport'), 80, '>'), {}, 'unknown'],
    ['a rate', { limit: { rate: 5, per: 'second' } }, {}, 'unknown'],
    ['what iptables wrote', { xt: { type: 'match', name: 'string' } }, {}, 'unknown'],
    ['a statement that is not known', { teleport: { to: 'mars' } }, {}, 'unknown'],
    ['a counter', { counter: { packets: 1, bytes: 2 } }, {}, 'allowed'],
    ['a log', { log: { prefix: 'x' } }, {}, 'allowed'],
  ])('%s', (_what, test, question, answer) => {
    expect(ask(forward(rule('forward', test, accept)), question)).toBe(answer);
  });

  it('looks named sets up in their own table', () => {
    const set = {
      set: {
        family: 'inet',
        table: 'filter',
        name: 'partners',
        type: 'ipv4_addr',
        elem: [{ prefix: { addr: '203.0.113.0', len: 24 } }],
      },
    };
    const asks = rule('forward', match(payload('ip', 'daddr'), '@partners'), accept);
    expect(ask(write(set, base('forward', 'drop'), asks))).toBe('allowed');
    expect(ask(write({ set: { ...set.set, table: 'other' } }, base('forward', 'drop'), asks))).toBe('unknown');
    expect(ask(write({ set: { ...set.set, elem: undefined } }, base('forward', 'drop'), asks))).toBe('denied');
  });
});

describe('nftables: what a rule does', () => {
  it.each<[what: string, verdict: Json, answer: FirewallAnswer]>([
    ['accept', accept, 'allowed'],
    ['drop', drop, 'denied'],
    ['reject', { reject: { type: 'tcp reset' } }, 'denied'],
    ['return', { return: null }, 'allowed'],
    ['queue', { queue: { num: 1 } }, 'unknown'],
    ['redirect', { redirect: { port: 3128 } }, 'unknown'],
    ['a jump to nowhere', { jump: { target: 'nowhere' } }, 'unknown'],
  ])('%s, before a policy that accepts', (_what, verdict, answer) => {
    expect(ask(write(base('forward', 'accept'), rule('forward', verdict)))).toBe(answer);
  });

  it('jumps come back, and goto goes on with the policy', () => {
    const inOwn = (verdict: Json, ...rest: readonly Json[]): string =>
      forward(rule('own', match(payload('udp', 'dport'), 53), drop), rule('forward', verdict), ...rest);
    expect(ask(inOwn({ jump: { target: 'own' } }, rule('forward', accept)))).toBe('allowed');
    expect(ask(inOwn({ goto: { target: 'own' } }, rule('forward', accept)))).toBe('denied');
    expect(ask(forward(rule('own', { jump: { target: 'own' } }), rule('forward', { jump: { target: 'own' } })))).toBe(
      'unknown',
    );
  });

  it('maps of verdicts decide by value, a default for the rest', () => {
    const vmap = (...set: readonly unknown[]): string =>
      forward(rule('forward', { vmap: { key: payload('tcp', 'dport'), data: { set } } }));
    expect(ask(vmap([80, drop], [443, accept]))).toBe('allowed');
    expect(ask(vmap([443, drop], [80, accept]))).toBe('denied');
    expect(ask(vmap(['*', accept], [443, drop]))).toBe('denied');
    const map = {
      map: {
        family: 'inet',
        table: 'filter',
        name: 'ports',
        type: 'inet_service',
        map: 'verdict',
        elem: [[{ range: [400, 500] }, { goto: { target: 'own' } }]],
      },
    };
    const named = rule('forward', { vmap: { key: payload('tcp', 'dport'), data: '@ports' } });
    expect(ask(write(map, own('own'), base('forward', 'drop'), rule('own', accept), named))).toBe('allowed');
    expect(ask(forward(rule('forward', { vmap: { key: state, data: { set: [['new', accept]] } } })))).toBe('allowed');
  });

  it('accept ends its base chain alone, drop ends all: every table counts', () => {
    const other = {
      chain: { family: 'ip', table: 'late', name: 'f', type: 'filter', hook: 'forward', prio: 10, policy: 'drop' },
    };
    expect(ask(write(base('forward', 'accept'), other))).toBe('denied');
    expect(ask(write(base('forward', 'accept'), { chain: { ...other.chain, family: 'ip6' } }))).toBe('allowed');
    expect(
      ask(write({ table: { family: 'ip', name: 'late', flags: ['dormant'] } }, base('forward', 'accept'), other)),
    ).toBe('allowed');
    expect(ask(write(base('forward', 'accept', { policy: undefined })))).toBe('allowed');
    expect(ask(write(base('postrouting', 'drop')))).toBe('denied');
    expect(ask(write(base('output', 'drop')))).toBe('allowed');
    expect(ask(write(base('output', 'drop')), { as: 'node' })).toBe('denied');
    const below = { family: 'inet', table: 't', name: 'in', type: 'filter', hook: 'ingress', prio: 0, policy: 'drop' };
    expect(ask(write({ chain: below }))).toBe('unknown');
    expect(
      ask(
        write({
          chain: { family: 'netdev', table: 't', name: 'in', type: 'filter', hook: 'ingress', prio: 0, policy: 'drop' },
        }),
      ),
    ).toBe('unknown');
  });

  it('may end in a target of iptables, or in what is not understood', () => {
    for (const statement of [{ xt: null }, { xt: { type: 'target', name: 'REJECT' } }, { teleport: null }]) {
      expect(ask(write(base('forward', 'accept'), rule('forward', statement)))).toBe('unknown');
      expect(ask(write(base('forward', 'drop'), rule('forward', statement)))).toBe('unknown');
    }
  });

  it('translates destinations before forward', () => {
    const nat = base('prerouting', 'accept', { type: 'nat', prio: -100 });
    const dnat = rule('prerouting', match(payload('ip', 'daddr'), '10.30.0.9'), {
      dnat: { family: 'ip', addr: '10.40.0.4', port: 6443 },
    });
    const open = rule(
      'forward',
      match(payload('ip', 'daddr'), '10.40.0.4'),
      match(payload('tcp', 'dport'), 6443),
      accept,
    );
    expect(ask(write(nat, dnat, base('forward', 'drop'), open), { to: '10.30.0.9' })).toBe('allowed');
    expect(ask(write(nat, dnat, base('forward', 'drop'), open), { to: '10.40.0.4' })).toBe('denied');
  });

  it('is open where connection tracking was told to look away', () => {
    const raw = base('prerouting', 'accept', { prio: -300 });
    const seen = rule('forward', match(state, 'new', 'in'), accept);
    expect(
      ask(
        write(
          raw,
          rule('prerouting', match(payload('tcp', 'dport'), 443), { notrack: null }),
          base('forward', 'drop'),
          seen,
        ),
      ),
    ).toBe('unknown');
    expect(
      ask(
        write(
          raw,
          rule('prerouting', match(payload('tcp', 'dport'), 80), { notrack: null }),
          base('forward', 'drop'),
          seen,
        ),
      ),
    ).toBe('allowed');
  });
});

describe('nftables: JSON of any kind', () => {
  it.each([
    ['a rule without its chain', write(rule('nowhere', accept))],
    ['an object that is none', write('x')],
    ['a chain that is none', write({ chain: 1 })],
  ])('is unknown with its line: %s', (_what, text) => {
    const rules = readFirewall({ 'node.json': text });
    expect(rules.problems).toMatchObject([{ severity: 'error' }]);
    expect(judgeFlow(rules).verdict).toBe('unknown');
  });

  it('is read without a failure', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const strange = fc.oneof(
      value,
      fc.constantFrom(
        '@own',
        '*',
        '__proto__',
        { elem: { val: 1 } },
        { set: [] },
        { prefix: {} },
        { range: [1] },
        { concat: [] },
      ),
    );
    const expression = fc.oneof(
      fc.record({
        match: fc.record({
          op: fc.constantFrom('==', '!=', 'in'),
          left: fc.oneof(
            strange,
            fc.constantFrom<unknown>(payload('ip', 'daddr'), payload('tcp', 'dport'), state, meta('iifname'), {
              concat: [state],
            }),
          ),
          right: strange,
        }),
      }),
      fc.record({ vmap: fc.record({ key: strange, data: fc.record({ set: fc.array(fc.tuple(strange, strange)) }) }) }),
      fc.record({ dnat: strange }),
      strange,
    );
    fc.assert(
      fc.property(fc.array(expression, { maxLength: 4 }), (expr) => {
        const answer = ask(forward(rule('forward', ...expr, accept)));
        expect(['allowed', 'denied', 'unknown']).toContain(answer);
      }),
      { numRuns: 300 },
    );
  });
});
