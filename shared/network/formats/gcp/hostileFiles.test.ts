import { describe, expect, it } from 'vitest';
import { askGcp, readGcp } from './testing/askGcp.ts';

type Fields = Readonly<Record<string, unknown>>;

const network = 'projects/p/global/networks/vpc';
const many = <Item>(count: number, item: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => item(index));
const rule = (more: Fields = {}): Fields => ({
  kind: 'compute#firewall',
  name: 'a',
  network,
  direction: 'EGRESS',
  allowed: [{ IPProtocol: 'all' }],
  destinationRanges: ['203.0.113.0/24'],
  ...more,
});
const denyAll = rule({
  name: 'deny-all',
  priority: 2000,
  allowed: undefined,
  denied: [{ IPProtocol: 'all' }],
  destinationRanges: ['0.0.0.0/0'],
});

/** Far above what a linear reader needs on a busy machine, and far below what a quadratic one does. */
const fewSeconds = 20_000;

describe('an export of Google Cloud made to stall the reader', () => {
  it.each<[what: string, rules: readonly unknown[], verdict: string]>([
    [
      'ports',
      [rule({ allowed: [{ IPProtocol: 'tcp', ports: many(60_000, (at) => `${1 + 2 * (at % 32_000)}`) }] })],
      'allowed',
    ],
    [
      'protocols',
      [rule({ allowed: many(30_000, (at) => ({ IPProtocol: 'tcp', ports: [`${1 + 2 * at}`] })) })],
      'allowed',
    ],
    ['ranges', [rule({ destinationRanges: many(100_000, (at) => `203.0.${(at >> 8) % 256}.${at % 256}`) })], 'allowed'],
    ['tags', [rule({ targetTags: many(200_000, (at) => `t${at}`) })], 'unknown'],
    ['rules, each wrong', many(60_000, (at) => rule({ name: `r${at}`, priority: 'x' })), 'unknown'],
    ['rules of other networks', many(60_000, (at) => rule({ name: `r${at}`, network: `${network}-${at}` })), 'denied'],
    [
      'machines',
      many(30_000, (at) => ({ kind: 'compute#instance', name: `m${at}`, tags: { items: [`t${at}`] } })),
      'denied',
    ],
  ])('is read and asked in seconds, however many: %s', { timeout: fewSeconds }, (_what, rules, verdict) => {
    expect(askGcp({ 'a.json': [...rules, denyAll] }).verdict).toBe(verdict);
  });

  it.each<[what: string, value: unknown]>([
    ['lists within lists', JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`)],
    ['lists of items within each other', JSON.parse(`${'{"items":['.repeat(2000)}${']}'.repeat(2000)}`)],
    ['keys of the prototype', JSON.parse('{"items": {"__proto__": {"constructor": [1]}}, "toString": 1}')],
  ])('says nothing of %s', (_what, value) => {
    expect(readGcp({ 'a.json': value })).toMatchObject({ layers: [], problems: [], found: [] });
  });

  it('keeps what is called as something of the prototype apart', () => {
    const odd = rule({ name: '__proto__', network: 'constructor', targetTags: ['toString'] });
    expect(askGcp({ 'a.json': [odd] }, { attachedTo: ['constructor', 'toString'] }).verdict).toBe('allowed');
  });
});
