import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runPdp } from './runPdp.ts';
import type { Ended } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const root = suiteFolder();
const sample = path.join(root, 'sample');

beforeAll(async () => {
  mkdirSync(sample);
  const made = await runPdp(['init', 'plan.yaml', '--sample', 'azure-standard'], { cwd: sample });
  if (made.code !== 0) throw new Error(made.stderr);
});

/** A copy of the sample that a test may spoil. */
function copySample(name: string): string {
  const folder = path.join(root, name.replaceAll(/\W+/g, '-'));
  cpSync(sample, folder, { recursive: true, filter: (file) => !file.includes('.data') });
  return folder;
}

function editPlan(folder: string, edit: (text: string) => string): void {
  const file = path.join(folder, 'plan.yaml');
  writeFileSync(file, edit(readFileSync(file, 'utf8')));
}

/** Everything below a folder with its time and size: what a command that writes nothing leaves as it was. */
function stateOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== '.data')
    .flatMap((entry) => {
      const place = path.join(folder, entry.name);
      const { mtimeMs, size } = lstatSync(place);
      return [`${place} ${mtimeMs} ${size}`, ...(entry.isDirectory() ? stateOf(place) : [])];
    });
}

const header = 'apiVersion: pdp-workbench/v1\nkind: Plan\nmetadata: {name: x}\n';
const aliasBomb = `${header}${['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  .map(
    (name, index, names) =>
      `${name}: &${name} [${Array(9)
        .fill(index === 0 ? 'x' : `*${names[index - 1]}`)
        .join(', ')}]`,
  )
  .join('\n')}\n`;

interface BadPlan {
  readonly name: string;
  readonly spoil: (text: string) => string;
  /** Line and column at which it is wrong. */
  readonly place: RegExp;
  readonly says: RegExp;
}

const badPlans: readonly BadPlan[] = [
  { name: 'that is not YAML', spoil: () => 'kind: "Plan\n', place: /:\d+:\d+: /, says: /YAML|quote/ },
  { name: 'that is empty', spoil: () => '', place: /:1(?::1)?: /, says: /empty/i },
  { name: 'that is a list', spoil: () => '- a\n- b\n', place: /:1:1: /, says: /not a plan/ },
  {
    name: 'with a wrong type',
    spoil: (text) => text.replace(/^region:.*$/m, 'region: [a]'),
    place: /:\d+:\d+: /,
    says: /region/,
  },
  {
    name: 'with an unknown key',
    spoil: (text) => text.replace(/^securityTier:/m, 'securityTeir:'),
    place: /:\d+:1: /,
    says: /Did you mean “securityTier”\?/,
  },
  {
    name: 'with a duplicate key',
    spoil: (text) => `${text}\ncloud: aws\n`,
    place: /:\d+:1: /,
    says: /“cloud” is given twice; the first is in line \d+\. Keep one of them\./,
  },
  {
    name: 'with an unknown value',
    spoil: (text) => text.replace(/^cloud:.*$/m, 'cloud: azzure'),
    place: /:\d+:8: /,
    says: /Did you mean azure\?/,
  },
  {
    name: 'with a garbage range',
    spoil: (text) => text.replace(/podCidrs:.*$/m, 'podCidrs: [10.20.0.0/33]'),
    place: /:\d+:\d+: /,
    says: /10\.20\.0\.0\/33/,
  },
  { name: 'with aliases that explode', spoil: () => aliasBomb, place: /:\d+:\d+: /, says: /alias|not a key/i },
];

