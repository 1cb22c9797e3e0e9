/** Planning, audits of files and reports where there is no network at all: only a loopback of their own. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from './project.ts';
import { launcher } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const cwd = suiteFolder();
const inNamespace = `ip link set lo up && "$@"; code=$?; cat /proc/net/snmp /proc/net/snmp6 > "$PDP_COUNTERS"; exit $code`;

/** What the kernel counted in the namespace: packets that found no way out, datagrams, connections. */
interface Traffic {
  readonly withoutRoute: number;
  readonly datagrams: number;
  readonly connections: number;
}

interface Offline extends Traffic {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command, its children included, in an empty network namespace. */
function runOffline(...words: readonly string[]): Offline {
  const counters = path.join(cwd, 'counters');
  const { status, stdout, stderr } = spawnSync('unshare', ['-rn', 'sh', '-c', inNamespace, 'sh', ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PDP_HOME: path.join(cwd, '.data'), PDP_COUNTERS: counters },
  });
  return { code: status, stdout, stderr, ...readTraffic(readFileSync(counters, 'utf8')) };
}

function readTraffic(text: string): Traffic {
  const lines = text.split('\n');
  const count = (protocol: string, name: string): number => {
    const [heads, values] = lines.filter((line) => line.startsWith(`${protocol}: `)).map((line) => line.split(' '));
    return Number(values?.[heads?.indexOf(name) ?? -1]);
  };
  const count6 = (name: string): number => {
    const line = lines.find((each) => each.startsWith(`${name} `) || each.startsWith(`${name}\t`));
    return Number(line?.split(/\s+/)[1]);
  };
  return {
    withoutRoute: count('Ip', 'OutNoRoutes') + count6('Ip6OutNoRoutes'),
    datagrams: count('Udp', 'OutDatagrams') + count6('Udp6OutDatagrams'),
    connections: count('Tcp', 'ActiveOpens'),
  };
}

const nothing: Traffic = { withoutRoute: 0, datagrams: 0, connections: 0 };

function whyNot(): string | undefined {
  const tried = spawnSync('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up'], { encoding: 'utf8' });
  return tried.status === 0
    ? undefined
    : `no network namespace can be made here (${tried.stderr ?? tried.error?.message})`;
}
const missing = whyNot();

describe.skipIf(missing !== undefined)(`without a network${missing === undefined ? '' : `: ${missing}`}`, () => {
  it('sees an attempt to reach another machine, and a question for a name', () => {
    const connect = `require('net').connect(443, '192.0.2.1').on('error', () => {})`;
    expect(runOffline(process.execPath, '-e', connect).withoutRoute).toBeGreaterThan(0);
    const ask = `new (require('dns').Resolver)({ tries: 1 }).resolve4('example.com', () => {})`;
    const asked = runOffline(process.execPath, '-e', ask);
    expect(asked.withoutRoute + asked.datagrams).toBeGreaterThan(0);
    const near = `const s = require('net').createServer().listen(0, '127.0.0.1', () => require('net').connect(s.address().port, '127.0.0.1').on('connect', () => process.exit()))`;
    expect(runOffline(process.execPath, '-e', near).connections).toBe(1);
  });

  it('plans, audits and reports on the command line, and opens no connection', () => {
    const steps: readonly (readonly [readonly string[], number])[] = [
      [['init', 'plan.yaml', '--sample', 'azure-standard'], 0],
      [['plan', 'check', 'plan.yaml'], 4],
      [['raci', '--plan', 'plan.yaml'], 0],
      [['connectivity', '--plan', 'plan.yaml'], 0],
      [['egress', 'check', '--plan', 'plan.yaml'], 1],
      [['egress', 'reach', '--rules', 'rules'], 0],
      [['audit', '--plan', 'plan.yaml'], 1],
      [['report', '--plan', 'plan.yaml', '--output', 'reports'], 0],
      [['history', 'verify'], 0],
      [['catalog'], 0],
    ];
    for (const [words, code] of steps) {
      const ended = runOffline(launcher, ...words);
      expect({ words, ...ended }).toMatchObject({ words, code, ...nothing, stdout: expect.stringMatching(/./) });
    }
  });

  it.each(['browser', 'desktop'])(
    'audits and reports on the %s host, and leaves the loopback alone but for the page',
    (host) => {
      const visit = path.join(project, 'tests/hosts/visitOffline.ts');
      const plan = path.join(cwd, 'plan.yaml');
      const ended = runOffline(process.execPath, visit, host, plan, path.join(cwd, `.data-${host}`));
      expect(ended).toMatchObject({ code: 0, withoutRoute: 0, datagrams: 0 });
      expect(ended.stdout).toMatch(/^\d{2,} findings\nreport[.]html\n0 connections\n$/);
      // The page comes by the loopback; the engine's port is no network.
      expect(ended.connections > 0).toBe(host === 'browser');
    },
  );
});
