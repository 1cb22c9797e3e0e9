import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeFlow, readFirewall } from '../testing/askNodeFirewall.ts';
import type { FirewallAnswer, FirewallQuestion } from '../testing/askNodeFirewall.ts';
import { messagesOf } from '../../../flows/services.ts';
import { describeProblems } from '../../../testing/rules.ts';
import { nftFormat } from './nftFormat.ts';

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
const flags = (...mask: readonly string[]): Json => ({ '&': [payload('tcp', 'flags'), mask] });
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
    ['ports above', match(payload('tcp', 'dport'), 442, '>'), {}, 'allowed'],
    ['ports above the one', match(payload('tcp', 'dport'), 443, '>'), {}, 'denied'],
    ['ports from', match(payload('tcp', 'dport'), 443, '>='), {}, 'allowed'],
    ['ports below', match(payload('tcp', 'dport'), 443, '<'), {}, 'denied'],
    ['ports up to', match(payload('tcp', 'dport'), 443, '<='), {}, 'allowed'],
    ['a comparison that is not known', match(payload('tcp', 'dport'), 80, '<=>'), {}, 'unknown'],
    ['an address above', match(payload('ip', 'daddr'), '203.0.113.1', '>'), {}, 'unknown'],
    ['l4proto by number', match(meta('l4proto'), 6), {}, 'allowed'],
    ['l4proto by a number in a text', match(meta('l4proto'), '17'), {}, 'denied'],
    ['l4proto that is none', match(meta('l4proto'), 600), {}, 'unknown'],
    ['nfproto by number', match(meta('nfproto'), 2), {}, 'allowed'],
    ['nfproto by the number of IPv6', match(meta('nfproto'), 10), {}, 'denied'],
    ['nfproto that is not known', match(meta('nfproto'), 7), {}, 'unknown'],
    ['the protocol of the link by number', match(meta('protocol'), 0x0800), {}, 'allowed'],
    ['the protocol of the link by that of IPv6', match(meta('protocol'), 0x86dd), {}, 'denied'],
    ['iif by number', match(meta('iif'), 1), {}, 'unknown'],
    ['a type of packet that is not known', match(meta('pkttype'), 'loopback'), {}, 'unknown'],
    ['states joined', match(state, { '|': ['established', 'new'] }, 'in'), {}, 'allowed'],
    ['other states joined', match(state, { '|': ['established', 'related'] }, 'in'), {}, 'denied'],
    ['a state that is not known', match(state, 8, 'in'), {}, 'unknown'],
    ['states at once', match(state, ['established', 'new']), {}, 'unknown'],
    ['a new connection by its flags', match(flags('fin', 'syn', 'rst', 'ack'), 'syn'), {}, 'allowed'],
    ['what is no new connection', match(flags('fin', 'syn', 'rst', 'ack'), 'syn', '!='), {}, 'denied'],
    ['flags that a new connection has not', match(flags('psh', 'urg'), 0), {}, 'allowed'],
    ['a flag that a new connection has not', match(flags('psh', 'urg'), 'psh'), {}, 'denied'],
    ['no flag', match(flags('fin', 'syn'), 0), {}, 'denied'],
    ['two flags', match(flags('fin', 'syn'), { '|': ['fin', 'syn'] }), {}, 'denied'],
    ['a flag that is not known', match(flags('syn', 'ecn'), 'syn'), {}, 'unknown'],
    ['a part of a mark', match({ '&': [meta('mark'), 255] }, 1), {}, 'unknown'],
    [
      'what a tunnel carries',
      match({ payload: { tunnel: 'vxlan', protocol: 'ip', field: 'daddr' } }, '203.0.113.7'),
      {},
      'unknown',
    ],
    [
      'an element that expires',
      match(payload('ip', 'daddr'), { set: [{ elem: { val: '203.0.113.7', timeout: 60, expires: 5 } }] }),
      {},
      'unknown',
    ],
    ['a set that rules add to', { set: { op: 'add', elem: payload('ip', 'saddr'), set: '@seen' } }, {}, 'unknown'],
    ['a mark that is set', { mangle: { key: meta('mark'), value: 1 } }, {}, 'allowed'],
    ['two statements in one', { counter: null, drop: null }, {}, 'unknown'],
    ['a rate', { limit: { rate: 5, per: 'second' } }, {}, 'unknown'],
    ['a match that iptables wrote', { xt: { type: 'match', name: 'string' } }, {}, 'unknown'],
    ['a comment that iptables wrote', { xt: { type: 'match', name: 'comment' } }, {}, 'allowed'],
    ['a mark that iptables sets', { xt: { type: 'target', name: 'MARK' } }, {}, 'allowed'],
    ['a log that iptables writes', { xt: { type: 'target', name: 'LOG' } }, {}, 'allowed'],
    ['a target of iptables that decides', { xt: { type: 'target', name: 'DNAT' } }, {}, 'unknown'],
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

  it.each<[what: string, more: Json, rules: readonly Json[]]>([
    ['dynamic', { flags: ['dynamic'] }, []],
    ['of elements that expire', { flags: 'timeout' }, []],
    ['with a timeout', { timeout: 60 }, []],
    [
      'that a rule adds to',
      {},
      [rule('forward', { set: { op: 'update', elem: payload('ip', 'saddr'), set: '@partners' } })],
    ],
  ])('does not take what is in a set at one time for all that is: one %s', (_what, more, rules) => {
    const set = { family: 'inet', table: 'filter', name: 'partners', type: 'ipv4_addr', ...more };
    const asks = (verdict: Json) => rule('forward', match(payload('ip', 'daddr'), '@partners'), verdict);
    for (const elem of [undefined, ['203.0.113.7'], ['203.0.113.8']]) {
      expect(ask(write({ set: { ...set, elem } }, base('forward', 'drop'), ...rules, asks(accept)))).toBe('unknown');
      expect(ask(write({ set: { ...set, elem } }, base('forward', 'accept'), ...rules, asks(drop)))).toBe('unknown');
    }
  });

  it('lists what is not understood with the rule, and not what is known to be unknown', () => {
    const rules = readFirewall({
      'node.json': forward(
        rule('forward', match({ osf: { key: 'name' } }, 'Linux'), match(meta('mark'), 1), accept),
        rule('forward', match(payload('ip', 'daddr'), 'example.com'), { teleport: { to: 'mars' } }, accept),
      ),
    });
    expect(describeProblems(rules)).toEqual([
      expect.stringContaining('inet filter forward: rule 2: the address example.com is not understood'),
      expect.stringContaining('inet filter forward: rule 2: the statement teleport is not understood'),
    ]);
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
    const learns = { map: { op: 'update', elem: payload('tcp', 'dport'), data: 'accept', map: '@ports' } };
    const changed = write(map, own('own'), base('forward', 'drop'), rule('own', accept), named, rule('own', learns));
    expect(ask(changed)).toBe('unknown');
    expect(ask(forward(rule('forward', { vmap: { key: state, data: { set: [['new', accept]] } } })))).toBe('allowed');
  });

  it.each([
    ['a map that is not there', { vmap: { key: payload('tcp', 'dport'), data: '@missing' } }],
    ['a statement that is not known', { odd: null }],
  ])('leaves open where %s leads, so that no later chain denies for certain', (_what, statement) => {
    const natChain = base('prerouting', 'accept', { type: 'nat', prio: -100 });
    const closedAfter = (...before: readonly Json[]): string =>
      write(...before, base('forward', 'accept'), rule('forward', match(payload('ip', 'daddr'), '203.0.113.7'), drop));
    expect(ask(closedAfter(natChain, rule('prerouting', statement)))).toBe('unknown');
    expect(ask(closedAfter(natChain))).toBe('denied');
  });

  it.each([
    ['a map that is not there', { vmap: { key: payload('ip', 'daddr'), data: '@missing' } }],
    ['a statement that is not known', { odd: null }],
    ['another address that is written into it', { mangle: { key: payload('ip', 'daddr'), value: '10.40.0.4' } }],
  ])('leaves open what %s makes of the packets it is for alone, where others were translated before', (_what, end) => {
    const nat = base('prerouting', 'accept', { type: 'nat', prio: -100 });
    const service = (from: string, addr: string, port: number): Json =>
      rule('prerouting', match(payload('ip', 'daddr'), from), { dnat: { family: 'ip', addr, port } });
    const services = [service('10.30.0.9', '203.0.113.7', 8443), service('10.30.0.8', '203.0.113.7', 6443)];
    const doubtful = rule('forward', match(payload('tcp', 'dport'), 8443), end);
    const later = base('forward', 'drop', { name: 'later', prio: 10 });
    const open = rule('later', match(payload('ip', 'daddr'), '203.0.113.7'), accept);
    const text = write(nat, ...services, base('forward', 'accept'), doubtful, later, open);
    expect([ask(text), ask(text, { port: 8443 })]).toEqual(['allowed', 'unknown']);
    // What may be sent elsewhere is not denied for certain by a later chain.
    expect([8443, 443].map((port) => ask(text, { to: '203.0.113.8', port }))).toEqual(['unknown', 'denied']);
    expect(['10.30.0.9', '10.30.0.8', '10.30.0.7'].map((to) => ask(text, { to }))).toEqual([
      'unknown',
      'allowed',
      'denied',
    ]);
  });

  it('tells of each rule that goes by it what of a map or a set is not understood', () => {
    const map = {
      map: {
        family: 'inet',
        table: 'filter',
        name: 'v',
        map: 'verdict',
        elem: [
          [{ odd: 1 }, drop],
          [443, accept],
        ],
      },
    };
    const set = { set: { family: 'inet', table: 'filter', name: 's', elem: [{ odd: 1 }, 443] } };
    const byMap = rule('forward', { vmap: { key: payload('tcp', 'dport'), data: '@v' } });
    const bySet = (op: string): Json => rule('forward', match(payload('tcp', 'dport'), '@s', op), accept);
    const text = write(map, set, base('forward', 'drop'), byMap, byMap, bySet('=='), bySet('=='), bySet('!='));
    const problems = describeProblems(readFirewall({ 'node.json': text }));
    expect(problems.filter((problem) => problem.includes('the port '))).toHaveLength(5);
    // What is told of again is not of one and the same answer: by another field, and negated, it is another.
    expect(ask(forward(bySet('=='), bySet('!=')))).toBe('unknown');
    expect(ask(write(set, base('forward', 'drop'), bySet('!='), bySet('==')))).toBe('allowed');
  });

  it('leaves what has no key of a map to the next rule, whatever is said of the rest', () => {
    const vmap = (key: Json, ...set: readonly unknown[]): string =>
      forward(rule('forward', { vmap: { key, data: { set } } }));
    const toPort = vmap(payload('tcp', 'dport'), ['*', accept]);
    expect(ask(toPort)).toBe('allowed');
    expect(ask(toPort, { protocol: 'UDP' })).toBe('denied');
    const toAddress = vmap(payload('ip', 'daddr'), ['*', accept]);
    expect(ask(toAddress)).toBe('allowed');
    expect(ask(toAddress, { to: '2001:db8::1' })).toBe('denied');
    const byHash = vmap({ jhash: { mod: 2, expr: payload('ip', 'daddr') } }, [0, accept], [1, accept]);
    expect(ask(byHash, { to: '2001:db8::1' })).toBe('denied');
    const both = vmap({ concat: [payload('tcp', 'sequence'), payload('ip', 'daddr')] }, ['*', accept]);
    expect(ask(both)).toBe('unknown');
    expect(ask(both, { protocol: 'UDP' })).toBe('denied');
    expect(ask(vmap({ '&': [payload('tcp', 'dport'), 1] }, ['*', accept]), { protocol: 'UDP' })).toBe('denied');
    expect(ask(vmap({ osf: { key: 'name' } }, ['*', accept]))).toBe('unknown');
    expect(ask(vmap({ symhash: { mod: 1 } }, ['*', accept]))).toBe('allowed');
  });

  it('is unknown in a table with flags that are not understood, which are told', () => {
    const flagged = (these: unknown, ...rest: readonly Json[]): string =>
      write({ table: { family: 'inet', name: 'filter', flags: these } }, ...rest);
    const read = readFirewall({ 'node.json': flagged('x', base('forward', 'drop')) });
    expect(judgeFlow(read).verdict).toBe('unknown');
    expect(read.problems).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('The flags of the table inet filter are not') as string },
    ]);
    expect(ask(flagged('x', base('forward', 'accept')))).toBe('allowed');
    expect(ask(flagged('x', base('forward', 'accept'), rule('forward', drop)))).toBe('unknown');
    expect(ask(flagged(['owner', 'persist'], base('forward', 'drop')))).toBe('denied');
    expect(ask(flagged('dormant', base('forward', 'drop')))).toBe('allowed');
    const target = { dnat: { family: 'ip', addr: '198.51.100.1' } };
    expect(ask(flagged('x', base('prerouting', 'accept', { type: 'nat' }), rule('prerouting', target)))).toBe(
      'unknown',
    );
  });

  it('decides for certain by a lot that one of its elements has', () => {
    const draw = (key: Json, ...set: readonly unknown[]): string =>
      forward(rule('forward', { vmap: { key, data: { set } } }));
    const lots = { numgen: { mode: 'random', mod: 2, offset: 0 } };
    expect(ask(draw(lots, [0, accept], [1, accept]))).toBe('allowed');
    expect(ask(draw(lots, [0, accept], [1, drop]))).toBe('unknown');
    expect(ask(draw(lots, [0, accept]))).toBe('unknown');
    expect(ask(draw({ numgen: { mode: 'inc', mod: 3, offset: 5 } }, [5, accept], [{ range: [6, 7] }, accept]))).toBe(
      'allowed',
    );
    expect(ask(draw({ jhash: { mod: 1, expr: payload('ip', 'saddr') } }, [0, accept]))).toBe('allowed');
  });

  it('accept ends its base chain alone, drop ends all: every table counts [I6]', () => {
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

  it('goes on to the next rule where it says so', () => {
    const rules = [rule('forward', { continue: null }), rule('forward', accept)];
    expect(ask(write(base('forward', 'drop'), ...rules))).toBe('allowed');
    expect(ask(write(base('forward', 'drop'), ...rules.slice(0, 1)))).toBe('denied');
  });

  it('may end in a target of iptables, or in what is not understood', () => {
    for (const statement of [{ xt: null }, { xt: { type: 'target', name: 'NFQUEUE' } }, { teleport: null }]) {
      expect(ask(write(base('forward', 'accept'), rule('forward', statement)))).toBe('unknown');
      expect(ask(write(base('forward', 'drop'), rule('forward', statement)))).toBe('unknown');
    }
    const reject = { xt: { type: 'target', name: 'REJECT' } };
    expect(ask(write(base('forward', 'accept'), rule('forward', reject)))).toBe('denied');
  });

  it('may be matched by what iptables wrote as far as the rest of the rule goes, and no further', () => {
    const rest = match(payload('ip', 'daddr'), '203.0.113.9');
    for (const xt of [{ type: 'match', name: 'hashlimit' }, null]) {
      const limited = rule('forward', { xt }, rest, { drop: null });
      expect(ask(write(base('forward', 'accept'), limited))).toBe('allowed');
      expect(ask(write(base('forward', 'accept'), limited), { to: '203.0.113.9' })).toBe('unknown');
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

  it.each<[what: string, addr: unknown, port: unknown, answer: FirewallAnswer]>([
    ['a range of addresses within what is open', { range: ['10.40.0.4', '10.40.0.6'] }, 6443, 'allowed'],
    ['a range of addresses beyond it', { range: ['10.40.0.4', '10.40.0.9'] }, 6443, 'unknown'],
    ['a range of ports within what is open', '10.40.0.4', { range: [6443, 6445] }, 'allowed'],
    ['a range of ports beyond it', '10.40.0.4', { range: [6443, 6450] }, 'unknown'],
    ['a range that is none', { range: ['10.40.0.4'] }, 6443, 'unknown'],
    ['the port as it was', '10.40.0.4', undefined, 'denied'],
  ])('translates to %s', (_what, addr, port, answer) => {
    const nat = base('prerouting', 'accept', { type: 'nat', prio: -100 });
    const dnat = rule('prerouting', match(payload('ip', 'daddr'), '10.30.0.9'), { dnat: { family: 'ip', addr, port } });
    const open = rule(
      'forward',
      match(payload('ip', 'daddr'), { range: ['10.40.0.4', '10.40.0.7'] }),
      match(payload('tcp', 'dport'), { range: [6443, 6446] }),
      accept,
    );
    expect(ask(write(nat, dnat, base('forward', 'drop'), open), { to: '10.30.0.9' })).toBe(answer);
  });

  it.each<[what: string, statement: Json]>([
    ['another address', { mangle: { key: payload('ip', 'daddr'), value: '10.40.0.4' } }],
    ['another port', { mangle: { key: payload('tcp', 'dport'), value: 6443 } }],
    ['something that is not known', { mangle: { key: { teleport: { key: 'x' } }, value: 1 } }],
    ['a process of the node', { redirect: { port: 3128 } }],
    ['an address from a map', { dnat: { addr: { map: { key: meta('mark'), data: '@backends' } } } }],
  ])('does not follow a packet that is given %s: later chains meet any destination', (_what, statement) => {
    const nat = base('prerouting', 'accept', { prio: -100 });
    const moves = rule('prerouting', match(payload('tcp', 'dport'), 443), statement);
    const open = rule('forward', match(payload('ip', 'daddr'), '10.40.0.4'), accept);
    expect(ask(write(nat, moves, base('forward', 'drop'), open))).toBe('unknown');
    expect(ask(write(nat, moves, base('forward', 'accept')))).toBe('unknown');
    expect(ask(write(nat, moves, base('forward', 'drop'), open), { port: 80 })).toBe('denied');
  });

  it.each<[what: string, target: Json, table: string, answer: FirewallAnswer]>([
    ['without a name', { xt: null }, 'nat', 'unknown'],
    ['that translates', { xt: { type: 'target', name: 'DNAT' } }, 'nat', 'unknown'],
    ['that sets a mark', { xt: { type: 'target', name: 'MARK' } }, 'nat', 'denied'],
    ['without a name, of the table that has no translations', { xt: null }, 'filter', 'denied'],
  ])(
    'does not follow a target of iptables %s: later chains may meet any destination',
    (_what, target, name, answer) => {
      const of = { family: 'ip', table: name };
      const hooked = { ...of, name: 'OUTPUT', type: 'nat', hook: 'output', prio: -100, policy: 'accept' };
      const moved = { ...of, chain: 'OUTPUT', expr: [match(payload('ip', 'daddr'), '203.0.113.7'), target] };
      const open = rule('output', match(payload('ip', 'daddr'), '10.0.0.5'), accept);
      const text = write({ table: of }, { chain: hooked }, { rule: moved }, base('output', 'drop'), open);
      expect(ask(text, { as: 'node' })).toBe(answer);
      expect(ask(text, { as: 'node', to: '203.0.113.8' })).toBe('denied');
    },
  );

  // Chains of the type nat are run at -100 whatever their priority is, and in its order among each other.
  it.each<[prio: number, filter: number, answer: FirewallAnswer]>([
    [-100, 0, 'allowed'],
    [0, 0, 'allowed'],
    [50, 0, 'allowed'],
    [-150, -80, 'allowed'],
    [-150, -120, 'denied'],
  ])('translates destinations in a chain of priority %d before a filter of %d sees them: %s', (prio, at, answer) => {
    const nat = base('output', 'accept', { name: 'nat', type: 'nat', prio });
    const dnat = rule('nat', match(payload('ip', 'daddr'), '203.0.113.7'), { dnat: { addr: '10.40.0.4' } });
    const open = rule('output', match(payload('ip', 'daddr'), '10.40.0.4'), accept);
    expect(ask(write(base('output', 'drop', { prio: at }), nat, dnat, open), { as: 'node' })).toBe(answer);
  });

  it('does not say what a chain denies whose like has translated the packet before', () => {
    const nat = (name: string, prio: number): Json => base('output', 'accept', { name, type: 'nat', prio });
    const dnat = rule('first', match(payload('ip', 'daddr'), '203.0.113.7'), { dnat: { addr: '10.40.0.4' } });
    const second = rule('second', match(payload('ip', 'daddr'), '10.40.0.4'), drop);
    const chains = write(nat('second', -90), nat('first', -100), dnat, second);
    expect(ask(chains, { as: 'node' })).toBe('unknown');
    expect(ask(write(nat('second', -90), second), { as: 'node', to: '10.40.0.4' })).toBe('denied');
  });

  it.each<[statement: string, family: string | undefined, four: FirewallAnswer, sixth: FirewallAnswer]>([
    ['dnat', 'ip', 'allowed', 'denied'],
    ['dnat', 'ip6', 'denied', 'allowed'],
    ['snat', 'ip', 'allowed', 'denied'],
    ['snat', undefined, 'allowed', 'allowed'],
  ])('leaves packets of the other family to the next rule: %s for %s', (statement, family, four, sixth) => {
    const nat = base('output', 'accept', { name: 'nat', type: 'nat', prio: -100 });
    const addr = family === 'ip6' ? '2001:db8::8' : '203.0.113.8';
    const text = write(nat, rule('nat', { [statement]: { family, addr } }), rule('nat', drop));
    expect(ask(text, { as: 'node' })).toBe(four);
    expect(ask(text, { as: 'node', to: '2001:db8::7' })).toBe(sixth);
  });

  it.each([
    [-300, 'prerouting', { key: 'state' }, 'new', 'allowed'],
    [-201, 'prerouting', { key: 'state' }, 'new', 'allowed'],
    [-200, 'prerouting', { key: 'state' }, 'new', 'denied'],
    [-300, 'forward', { key: 'state' }, 'new', 'denied'],
    [-300, 'prerouting', { key: 'state' }, 'invalid', 'unknown'],
    [-150, 'prerouting', { key: 'state' }, 'invalid', 'allowed'],
    [-300, 'prerouting', { key: 'direction' }, 'original', 'unknown'],
    [-150, 'prerouting', { key: 'direction' }, 'original', 'denied'],
  ])('knows nothing of connection tracking before it: at %d of %s, %j %s drop is %s', (prio, hook, ct, its, answer) => {
    const early = base(hook, 'accept', { prio });
    expect(ask(write(early, rule(hook, match({ ct }, its, '=='), { drop: null })))).toBe(answer);
  });

  it.each<[what: string, statement: Json, port: number, answer: FirewallAnswer]>([
    ['takes some out of it', { xt: { type: 'target', name: 'CT' } }, 443, 'unknown'],
    ['takes others out of it', { xt: { type: 'target', name: 'CT' } }, 80, 'denied'],
    ['takes some out of it by its old name', { xt: { type: 'target', name: 'NOTRACK' } }, 443, 'unknown'],
    ['is not named', { xt: null }, 443, 'unknown'],
    ['sets a mark', { xt: { type: 'target', name: 'MARK' } }, 443, 'denied'],
  ])('may be untracked where a target of iptables before it %s', (_what, statement, port, answer) => {
    const raw = base('prerouting', 'accept', { prio: -300 });
    const untracked = rule('forward', match(state, 'untracked', 'in'), accept);
    const told = rule('prerouting', match(payload('tcp', 'dport'), port), statement);
    expect(ask(write(raw, told, base('forward', 'drop'), untracked))).toBe(answer);
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

describe('nftables: a ruleset in nft’s own language', () => {
  const text =
    'table inet filter {\n\tchain forward {\n\t\ttype filter hook forward priority 0; policy drop;\n\t}\n}\n';

  it.each([
    ['as nft list ruleset prints it', text, 1],
    ['with its warnings', `# Warning: table ip nat is managed by iptables-nft, do not touch!\n\n${text}`, 3],
    ['of one line', text.replaceAll(/\s+/g, ' ').replace('{', '{\n'), 1],
    ['that empties the old one first', `flush ruleset\n\n${text}`, 1],
    ['that replaces a table', `destroy table inet filter;\r\n${text}`, 1],
    ['as nftables.conf has it', `#!/usr/sbin/nft -f\ninclude "own/*.nft"\n`, 2],
    ['of ports alone', 'table ip6 x-y {\n}\n', 1],
    ['with its handles', text.replace('{', '{ # handle 1'), 1],
    ['on one line', text.replaceAll(/\s+/g, ' '), 1],
    ['of the family that is implied', `# ours\n${text.replace('inet ', '')}`, 2],
    ['of a name in quotes', text.replace('filter', '"filter"'), 1],
    ['that empties the old one on the same line', `flush ruleset; ${text}`, 1],
    ['that goes on behind a backslash', text.replace('inet', '\\\n inet'), 1],
    ['with definitions first', `define x = 10.0.0.0/8\n${text}`, 1],
    ['with definitions of more lines', `define x = {\n  10.0.0.1,\n}\n${text}`, 1],
    ['that includes others first', `include "/etc/nftables.d/*.conf"\n${text}`, 1],
    ['that includes files of any name first', `include "/etc/own/a.conf" # ours\ninclude "b";\n${text}`, 1],
    ['with definitions that change', `redefine x = 10.0.0.0/8\n${text}`, 1],
    ['with definitions that end', `undefine x\n${text}`, 1],
    ['as commands for what it counts', 'add counter ip filter seen\nadd rule filter output drop\n', 1],
    ['as commands for helpers', 'create ct helper ip filter ftp { type "ftp" protocol tcp; }\n', 1],
    ['as commands', 'add rule filter output drop\n', 1],
    ['as commands for a table', 'add table inet filter\nadd rule inet filter output drop\n', 1],
  ])('is unknown with its line, beside what is judged: %s', (_what, ruleset, line) => {
    const judged = forward(rule('forward', accept));
    const rules = readFirewall({ 'node.json': judged, 'node.nft': ruleset });
    expect(rules.problems).toMatchObject([{ severity: 'error', file: 'node.nft', line }]);
    expect(rules.problems[0]?.remedy).toContain('nft -j list ruleset');
    expect(rules.clouded.get('node-firewall')).toEqual(['node.nft']);
  });

  it.each([
    ['a page about it', `# How to\n\nWrite this:\n\n${text}`],
    ['another language with tables', 'table users {\n  id int\n}\n'],
    ['a statement of SQL', 'create table users (\n  id int\n);\n'],
    ['another language that includes files', 'include "own.conf";\nzone "x" {\n  type master;\n};\n'],
    ['nothing', '\n\n'],
  ])('is not %s', (_what, other) => {
    expect(readFirewall({ 'node.nft': other }).clouded.size).toBe(0);
  });

  it('is not kept as evidence, since nothing of it is judged', () => {
    expect(nftFormat.keepText?.(text)).toBe('\n\n\n\n\n');
  });
});

describe('nftables: each field, statement and verdict by itself', () => {
  const closed = (...statements: readonly Json[]): string => forward(rule('forward', ...statements, accept));
  const opened = (...statements: readonly Json[]): string =>
    write(base('forward', 'accept'), rule('forward', ...statements, drop));
  const expectUnderstood = (text: string): void =>
    expect(readFirewall({ 'node.json': text }).problems, text).toEqual([]);

  const fields: readonly Json[] = [
    ...`mark priority secmark nftrace rtclassid cgroup skuid skgid random cpu length time day hour iiftype oiftype iifkind
      oifkind iifgroup oifgroup ibriport obriport ibrname obrname ibridgename obridgename ibrpvid ibrvproto sdif sdifname
      secpath ipsec broute`
      .split(/\s+/)
      .map(meta),
    ...`status mark expiration helper label bytes packets avgpkt zone id l3proto protocol saddr daddr proto-src proto-dst`
      .split(' ')
      .map((key) => ({ ct: { key } })),
    payload('ip', 'ttl'),
    payload('ip6', 'hoplimit'),
    payload('ether', 'saddr'),
    payload('tcp', 'window'),
    payload('udp', 'length'),
    payload('tcp', 'flags'),
    { payload: { base: 'nh', offset: 0, len: 8 } },
    { exthdr: { name: 'frag', field: 'nexthdr' } },
    { 'tcp option': { name: 'maxseg', field: 'size' } },
    { 'ip option': { name: 'ra', field: 'value' } },
    { 'sctp chunk': { name: 'data', field: 'type' } },
    { 'dccp option': { type: 1 } },
    { rt: { key: 'classid' } },
    { fib: { result: 'oif', flags: ['saddr', 'iif'] } },
    { fib: { result: 'type', flags: ['daddr', 'iif'] } },
    { ipsec: { key: 'reqid', dir: 'in', spnum: 0 } },
    { tunnel: { key: 'id' } },
    { socket: { key: 'transparent' } },
    { osf: { key: 'name' } },
    { numgen: { mode: 'inc', mod: 2, offset: 0 } },
    { jhash: { mod: 2, expr: payload('ip', 'saddr') } },
    { symhash: { mod: 2 } },
    ...['&', '|', '^', '<<', '>>'].map((operator) => ({ [operator]: [meta('mark'), 1] })),
    { '&': [{ '>>': [{ ct: { key: 'mark' } }, 1] }, 1] },
  ];

  it.each(fields)('goes by what a ruleset does not show, whether it accepts or drops: %j', (left) => {
    for (const op of ['==', '!=', '<']) {
      expectUnderstood(closed(match(left, 1, op)));
      expect(ask(closed(match(left, 1, op)))).toBe('unknown');
      expect(ask(opened(match(left, 1, op)))).toBe('unknown');
    }
  });

  it.each([meta('teleport'), { meta: 1 }, { teleport: { key: 'x' } }, { '+': [meta('mark'), 1] }, 'text', 1])(
    'that is not known is told, and open: %j',
    (left) => {
      const rules = readFirewall({ 'node.json': closed(match(left, 1)) });
      expect(judgeFlow(rules).verdict).toBe('unknown');
      expect(describeProblems(rules)).toEqual([expect.stringContaining('is not understood')]);
    },
  );

  it.each<[what: string, statement: Json]>([
    ['counter', { counter: { packets: 1, bytes: 2 } }],
    ['counter by its name', { counter: 'x' }],
    ['log', { log: { prefix: 'x' } }],
    ['ct helper', { 'ct helper': 'x' }],
    ['ct timeout', { 'ct timeout': 'x' }],
    ['ct expectation', { 'ct expectation': 'x' }],
    ['dup', { dup: { addr: '10.0.0.1' } }],
    ['flow', { flow: { op: 'add', flowtable: '@f' } }],
    ['secmark', { secmark: 'x' }],
    ['last', { last: null }],
    ['comment', { comment: 'x' }],
    ['reset', { reset: { 'tcp option': { name: 'sack-perm' } } }],
    ['a mark', { mangle: { key: meta('mark'), value: 1 } }],
    ['a priority', { mangle: { key: meta('priority'), value: 1 } }],
    ['a trace', { mangle: { key: meta('nftrace'), value: 1 } }],
    ['meta secmark', { mangle: { key: meta('secmark'), value: 1 } }],
    ['a control group', { mangle: { key: meta('cgroup'), value: 1 } }],
    ['ct mark', { mangle: { key: { ct: { key: 'mark' } }, value: 1 } }],
    ['ct label', { mangle: { key: { ct: { key: 'label' } }, value: 1 } }],
    ['ct event', { mangle: { key: { ct: { key: 'event' } }, value: 1 } }],
    ['ct secmark', { mangle: { key: { ct: { key: 'secmark' } }, value: 1 } }],
    ['ip dscp', { mangle: { key: payload('ip', 'dscp'), value: 1 } }],
    ['ip ecn', { mangle: { key: payload('ip', 'ecn'), value: 1 } }],
    ['ip6 dscp', { mangle: { key: payload('ip6', 'dscp'), value: 1 } }],
    ['ip6 ecn', { mangle: { key: payload('ip6', 'ecn'), value: 1 } }],
    ['ip6 flowlabel', { mangle: { key: payload('ip6', 'flowlabel'), value: 1 } }],
    ['the size of segments', { mangle: { key: { 'tcp option': { name: 'maxseg', field: 'size' } }, value: 1 } }],
  ])('lets the rest of the rule decide: %s', (_what, statement) => {
    expectUnderstood(closed(statement));
    expect(ask(closed(statement))).toBe('allowed');
    expect(ask(opened(statement))).toBe('denied');
  });

  it.each<[what: string, statement: Json]>([
    ['limit', { limit: { rate: 5, per: 'second' } }],
    ['quota', { quota: { val: 5, val_unit: 'bytes' } }],
    ['ct count', { 'ct count': { val: 5 } }],
    ['meter', { meter: { name: 'm', key: payload('ip', 'saddr'), stmt: { counter: null } } }],
    ['set', { set: { op: 'add', elem: payload('ip', 'saddr'), set: '@s' } }],
    ['map', { map: { op: 'add', elem: payload('ip', 'saddr'), data: 1, map: '@m' } }],
    ['a match of iptables', { xt: { type: 'match', name: 'owner' } }],
  ])('holds for some packets, whether it accepts or drops: %s', (_what, statement) => {
    expectUnderstood(closed(statement));
    expect(ask(closed(statement))).toBe('unknown');
    expect(ask(opened(statement))).toBe('unknown');
  });

  it.each<[what: string, statement: Json, answer: FirewallAnswer]>([
    ['snat', { snat: { addr: '10.0.0.1' } }, 'allowed'],
    ['masquerade', { masquerade: null }, 'allowed'],
    ['masquerade to ports', { masquerade: { port: 1024 } }, 'allowed'],
    ['queue', { queue: { num: 1, flags: 'bypass' } }, 'unknown'],
    ['synproxy', { synproxy: { mss: 1460 } }, 'unknown'],
    ['tproxy', { tproxy: { family: 'ip', port: 3128 } }, 'unknown'],
    ['redirect', { redirect: null }, 'unknown'],
    ['fwd', { fwd: { dev: 'eth0' } }, 'unknown'],
    ['notrack', { notrack: null }, 'denied'],
    ['continue', { continue: null }, 'denied'],
    ['return', { return: null }, 'allowed'],
  ])('decides before a rule that drops: %s', (_what, statement, answer) => {
    const text = (protocol: string): string =>
      write(
        base('forward', 'accept'),
        rule('forward', match(meta('l4proto'), protocol), statement),
        rule('forward', drop),
      );
    expect(ask(text('tcp'))).toBe(answer);
    expect(ask(text('udp'))).toBe('denied');
  });

  it.each<[what: string, key: Json, meant: unknown, other: unknown]>([
    ['family by name', meta('nfproto'), 'ip', 'ip6'],
    ['family by number', meta('nfproto'), 2, 10],
    ['link', meta('protocol'), 'ip', 'ip6'],
    ['link of ARP', meta('protocol'), { set: ['ip', 'arp'] }, 'arp'],
    ['link of a VLAN', meta('protocol'), { set: ['vlan', 'ip'] }, 'vlan'],
    ['packet type', meta('pkttype'), 'host', 'other'],
    ['packet type by another name', meta('pkttype'), 'unicast', 'multicast'],
    ['direction', { ct: { key: 'direction' } }, 'original', 'reply'],
    ['direction by number', { ct: { key: 'direction' } }, 0, 1],
    ['protocol', payload('ip', 'protocol'), 'tcp', 'udp'],
    ['protocol by number', payload('ip', 'protocol'), 6, 17],
    ['transport', meta('l4proto'), { set: ['tcp', 'sctp'] }, { set: ['udp', 'sctp'] }],
    ['protocol without ports', meta('l4proto'), { set: ['esp', 'tcp'] }, { set: ['esp', 'ah', 'comp'] }],
    ['source', payload('ip', 'saddr'), { range: ['10.20.0.0', '10.20.255.255'] }, '10.21.0.1'],
    ['port of any transport', payload('th', 'dport'), 443, 80],
    ['source port of any transport', payload('th', 'sport'), { range: [1024, 65535] }, 80],
    ['interface cut short', meta('iifname'), '*', 'lo'],
    ['interface by index', meta('iif'), '*', 'lo'],
    ['interface out', meta('oifname'), '*', 'lo'],
    ['interface out by index', meta('oif'), '*', 'lo'],
    ['type of the destination', { fib: { result: 'type', flags: ['daddr'] } }, 'unicast', 'multicast'],
    ['type of the source', { fib: { result: 'type', flags: 'saddr' } }, 'unicast', 'local'],
  ])('decides alone: %s', (_what, key, meant, other) => {
    expectUnderstood(closed(match(key, meant)));
    expect(ask(closed(match(key, meant)))).toBe('allowed');
    expect(ask(closed(match(key, other)))).toBe('denied');
    expect(ask(opened(match(key, meant)))).toBe('denied');
    expect(ask(opened(match(key, other)))).toBe('allowed');
  });

  it.each<[version: 'icmp' | 'icmpv6', types: string]>([
    [
      'icmp',
      `echo-reply=0 destination-unreachable=3 source-quench=4 redirect=5 echo-request=8 router-advertisement=9
       router-solicitation=10 time-exceeded=11 parameter-problem=12 timestamp-request=13 timestamp-reply=14
       info-request=15 info-reply=16 address-mask-request=17 address-mask-reply=18`,
    ],
    [
      'icmpv6',
      `destination-unreachable=1 packet-too-big=2 time-exceeded=3 parameter-problem=4 echo-request=128 echo-reply=129
       mld-listener-query=130 mld-listener-report=131 mld-listener-done=132 mld-listener-reduction=132
       nd-router-solicit=133 nd-router-advert=134 nd-neighbor-solicit=135 nd-neighbor-advert=136 nd-redirect=137
       router-renumbering=138 ind-neighbor-solicit=141 ind-neighbor-advert=142 mld2-listener-report=143`,
    ],
  ])('messages of %s are known by their names', (version, types) => {
    for (const [name, type] of types.split(/\s+/).map((word) => word.split('=')) as [string, string][]) {
      const sent = (at: number): FirewallAnswer =>
        ask(closed(match(payload(version, 'type'), name)), {
          ...(version === 'icmpv6' && { to: '2001:db8::7' }),
          services: messagesOf(version === 'icmp' ? 'ICMP' : 'ICMPv6', at, 0),
        });
      expect([sent(Number(type)), sent(Number(type) + 1)], name).toEqual(['allowed', 'denied']);
    }
  });

  it.each<[what: string, key: Json, value: unknown, op: string, matched: FirewallQuestion, other: FirewallQuestion]>([
    ['ports of SCTP', payload('sctp', 'dport'), 443, '==', { protocol: 'SCTP' }, { protocol: 'TCP' }],
    ['ports of UDP', payload('udp', 'dport'), 443, '==', { protocol: 'UDP' }, { protocol: 'TCP' }],
    ['source ports below', payload('tcp', 'sport'), 65535, '<=', {}, { protocol: 'UDP' }],
    ['messages of IPv6', meta('l4proto'), 'icmpv6', '==', { services: messagesOf('ICMPv6', 1) }, {}],
  ])('decides alone by what the packet is: %s', (_what, key, value, op, matched, other) => {
    expect(ask(closed(match(key, value, op)), matched)).toBe('allowed');
    expect(ask(closed(match(key, value, op)), other)).toBe('denied');
  });

  it('is not by the headers of a protocol without ports, whatever their value is', () => {
    for (const op of ['==', '!=']) expect(ask(closed(match(payload('esp', 'spi'), 1, op)))).toBe('denied');
  });

  it.each([
    ['ip6', 'daddr', '2001:db8::7'],
    ['ip6', 'saddr', { prefix: { addr: 'fd00:20::', len: 64 } }],
    ['ip6', 'nexthdr', 'tcp'],
  ])('decides of IPv6 alone by %s %s', (protocol, field, value) => {
    const question = { to: '2001:db8::7', podCidrs: ['fd00:20::/64'] };
    expect(ask(closed(match(payload(protocol, field), value)), question)).toBe('allowed');
    expect(ask(closed(match(payload(protocol, field), value)))).toBe('denied');
    expect(ask(closed(match(payload(protocol, field), value, '!=')), question)).toBe('denied');
    expect(ask(closed(match(meta('nfproto'), 'ip6')), question)).toBe('allowed');
    expect(ask(closed(match(meta('protocol'), { set: ['ip6', 'arp'] })), question)).toBe('allowed');
  });

  it.each([
    ['with a comment', { val: '203.0.113.7', comment: 'x' }, 'allowed'],
    ['with a counter', { val: '203.0.113.7', counter: { packets: 1, bytes: 2 } }, 'allowed'],
    ['that tells when it was met', { val: '203.0.113.7', last: null }, 'allowed'],
    ['with a rate', { val: '203.0.113.7', limit: { rate: 1, per: 'second' } }, 'unknown'],
  ])('matches an element %s', (_what, elem, answer) => {
    expect(ask(closed(match(payload('ip', 'daddr'), { set: [{ elem }] })))).toBe(answer);
  });

  it.each([
    [
      'how fast traffic comes',
      { limit: { rate: 1, per: 'second' } },
      'How much traffic there was before is not known.',
    ],
    [
      'how much there was',
      { quota: { val: 1, val_unit: 'mbytes' } },
      'How much traffic there was before is not known.',
    ],
    ['how many connections there are', { 'ct count': { val: 1 } }, 'How many connections there are is not known.'],
    ['the time', { timeout: 60, expires: 5, comment: 'x' }, 'When it will be asked for is not known.'],
  ])('says of an element that it goes by %s, and by its value for certain', (_what, more, because) => {
    const closedBut = (val: string): string =>
      closed(match(payload('ip', 'daddr'), { set: [{ elem: { val, ...more } }] }));
    const read = readFirewall({ 'node.json': closedBut('203.0.113.7') });
    expect([judgeFlow(read).reasons, read.problems]).toEqual([[because], []]);
    expect(ask(closedBut('203.0.113.8'))).toBe('denied');
  });

  it('goes by the parts of a concatenation that are known, and says of the others why they are not', () => {
    const key = { concat: [payload('tcp', 'flags'), payload('tcp', 'dport')] };
    const opens = (port: number): string => closed(match(key, { set: [{ concat: ['syn', port] }] }));
    const read = readFirewall({ 'node.json': opens(443) });
    expect([judgeFlow(read).reasons, read.problems]).toEqual([['What the packet carries is not known.'], []]);
    expect(ask(opens(80))).toBe('denied');
    const odd = closed(match({ concat: [{ odd: { key: 'x' } }, payload('tcp', 'dport')] }, 1));
    expect(describeProblems(readFirewall({ 'node.json': odd })).join()).toContain('odd x . payload dport is not');
  });

  it('does not take a concatenation for one of another length, or of what is not known', () => {
    const parts = [payload('ip', 'daddr'), payload('tcp', 'dport')];
    const ofOne = match({ concat: parts }, { set: [{ concat: ['203.0.113.7'] }] });
    expect(ask(closed(ofOne))).toBe('unknown');
    const withMark = match({ concat: [...parts, meta('mark')] }, { set: [{ concat: ['203.0.113.7', 443, 1] }] });
    expect(ask(closed(withMark))).toBe('unknown');
  });

  it('goes by the codes of messages, alone or in a range', () => {
    const sent = (field: string, value: unknown, type: number, code: number): FirewallAnswer =>
      ask(closed(match(payload('icmp', field), value)), { services: messagesOf('ICMP', type, code) });
    expect([sent('code', 4, 3, 4), sent('code', 4, 8, 4), sent('code', 4, 3, 5)]).toEqual([
      'allowed',
      'allowed',
      'denied',
    ]);
    expect([255, 9, 10].map((code) => sent('code', { range: [10, 255] }, 3, code))).toEqual([
      'allowed',
      'denied',
      'allowed',
    ]);
    expect([8, 13, 14].map((type) => sent('type', { range: [8, 13] }, type, 0))).toEqual([
      'allowed',
      'allowed',
      'denied',
    ]);
    expect([sent('code', 'net-unreachable', 3, 0), sent('type', 256, 8, 0)]).toEqual(['unknown', 'unknown']);
  });
});

describe('nftables: which chains are met', () => {
  it.each<[hook: string, ofPod: FirewallAnswer, ofNode: FirewallAnswer]>([
    ['prerouting', 'denied', 'allowed'],
    ['input', 'allowed', 'allowed'],
    ['forward', 'denied', 'allowed'],
    ['output', 'allowed', 'denied'],
    ['postrouting', 'denied', 'denied'],
    ['ingress', 'unknown', 'unknown'],
  ])('of %s by what a pod sends: %s, and by what the node sends: %s', (hook, ofPod, ofNode) => {
    const text = write(base(hook, 'drop'));
    expect([ask(text), ask(text, { as: 'node' })]).toEqual([ofPod, ofNode]);
  });

  it.each<[family: string, four: FirewallAnswer, sixth: FirewallAnswer]>([
    ['ip', 'denied', 'allowed'],
    ['ip6', 'allowed', 'denied'],
    ['inet', 'denied', 'denied'],
    ['arp', 'allowed', 'allowed'],
    ['bridge', 'unknown', 'unknown'],
  ])('of the family %s by IPv4: %s, and by IPv6: %s', (family, four, sixth) => {
    const text = write(base('forward', 'drop', { family }));
    expect([ask(text), ask(text, { to: '2001:db8::7' })]).toEqual([four, sixth]);
  });

  it('of every host that the plan names, and of no other', () => {
    const [open, shut] = [write(base('forward', 'accept')), write(base('forward', 'drop'))];
    const rules = readFirewall({ 'hosts/node-1.json': open, 'hosts/node-2.json': shut });
    const verdictOf = (...attachedTo: readonly string[]): FirewallAnswer => judgeFlow(rules, { attachedTo }).verdict;
    expect([verdictOf(), verdictOf('node-1'), verdictOf('node-2'), verdictOf('node-1', 'node-2')]).toEqual([
      'denied',
      'allowed',
      'denied',
      'denied',
    ]);
    expect(judgeFlow(rules, { attachedTo: ['node-3'] })).toMatchObject({
      verdict: 'unknown',
      reasons: [expect.stringContaining('No file is named for the host node-3')],
    });
  });

  it('and translate what is tracked alone', () => {
    const raw = base('output', 'accept', { name: 'raw', prio: -300 });
    const notrack = rule('raw', match(payload('tcp', 'dport'), 443), { notrack: null });
    const nat = base('output', 'accept', { name: 'nat', type: 'nat', prio: -100 });
    const dnat = rule('nat', { dnat: { family: 'ip', addr: '10.40.0.4' } });
    const open = rule('output', match(payload('ip', 'daddr'), '10.40.0.4'), accept);
    const text = write(raw, notrack, nat, dnat, base('output', 'drop'), open);
    expect([ask(text, { as: 'node' }), ask(text, { as: 'node', port: 80 })]).toEqual(['unknown', 'allowed']);
  });

  it('one after the other, but not where two translate the same packet', () => {
    const nat = (name: string, hook: string): Json => base(hook, 'accept', { name, type: 'nat', prio: -100 });
    const dnat = (chain: string, addr: string): Json => rule(chain, { dnat: { family: 'ip', addr } });
    const open = rule('output', match(payload('ip', 'daddr'), '10.40.0.4'), accept);
    const one = [nat('one', 'output'), dnat('one', '10.40.0.4')];
    const two = [nat('two', 'output'), dnat('two', '10.40.0.5')];
    expect(ask(write(...one, base('output', 'drop'), open), { as: 'node' })).toBe('allowed');
    expect(ask(write(...one, ...two, base('output', 'accept')), { as: 'node' })).toBe('unknown');
  });
});

describe('nftables: JSON of any kind', () => {
  it.each([
    ['a rule without its chain', write(rule('nowhere', accept))],
    ['an object that is none', write('x')],
    ['a chain that is none', write({ chain: 1 })],
    ['a command', write({ add: rule('forward', drop) })],
    ['elements by themselves', write({ element: { family: 'inet', table: 'filter', name: 's', elem: [1] } })],
    [
      'a rule without statements',
      write(base('forward', 'accept'), { rule: { family: 'inet', table: 'filter', chain: 'forward' } }),
    ],
    ['a policy that is not known', write(base('forward', 'perhaps'))],
    ['a priority that is no number', write(base('forward', 'accept', { prio: 'filter' }))],
    ['an object that is two', write({ ...base('forward', 'accept'), ...own('own'), rule: {} })],
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