describe('a plan', () => {
  it.each(badPlans)('$name is refused with its place and a remedy, and nothing is written', async (bad) => {
    const cwd = copySample(`plan ${bad.name}`);
    editPlan(cwd, bad.spoil);
    const before = stateOf(cwd);
    for (const words of [
      ['plan', 'check', 'plan.yaml'],
      ['raci', '--plan', 'plan.yaml', '--output', 'out.json', '--format', 'json'],
      ['audit', '--plan', 'plan.yaml', '--output', 'out.json', '--format', 'json'],
    ]) {
      const { code, stdout, stderr } = await runPdp(words, { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^plan[.]yaml${bad.place.source}`, 'm'));
      expect(stderr).toMatch(bad.says);
      expect(stateOf(cwd)).toEqual(before);
    }
    const runs = await runPdp(['history', 'list', '--format', 'json'], { cwd });
    expect(JSON.parse(runs.stdout)).toEqual({ runs: [] });
  });

  it('with host bits in a range is read without them, which is said', async () => {
    const cwd = copySample('host bits');
    editPlan(cwd, (text) => text.replace(/podCidrs:.*$/m, 'podCidrs: [10.20.0.7/16]'));
    const { code, stdout, stderr } = await runPdp(['plan', 'check', 'plan.yaml', '--format', 'json'], { cwd });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^plan[.]yaml:\d+:\d+: warning: .*10\.20\.0\.7\/16.* Write 10\.20\.0\.0\/16/m);
    expect(JSON.parse(stdout)).toMatchObject({ plan: { network: { podCidrs: ['10.20.0.0/16'] } } });
  });

  it.each([
    ['is not there', () => {}, /is not there/],
    ['is a folder', (file: string) => mkdirSync(file), /is a folder/],
    ['leads back to itself', (file: string) => symlinkSync('absent.yaml', file), /symbolic link/],
    ['is 200 MB large', (file: string) => makeSparse(file), /too large/],
    [
      'is no text',
      (file: string) => writeFileSync(file, Buffer.from([0x6b, 0xff, 0xfe, 0x00])),
      /can't be read as text/,
    ],
  ])('that %s is refused', async (name, make, says) => {
    const cwd = path.join(root, `place-${name.replaceAll(' ', '-')}`);
    mkdirSync(cwd);
    make(path.join(cwd, 'absent.yaml'));
    const { code, stderr } = await runPdp(['plan', 'check', 'absent.yaml'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });
});

describe('rules', () => {
  it('with one broken file among good ones are judged, the broken one is named, and what depends on it is unknown', async () => {
    const cwd = copySample('broken among good');
    writeFileSync(path.join(cwd, 'rules/kubernetes/zz-broken.yaml'), 'apiVersion: v1\nkind: [\n');
    const { code, stdout, stderr } = await runPdp(['egress', 'check', '--plan', 'plan.yaml', '--format', 'json'], {
      cwd,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^rules\/kubernetes\/zz-broken[.]yaml:\d+:\d+: .+[.] .+[.]$/m);
    const { connections } = JSON.parse(stdout) as {
      connections: { id: string; layers: { layer: string; verdict: string }[] }[];
    };
    const layersOf = (id: string) => connections.find((connection) => connection.id === id)?.layers ?? [];
    const verdictOf = (id: string, kind: string) => layersOf(id).find(({ layer }) => layer === kind)?.verdict;
    expect(verdictOf('pdp-agent--control-plane', 'pod-policy')).toBe('unknown');
    expect(verdictOf('pdp-agent--control-plane', 'azure-nsg')).toBe('allowed');
    expect((await runPdp(['audit', '--plan', 'plan.yaml'], { cwd })).code).toBe(2);
  });

  it('that the plan names and that are not there leave their layer unknown, and are a problem', async () => {
    const cwd = copySample('missing source');
    editPlan(cwd, (text) => text.replace('rules/nsg.json', 'rules/nsgs.json'));
    const { code, stdout, stderr } = await runPdp(['egress', 'check', '--plan', 'plan.yaml', '--format', 'json'], {
      cwd,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^rules\/nsgs[.]json:1: .*is not there[.] Put it there, or correct plan[.]yaml:\d+[.]$/m);
    const { connections } = JSON.parse(stdout) as { connections: { verdict: string }[] };
    expect(connections.filter(({ verdict }) => verdict === 'allowed')).toEqual([]);
  });

  interface BadRules {
    readonly name: string;
    readonly make: (folder: string) => void;
    readonly says: RegExp;
  }
  const badRules: readonly BadRules[] = [
    { name: 'that are not there', make: () => {}, says: /is not there[.] Name one that is[.]/ },
    { name: 'in an empty folder', make: (folder) => mkdirSync(folder), says: /holds no rule file/ },
    {
      name: 'of 200 MB',
      make: (folder) => {
        mkdirSync(folder);
        makeSparse(path.join(folder, 'huge.yaml'));
      },
      says: /huge[.]yaml:1: .*(?:large|MiB|bytes)/,
    },
    {
      name: 'with aliases that explode',
      make: (folder) => {
        mkdirSync(folder);
        writeFileSync(path.join(folder, 'bomb.yaml'), aliasBomb);
      },
      says: /bomb[.]yaml:1:1: .*alias/,
    },
    {
      name: 'in a loop of links',
      make: (folder) => {
        mkdirSync(folder);
        symlinkSync('..', path.join(folder, 'up'));
        symlinkSync(folder, path.join(folder, 'self'));
      },
      says: /link|holds no rule file/,
    },
    {
      name: 'in a file that a link loop stands for',
      make: (folder) => {
        mkdirSync(folder);
        symlinkSync('b.yaml', path.join(folder, 'a.yaml'));
        symlinkSync('a.yaml', path.join(folder, 'b.yaml'));
      },
      says: /[ab][.]yaml.*link/,
    },
  ];

  it.each(badRules)('$name end with 2, are named, and leave nothing behind', async ({ name, make, says }) => {
    const cwd = copySample(`rules ${name}`);
    make(path.join(cwd, 'given'));
    const before = stateOf(cwd);
    for (const words of [
      ['egress', 'check', '--plan', 'plan.yaml', '--rules', 'given'],
      ['egress', 'reach', '--rules', 'given'],
    ]) {
      const ended = await runPdp(words, { cwd });
      expect(ended.code).toBe(2);
      expect(ended.stderr).toMatch(says);
      expect(stateOf(cwd)).toEqual(before);
    }
  });

  it.each([
    ['--rules', ['check', '--plan', 'plan.yaml', '--rules', '']],
    ['--rules', ['check', '--plan', 'plan.yaml', '--rules', 'rules', '']],
    ['--context', ['check', '--plan', 'plan.yaml', '--context', '']],
    ['--workload', ['reach', '--rules', 'rules', '--workload', '']],
    ['--output', ['generate', '--plan', 'plan.yaml', '--target', 'cilium', '--output', '']],
  ])(
    'are not those of the folder around where %s has an empty argument, and nothing is written there',
    async (option, words) => {
      const cwd = copySample(`empty ${option}`);
      const before = stateOf(cwd);
      const ended = await runPdp(['egress', ...words], { cwd });
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toMatch(new RegExp(`^error: option '${option} .*has an empty argument`));
      expect(stateOf(cwd)).toEqual(before);
    },
  );

  it('that may not be read are named with a remedy', async (context) => {
    const cwd = copySample('permission');
    const asSomebody = somebodyElse();
    if (asSomebody === undefined) return context.skip('setpriv is not installed, and root may read everything');
    chmodSync(root, 0o755);
    spawnSync('chmod', ['-R', 'a+rwX', cwd]);
    chmodSync(path.join(cwd, 'rules/nsg.json'), 0o000);
    const check: Ended = await runPdp(['egress', 'check', '--plan', 'plan.yaml'], { cwd, under: asSomebody });
    expect(check.code).toBe(2);
    expect(check.stderr).toMatch(/^rules\/nsg[.]json:1: .*may not be (?:read|opened).*[.]$/m);
    chmodSync(path.join(cwd, 'plan.yaml'), 0o000);
    const plan = await runPdp(['plan', 'check', 'plan.yaml'], { cwd, under: asSomebody });
    expect(plan.code).toBe(2);
    expect(plan.stderr).toContain('may not be opened');
  });
});

/** 200 MB that take no room on the disk. */
function makeSparse(file: string): void {
  writeFileSync(file, '');
  truncateSync(file, 200 * 1024 * 1024);
}

/** How to run a command as somebody whom permissions hold back. */
function somebodyElse(): readonly string[] | undefined {
  if (process.getuid?.() !== 0) return [];
  const found = spawnSync('setpriv', ['--version']);
  return found.status === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : undefined;
}
