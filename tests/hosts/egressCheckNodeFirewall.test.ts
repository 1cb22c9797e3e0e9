import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EgressCheck, LayerVerdict } from '#shared/network/judging/verdict.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const cwd = suiteFolder();
const row = 'pdp-agent--control-plane';

const dump = (...rules: readonly string[]): string =>
  [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    ':FORWARD DROP [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':PODS - [0:0]',
    '-A FORWARD -j PODS',
    ...rules,
    'COMMIT',
    '',
  ].join('\n');

beforeAll(async () => {
  const { code, stderr } = await runPdp(['init', 'plan.yaml', '--sample', 'azure-standard'], { cwd });
  if (code !== 0) throw new Error(stderr);
  const plan = path.join(cwd, 'plan.yaml');
  const withFirewall = readFileSync(plan, 'utf8')
    .replace(
      '{layer: node-firewall, source: none}',
      '{layer: node-firewall, source: rules/nodes, attachedTo: [node-1]}',
    )
    .replace('cni: cilium', 'cni: calico');
  writeFileSync(plan, withFirewall);
});

async function check(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly whole: EgressCheck; readonly layer: LayerVerdict }> {
  const folder = path.join(cwd, 'rules/nodes');

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const { stdout, stderr } = await runPdp(['egress', 'check', '--plan', 'plan.yaml', '--format', 'json'], { cwd });
  if (stdout === '') throw new Error(stderr);
  const whole = JSON.parse(stdout) as EgressCheck;
  const layer = whole.connections.find(({ id }) => id === row)?.layers.find((one) => one.layer === 'node-firewall');
  if (layer === undefined) throw new Error('No layer node-firewall');
  return { whole, layer };
}

/** A ruleset that drops what pods send but for 443/tcp towards one network. */
const ruleset = (network: string, more: readonly object[] = []): string => {
  const own = { family: 'inet', table: 'filter' };
  const match = (left: object, right: unknown) => ({ match: { op: '==', left, right } });
  const accept = [
    match({ payload: { protocol: 'ip', field: 'daddr' } }, { prefix: { addr: network, len: 24 } }),
    match({ payload: { protocol: 'tcp', field: 'dport' } }, 443),
    ...more,
    { accept: null },
  ];
  const objects = [
    { metainfo: { version: '1.0.6', json_schema_version: 1 } },
    { table: { family: 'inet', name: 'filter', handle: 1 } },
    { chain: { ...own, name: 'forward', type: 'filter', hook: 'forward', prio: 0, policy: 'drop' } },
    { rule: { ...own, chain: 'forward', handle: 5, expr: accept } },
  ];
  return `{"nftables": [\n${objects.map((object) => JSON.stringify(object)).join(',\n')}\n]}\n`;
};

describe('the nftables of a node, given beside a plan', () => {
  it.each<[what: string, text: string, verdict: LayerVerdict['verdict'], line: number | undefined]>([
    ['lets a connection out by a rule of its own', ruleset('198.51.100.0'), 'allowed', 5],
    ['keeps it in by the policy of its chain', ruleset('203.0.113.0'), 'denied', 4],
    [
      'leaves open what goes by rates',
      ruleset('198.51.100.0', [{ limit: { rate: 5, per: 'second' } }]),
      'unknown',
      undefined,
    ],
    ['leaves open what it does not understand', ruleset('198.51.100.0', [{ teleport: null }]), 'unknown', 5],
  ])('%s', async (_what, text, verdict, line) => {
    const { layer } = await check({ 'node-1.json': text });
    expect(layer.verdict).toBe(verdict);
    const lines = layer.decidedBy.map((rule) => rule.line);
    expect(line === undefined || lines.includes(line)).toBe(true);
  });

  it('lists what it does not understand with the line of its rule', async () => {
    const { whole } = await check({ 'node-1.json': ruleset('198.51.100.0', [{ teleport: null }]) });
    expect(whole.problems).toMatchObject([{ file: 'rules/nodes/node-1.json', line: 5, severity: 'warning' }]);
    expect(whole.problems[0]?.message).toContain('handle 5: the statement teleport is not understood');
  });
});

describe('the packet filter of a node, given beside a plan', () => {
  const accept = '-A PODS -s 10.20.0.0/16 -d 198.51.100.0/24 -p tcp -m tcp --dport 443 -j ACCEPT';

  it('lets a connection out by a rule of its own, which is quoted with its line', async () => {
    const { whole, layer } = await check({ 'node-1.txt': dump(accept) });
    expect(whole.problems).toEqual([]);
    expect(layer).toMatchObject({
      verdict: 'allowed',
      decidedBy: [{ file: 'rules/nodes/node-1.txt', line: 7, rule: `filter PODS: ${accept.slice('-A PODS '.length)}` }],
    });
    expect(whole.sources.find(({ file }) => file.endsWith('node-1.txt'))).toMatchObject({
      format: 'iptables rules',
      layers: ['node-firewall'],
      holds: '1 iptables table for IPv4',
    });
  });

  it('keeps it in by the policy of its chain, and names the rule that comes near', async () => {
    const { whole, layer } = await check({ 'node-1.txt': dump(accept.replace('443', '8443')) });
    expect(layer.verdict).toBe('denied');
    expect(layer.decidedBy[0]).toMatchObject({ line: 7, note: 'opens 8443/tcp there, not 443/tcp' });
    expect(layer.decidedBy[1]).toMatchObject({ line: 3, rule: 'filter FORWARD: policy DROP' });
    expect(whole.connections.find(({ id }) => id === row)).toMatchObject({
      verdict: 'denied',
      blockedBy: 'node-firewall',
    });
  });

  it('is unknown where a rule goes by what the dump does not show', async () => {
    const { layer } = await check({ 'node-1.txt': dump(accept.replace('-s', '-m set --match-set partners dst -s')) });
    expect(layer).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('`ipset list partners`') as string,
    });
  });

  it('is unknown, with the line, where the dump is cut short', async () => {
    const { whole, layer } = await check({ 'node-1.txt': dump(accept).replace('COMMIT\n', '') });
    expect(layer.verdict).toBe('unknown');
    expect(whole.problems).toMatchObject([{ file: 'rules/nodes/node-1.txt', line: 8, severity: 'error' }]);
  });
});
