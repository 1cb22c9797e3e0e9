import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const cwd = suiteFolder();
const width = 100;

beforeAll(async () => {
  await runPdp(['init', 'plan.yaml', '--sample', 'azure-standard'], { cwd });
  await runPdp(['init', 'fresh.yaml'], { cwd });
});

async function linesOf(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { stdout } = await runPdp(words, { cwd, environment });
  return stdout.trimEnd().split('\n');
}

describe(`in a window of ${width} columns`, () => {
  it.each([
    [['raci', '--plan', 'plan.yaml']],
    [['raci', '--plan', 'plan.yaml', '--compare', 'wso2-subscription']],
    [['raci', '--edition', 'choreo', '--model', 'customer-subscription', '--compare', 'wso2-subscription']],
    [['raci', '--edition', 'devant', '--model', 'wso2-subscription', '--compare', 'self-managed']],
    [['connectivity', '--plan', 'plan.yaml']],
    [['connectivity', '--plan', 'fresh.yaml']],
    [['plan', 'check', 'fresh.yaml']],
    [['catalog', 'tasks']],
  ])('no line of pdp %j is longer, and nothing is lost', async (words) => {
    const narrow = await linesOf(words, { COLUMNS: String(width) });
    expect(narrow.filter((line) => [...line].length > width)).toEqual([]);
    const wide = await linesOf(words);
    expect(wide.some((line) => [...line].length > width)).toBe(true);
    const letters = (lines: readonly string[]): readonly string[] =>
      [...lines.join('').replaceAll(/\s/g, '')].toSorted();
    expect(letters(narrow)).toEqual(letters(wide));
  });
});

describe('pdp raci --compare', () => {
  it('shows who does it in the other model, and what moves', async () => {
    const text = (await linesOf(['raci', '--plan', 'plan.yaml', '--compare', 'wso2-subscription'])).join('\n');
    expect(text).toMatch(/^Task +Responsible +Accountable +Consulted +Informed +WSO2 fully managed, .* In your plan$/m);
    expect(text).toMatch(
      /^Firewall rules and access control +Customer +Customer +WSO2 +WSO2 +WSO2 +Yours, not WSO2’s$/m,
    );
  });

  it('shows who it is in the other model where only other roles differ', async () => {
    const words = ['raci', '--edition', 'choreo', '--model', 'customer-subscription', '--compare', 'wso2-subscription'];
    const text = (await linesOf(words)).join('\n');
    expect(text).toMatch(
      /^Infrastructure provisioning .* Consulted and informed differ: there nobody is consulted and Customer \(if required\) is informed$/m,
    );
  });
});

describe('pdp connectivity', () => {
  it('names the one of several ports that is not decided, until the plan says which', async () => {
    const apiServer = (lines: readonly string[]): string =>
      lines.find((line) => line.startsWith('pdp-agent--kubernetes-api')) ?? '';
    expect(apiServer(await linesOf(['connectivity', '--plan', 'fresh.yaml']))).toMatch(
      /\(enter its cidrs and ports\) +443\/tcp or 6443\/tcp /,
    );
    expect(apiServer(await linesOf(['connectivity', '--plan', 'plan.yaml']))).toMatch(/ 443\/tcp +Lets the agent/);
  });

  it('names DNS as what every row by name needs, in its own list beside the rows', async () => {
    const lines = await linesOf(['connectivity', '--plan', 'plan.yaml']);
    expect(lines.at(-1)).toMatch(/^dns +Every pod .* 53\/udp, 53\/tcp +A precondition /);
    const { stdout } = await runPdp(['connectivity', '--plan', 'fresh.yaml', '--format', 'json'], { cwd });
    const { connections, preconditions } = JSON.parse(stdout) as Record<string, Record<string, unknown>[]>;
    expect(preconditions).toMatchObject([{ id: 'cluster-dns', ports: [53], transports: ['UDP', 'TCP'] }]);
    expect(connections).toHaveLength(12);
    expect(connections?.filter((row) => row['portsAreAlternatives'] === true)).toMatchObject([
      { id: 'pdp-agent--kubernetes-api', ports: [443, 6443] },
    ]);
  });
});

describe('pdp plan check', () => {
  it('counts what was read otherwise than it is written as a warning, with its line', async () => {
    const text = readFileSync(path.join(cwd, 'plan.yaml'), 'utf8');
    writeFileSync(path.join(cwd, 'bits.yaml'), text.replace(/podCidrs:.*$/m, 'podCidrs: [10.20.0.5/16]'));
    const line = 1 + text.split('\n').findIndex((each) => each.includes('podCidrs:'));
    const lines = await linesOf(['plan', 'check', 'bits.yaml', '--as-of', '2026-11-21']);
    expect(lines[0]).toBe('azure-standard: 0 contradictions, 6 open points, 1 warning');
    expect(lines.join('\n')).toMatch(
      new RegExp(`^warning +bits[.]yaml:${line} +.*it was read as the network 10[.]20[.]0[.]0/16[.] `, 'm'),
    );
  });

  it.each([
    ['2026-02-30', 'There is no day 2026-02-30.'],
    ['tomorrow', '2026-11-21T00:00:00Z'],
  ])('refuses --as-of %s', async (asOf, says) => {
    const { code, stderr } = await runPdp(['plan', 'check', 'plan.yaml', '--as-of', asOf], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it('writes over none of the plans that it reads', async () => {
    const { code, stderr } = await runPdp(['plan', 'check', 'plan.yaml', '--output', 'plan.yaml'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('is what this command reads');
  });
});

interface Help {
  readonly command: string;
  readonly text: string;
}

/** The help of a command and of all below it, found as a user finds it. */
async function helpOf(words: readonly string[]): Promise<readonly Help[]> {
  const { stdout: text } = await runPdp([...words, '--help'], { cwd });
  const [, commands = ''] = /^Commands:\n((?: {2}.*\n)+)/m.exec(text) ?? [];
  const below = [...commands.matchAll(/^ {2}([a-z]+)/gm)].flatMap(([, name = '']) => (name === 'help' ? [] : [name]));
  const helps: Help[] = [{ command: words.join(' '), text }];
  for (const name of below) helps.push(...(await helpOf([...words, name])));
  return helps;
}

it('every command and group of commands is explained with an example', async () => {
  const helps = await helpOf([]);
  expect(helps.length).toBeGreaterThan(17);
  expect(helps.filter(({ text }) => !/Examples:\n {2}\$ /.test(text)).map(({ command }) => command)).toEqual([]);
});
