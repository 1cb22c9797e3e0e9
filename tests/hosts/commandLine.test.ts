import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { describeCell } from '#shared/raci/raci.ts';
import type { Raci } from '#shared/raci/raci.ts';
import type { Report } from '#shared/report/report.ts';
import { launcher, runPdp } from './runPdp.ts';
import type { Ended } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const cwd = suiteFolder();
const pdp = (...words: readonly string[]): Promise<Ended> => runPdp(words, { cwd });

async function json(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await pdp(...words, '--format', 'json');
  return JSON.parse(stdout) as Record<string, unknown>;
}

beforeAll(async () => {
  const made = await pdp('init', 'plan.yaml', '--sample', 'azure-standard');
  if (made.code !== 0) throw new Error(made.stderr);
});

describe('pdp init', () => {
  it('writes a plan that can be read at once and is called after its file', async () => {
    const { code, stdout } = await pdp('init', 'fresh/acme-prod.yaml');
    expect(code).toBe(0);
    expect(stdout).toContain('fresh/acme-prod.yaml');
    expect(await json('plan', 'check', 'fresh/acme-prod.yaml')).toMatchObject({
      plan: { metadata: { name: 'acme-prod' } },
      problems: [],
    });
  });

  it('writes the files of a sample beside the plan, under the name that was asked for', async () => {
    const made = await json('init', 'copy/my-plan.yaml', '--sample', 'azure-standard');
    const names = (made['files'] as string[]).map((file) => path.relative(path.join(cwd, 'copy'), file));
    expect(names[0]).toBe('my-plan.yaml');
    expect(names).toContain('rules/nsg.json');
    expect(names.filter((name) => !existsSync(path.join(cwd, 'copy', name)))).toEqual([]);
  });

  it('writes over nothing', async () => {
    mkdirSync(path.join(cwd, 'half/rules'), { recursive: true });
    writeFileSync(path.join(cwd, 'half/rules/nsg.json'), 'mine');
    const { code, stderr } = await pdp('init', 'half/plan.yaml', '--sample', 'azure-standard');
    expect(code).toBe(2);
    expect(stderr).toContain('rules/nsg.json is there already');
    expect(readdirSync(path.join(cwd, 'half'))).toEqual(['rules']);
    expect(readFileSync(path.join(cwd, 'half/rules/nsg.json'), 'utf8')).toBe('mine');
  });

  it('makes the choices that it is given, and no others', async () => {
    const choices = ['--edition', 'choreo', '--model', 'wso2-subscription', '--cloud', 'aws', '--tier', 'premium'];
    expect((await pdp('init', 'chosen/plan.yaml', ...choices)).code).toBe(0);
    expect(await json('plan', 'check', 'chosen/plan.yaml')).toMatchObject({
      plan: { edition: 'choreo', managementModel: 'wso2-subscription', cloud: 'aws', securityTier: 'premium' },
    });
    const { code, stderr } = await pdp('init', 'unchosen.yaml', '--tier', 'premum');
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices are basic, standard, premium. Did you mean premium?');
    expect((await pdp('init', 'unchosen.yaml', '--sample', 'azure-standard', '--cloud', 'aws')).code).toBe(2);
    expect(existsSync(path.join(cwd, 'unchosen.yaml'))).toBe(false);
  });

  it('names the samples there are', async () => {
    const { code, stderr } = await pdp('init', 'x.yaml', '--sample', 'azure');
    expect(code).toBe(2);
    expect(stderr).toContain('azure-standard');
    expect(existsSync(path.join(cwd, 'x.yaml'))).toBe(false);
  });
});

describe('pdp plan check', () => {
  it('tells what is open with its line, and ends with 4', async () => {
    const { code, stdout } = await pdp('plan', 'check', 'plan.yaml');
    expect(code).toBe(4);
    expect(stdout).toMatch(/open +plan[.]yaml:\d+ +\S+[.]\S+: /);
  });

  it('ends with 1 for a contradiction', async () => {
    const text = readFileSync(path.join(cwd, 'plan.yaml'), 'utf8')
      .replace(/^managementModel:.*$/m, 'managementModel: wso2-subscription')
      .replace(/^cloud:.*$/m, 'cloud: on-premises');
    writeFileSync(path.join(cwd, 'contradiction.yaml'), text);
    const { code, stdout } = await pdp('plan', 'check', 'contradiction.yaml');
    expect(code).toBe(1);
    expect(stdout).toMatch(/contradiction +contradiction[.]yaml:\d+ /);
  });

  it('reads several plans, and tells of the good ones beside a broken one', async () => {
    writeFileSync(path.join(cwd, 'broken.yaml'), 'kind: [');
    const { code, stdout, stderr } = await pdp('plan', 'check', 'broken.yaml', 'plan.yaml');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^broken[.]yaml:1:\d+: /);
    expect(stdout).toContain('azure-standard');
  });

  it('keeps nothing: a plan that is only checked is not on the list of plans', async () => {
    const clean = path.join(cwd, 'clean');
    mkdirSync(clean);
    await runPdp(['plan', 'check', '../plan.yaml'], { cwd: clean });
    expect(readdirSync(path.join(clean, '.data'))).toEqual(['compiled']);
  });
});

describe('pdp raci', () => {
  it('has the shape that others build on', async () => {
    const raci = await json('raci', '--plan', 'plan.yaml');
    expect(raci).toMatchObject({ edition: 'integration-platform', model: 'self-managed', tier: 'standard' });
    const tasks = raci['tasks'] as Record<string, unknown>[];
    expect(tasks).toHaveLength(16);
    for (const task of tasks) {
      expect(task).toMatchObject({
        id: expect.any(String),
        title: expect.any(String),
        description: expect.any(Array),
        scope: expect.stringMatching(/^(?:platform|workload)$/),
        responsible: { parties: expect.any(Array), ifRequired: expect.any(Boolean) },
        accountable: { parties: expect.any(Array), ifRequired: expect.any(Boolean) },
        consulted: { parties: expect.any(Array), ifRequired: expect.any(Boolean) },
        informed: { parties: expect.any(Array), ifRequired: expect.any(Boolean) },
        source: expect.anything(),
      });
    }
  });

  it('says the same in every format', async () => {
    const words = ['raci', '--edition', 'choreo', '--model', 'customer-subscription'];
    const raci = (await json(...words)) as unknown as Raci;
    const cells = raci.tasks.map((task) => [task.title, describeCell(task.responsible), describeCell(task.informed)]);
    const table = (await pdp(...words)).stdout;
    const csv = (await pdp(...words, '--format', 'csv')).stdout;
    const markdown = (await pdp(...words, '--format', 'markdown')).stdout;
    const written = await pdp(...words, '--format', 'xlsx', '--output', 'raci.xlsx');
    expect(written.code).toBe(0);
    const sheet = (await readXlsx(readFileSync(path.join(cwd, 'raci.xlsx')))).sheets[0]?.rows ?? [];
    expect(cells).toHaveLength(16);
    for (const [title = '', responsible = '', informed = ''] of cells) {
      const spoken = (cell: string): string => (cell === '-' ? 'Nobody' : cell);
      expect(table).toMatch(lineWith(title, responsible, informed));
      expect(csv).toMatch(lineWith(title, spoken(responsible), spoken(informed)));
      expect(markdown).toMatch(lineWith(title, responsible, informed));
      expect(sheet.find((row) => row[1] === title)).toEqual(
        expect.arrayContaining([spoken(responsible), spoken(informed)]),
      );
    }
  });

  it('compares with another model', async () => {
    const { stdout } = await pdp('raci', '--plan', 'plan.yaml', '--compare', 'wso2-subscription');
    expect(stdout).toContain('Yours, not WSO2’s');
  });

  it('does not print a workbook for people to look at, but into a pipe it does', async () => {
    const child = spawn(launcher, ['raci', '--plan', 'plan.yaml', '--format', 'xlsx'], {
      cwd,
      env: { ...process.env, PDP_HOME: path.join(cwd, '.data') },
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(child, 'close');
    expect((await readXlsx(Buffer.concat(chunks))).sheets[0]?.name).toBe('Responsibilities');
  });
});

describe('pdp egress', () => {
  it('judges every connection layer by layer, and ends with 1 where one is denied', async () => {
    const { code, stdout } = await pdp('egress', 'check', '--plan', 'plan.yaml');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^apim-enforcer--event-hub +denied +pod-policy +rules\/kubernetes\/network-policies[.]yaml:\d+$/m,
    );
    expect(stdout).toMatch(/rules\/kubernetes\/network-policies[.]yaml:\d+ NetworkPolicy /);
    const check = await json('egress', 'check', '--plan', 'plan.yaml');
    expect(check).toMatchObject({ plan: { name: 'azure-standard' }, layersNotSupplied: [], problems: [] });
    const connections = check['connections'] as Record<string, unknown>[];
    expect(connections).toHaveLength(12);
    for (const connection of connections) {
      expect(connection).toMatchObject({
        id: expect.any(String),
        originator: expect.any(String),
        workloads: expect.any(Array),
        verdict: expect.stringMatching(/^(?:allowed|denied|partly-allowed|unknown|not-applicable)$/),
        missing: expect.any(Array),
        layers: expect.any(Array),
      });
    }
  });

  it('gives the same bytes for the same plan in another folder', async () => {
    await pdp('init', 'elsewhere/plan.yaml', '--sample', 'azure-standard');
    const here = await pdp('egress', 'check', '--plan', 'plan.yaml', '--format', 'json');
    const there = await runPdp(['egress', 'check', '--plan', 'plan.yaml', '--format', 'json'], {
      cwd: path.join(cwd, 'elsewhere'),
    });
    expect(there.stdout).toBe(here.stdout);
    expect(here.stdout.length).toBeGreaterThan(1000);
  });

  it('lets given rules win for their layer and reads the plan’s own for the others', async () => {
    const open = path.join(cwd, 'open');
    mkdirSync(open);
    const policy = [
      'apiVersion: networking.k8s.io/v1',
      'kind: NetworkPolicy',
      'metadata: {name: open, namespace: pdp-gateway}',
      'spec: {podSelector: {}, policyTypes: [Egress], egress: [{}]}',
    ];
    writeFileSync(path.join(open, 'policies.yaml'), policy.join('\n'));
    const check = await json('egress', 'check', '--plan', 'plan.yaml', '--rules', 'open');
    const files = (check['sources'] as { file: string }[]).map(({ file }) => file);
    expect(files.toSorted()).toEqual([
      'open/policies.yaml',
      'rules/kubernetes/namespaces.yaml',
      'rules/kubernetes/workloads.yaml',
      'rules/nsg.json',
    ]);
    const enforcer = (check['connections'] as { id: string; layers: { layer: string; verdict: string }[] }[]).find(
      ({ id }) => id === 'apim-enforcer--event-hub',
    );
    expect(enforcer?.layers.find(({ layer }) => layer === 'pod-policy')?.verdict).toBe('allowed');
  });

  it('ends with 0 where all is allowed, and with 1 where only names can’t be resolved', async () => {
    const folder = path.join(cwd, 'dns');
    await pdp('init', 'dns/plan.yaml', '--sample', 'azure-standard');
    const plan = readFileSync(path.join(folder, 'plan.yaml'), 'utf8')
      .replace(/\{layer: azure-nsg.*\}/, '{layer: azure-nsg, source: none}')
      .replace(
        /^connections:\n/m,
        'connections:\n  container-registry--public-registry: {notNeeded: images are built here}\n',
      );
    writeFileSync(path.join(folder, 'plan.yaml'), plan);
    const policiesWith = (...ports: readonly object[]): string =>
      ['pdp-system', 'pdp-gateway', 'cert-manager', 'flux-system']
        .map((namespace) => ({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'by-port', namespace },
          spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports }] },
        }))
        .map((policy) => JSON.stringify(policy))
        .join('\n---\n');
    const policies = path.join(folder, 'rules/kubernetes/network-policies.yaml');
    const services = [{ port: 443 }, { port: 5671 }];
    writeFileSync(policies, policiesWith(...services, { port: 53, protocol: 'UDP' }, { port: 53 }));
    const open = await runPdp(['egress', 'check', '--plan', 'plan.yaml'], { cwd: folder });
    expect([open.code, open.stderr]).toEqual([0, '']);
    writeFileSync(policies, policiesWith(...services));
    const closed = await runPdp(['egress', 'check', '--plan', 'plan.yaml'], { cwd: folder });
    expect(closed.code).toBe(1);
    expect(closed.stdout).toMatch(/^dns +denied/m);
    expect(closed.stdout.match(/ {2}denied/g)).toHaveLength(1);
    expect(closed.stdout).toMatch(/^pdp-agent--control-plane +allowed .*\n +Its names can’t be resolved: see dns[.]$/m);
  });

  it('tells what workloads may reach, all of them or one', async () => {
    const reach = await json('egress', 'reach', '--rules', 'rules');
    const workloads = reach['workloads'] as { namespace: string; name: string; isolated: boolean }[];
    expect(workloads.length).toBeGreaterThan(5);
    expect(new Set(workloads.map(({ isolated }) => isolated))).toEqual(new Set([true, false]));
    const one = await pdp('egress', 'reach', '--rules', 'rules', '--workload', 'pdp-system/secret-resolver');
    expect(one.stdout).toMatch(/pdp-system\/secret-resolver +Deployment +1 +\S+ on 443\/tcp/);
    expect((await pdp('egress', 'reach', '--rules', 'rules', '--workload', 'no/body')).code).toBe(2);
    const misspelt = await pdp('egress', 'reach', '--rules', 'rules', '--workload', 'pdp-system/secret-resolvr');
    expect(misspelt.stderr).toContain('Did you mean pdp-system/secret-resolver?');
  });
});

describe('pdp audit, history and report', () => {
  it('audits, keeps the run, compares, verifies and reports', async () => {
    const home = path.join(cwd, 'history');
    mkdirSync(home);
    const here = (...words: readonly string[]): Promise<Ended> => runPdp(words, { cwd: home });
    await here('init', 'plan.yaml', '--sample', 'azure-standard');

    const first = await here('audit', '--plan', 'plan.yaml', '--format', 'json', '--as-of', '2026-11-21T00:00:00Z');
    expect(first.code).toBe(1);
    const record = JSON.parse(first.stdout) as { run: { id: string; hash: string }; findings: unknown[] };
    expect(record).toMatchObject({
      plan: { name: 'azure-standard' },
      run: { asOf: '2026-11-21T00:00:00.000Z', previous: null, catalogVersion: expect.any(String) },
      coverage: { fail: expect.any(Number), unknown: expect.any(Number) },
      tier: { wanted: 'standard', reached: null },
      apiCalls: [],
    });
    expect(record.findings.length).toBeGreaterThan(20);

    const second = await here('audit', '--plan', 'plan.yaml');
    expect(second.stdout).toContain('Run 2 of azure-standard');
    expect((await here('history', 'list')).stdout.split('\n').filter((line) => /^[12] /.test(line))).toHaveLength(2);
    expect(JSON.parse((await here('history', 'show', '1')).stdout)).toEqual(record);
    expect(JSON.parse((await here('history', 'show', record.run.id)).stdout)).toEqual(record);
    expect((await here('history', 'compare', '1', '2')).code).toBe(0);
    const verified = await here('history', 'verify', '--format', 'json');
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, checked: 2 });

    const reported = await here(
      'report',
      '--plan',
      'plan.yaml',
      '--run',
      '1',
      '--format',
      'html,json',
      '--output',
      'out',
    );
    expect(reported.stdout).toBe('out/report.html\nout/report.json\n');
    const report = readFileSync(path.join(home, 'out/report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({ run: { id: record.run.id, hash: record.run.hash } });
  });

  it('ends with 4 and without a pass where there is nothing to audit', async () => {
    const home = path.join(cwd, 'nothing');
    mkdirSync(home);
    await runPdp(['init', 'plan.yaml'], { cwd: home });
    const { code, stdout } = await runPdp(['audit', '--plan', 'plan.yaml', '--format', 'json'], { cwd: home });
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ coverage: { pass: 0, fail: 0 } });
    expect((JSON.parse(stdout) as { coverage: { unknown: number } }).coverage.unknown).toBeGreaterThan(0);
  });

  it('tells once what many checks wait for, with the command that brings it, and counts each of them', async () => {
    const home = path.join(cwd, 'causes');
    mkdirSync(home);
    await runPdp(['init', 'plan.yaml'], { cwd: home });
    const audit = ['audit', '--plan', 'plan.yaml'];
    const { code, stdout } = await runPdp(audit, { cwd: home });
    expect(code).toBe(4);
    const [, , causes] = stdout.split('\n').map((line) => /come from (\d+) causes[.]$/.exec(line)?.[1] ?? '');
    const { coverage, findings } = JSON.parse((await runPdp([...audit, '--format', 'json'], { cwd: home })).stdout) as {
      coverage: { unknown: number };
      findings: { check: string; waitsFor?: string }[];
    };
    const waiting = findings.filter(({ waitsFor }) => waitsFor === 'cluster');
    expect(waiting.length).toBeGreaterThan(40);
    expect(coverage.unknown).toBeGreaterThan(waiting.length);
    expect(Number(causes)).toBeLessThan(coverage.unknown - waiting.length);
    expect(stdout.split('No cluster was looked at').length - 1).toBe(1);
    expect(stdout).toContain(`No cluster was looked at: ${waiting.length} checks wait for it`);
    expect(stdout).toContain('pdp audit with --context NAME');
    for (const { check } of waiting) expect(stdout).toContain(check);
  });

  it('ends with 0 where all in scope is met and no cluster was to be looked at, and with 4 where it was forgotten', async () => {
    const home = path.join(cwd, 'offline');
    cpSync(path.resolve('tests/fixtures/offlineAudit'), home, { recursive: true });
    const audit = ['audit', '--plan', 'plan.yaml', '--as-of', '2026-11-21T00:00:00Z', '--format', 'json'];
    const forgotten = await runPdp(audit, { cwd: home });
    const said = await runPdp([...audit, '--no-cluster'], { cwd: home });
    expect([forgotten.code, said.code]).toEqual([4, 0]);
    const [before, after] = [forgotten, said].map(
      ({ stdout }) => JSON.parse(stdout) as Pick<RunRecord, 'coverage' | 'findings' | 'withoutCluster'>,
    );
    expect([before?.withoutCluster, after?.withoutCluster]).toEqual([undefined, true]);
    expect(after?.coverage).toEqual({ ...before?.coverage, unknown: 0, outOfScope: before?.coverage.unknown });
    expect(after?.findings.map(({ id, outcome }) => [id, outcome])).toEqual(
      before?.findings.map(({ id, outcome }) => [id, outcome]),
    );
    const { stdout } = await runPdp(audit.slice(0, -2).concat('--no-cluster'), { cwd: home });
    expect(stdout).toContain('No cluster was to be looked at.');
    expect(stdout).toContain(`${after?.coverage.outOfScope} out of scope`);
    const report = JSON.parse(
      (await runPdp(['report', '--plan', 'plan.yaml', '--format', 'json', '--output', '-'], { cwd: home })).stdout,
    ) as Report;
    expect(report.scope).toMatchObject({ withoutCluster: true });
    expect(report.summary.headline).toContain('out of scope');
  });

  it('refuses a cluster beside --no-cluster', async () => {
    const both = ['audit', '--plan', 'plan.yaml', '--no-cluster', '--snapshot', 'kept.json'];
    const { code, stderr } = await runPdp(both, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('--no-cluster');
  });

  it('has no report before the first run, and says how to make one', async () => {
    const home = path.join(cwd, 'unaudited');
    mkdirSync(home);
    await runPdp(['init', 'plan.yaml'], { cwd: home });
    const { code, stderr } = await runPdp(['report', '--plan', 'plan.yaml', '--output', 'out'], { cwd: home });
    expect(code).toBe(2);
    expect(stderr).toContain('pdp audit --plan plan.yaml');
    expect(existsSync(path.join(home, 'out'))).toBe(false);
  });
});

describe('pdp catalog and connectivity', () => {
  it.each([
    ['tasks', 16],
    ['connections', 12],
    ['controls', 13],
    ['components', 5],
    ['management-models', 3],
  ])('prints the part %s', async (part, entries) => {
    const { stdout } = await pdp('catalog', part, '--format', 'json');
    expect(JSON.parse(stdout)).toHaveLength(entries);
    expect((await pdp('catalog', part)).stdout.trimEnd().split('\n')).toHaveLength(entries + 1);
  });

  it('lists every check with what it reads of a cluster', async () => {
    const checks = JSON.parse((await pdp('catalog', 'checks', '--format', 'json')).stdout) as unknown;
    expect(checks).toContainEqual({
      id: 'PDP-CMP-004',
      title: expect.stringMatching(/WireGuard/),
      needs: ['configmaps', 'daemonsets.apps'],
      proves: 'encryption-in-transit',
    });
    expect((await pdp('catalog', 'checks')).stdout).toMatch(/PDP-INF-002 +Every node is ready +nodes/);
  });

  it('prints the whole catalogue', async () => {
    expect(await json('catalog')).toMatchObject({ version: expect.any(String), editions: expect.any(Array) });
  });

  it('prints the connections of a plan', async () => {
    const { stdout } = await pdp('connectivity', '--plan', 'plan.yaml');
    expect(stdout).toMatch(/pdp-agent--control-plane +PDP agent +.*cp[.]example[.]com.* 443\/tcp /);
  });
});

describe('usage', () => {
  it.each([
    [['racci'], 'Did you mean raci?'],
    [['raci', '--plam', 'plan.yaml'], 'Did you mean --plan?'],
    [['egress', 'chekc'], 'Did you mean check?'],
    [['raci', '--edition', 'choreo'], "'--model <model>'"],
    [['raci', '--plan', 'plan.yaml', '--edition', 'choreo'], 'cannot be used with'],
    [['raci', '--plan', 'plan.yaml', '--format', 'pdf'], 'Allowed choices are'],
    [['audit'], "'--plan <file>'"],
    [['audit', '--plan', 'plan.yaml', '--as-of', 'tomorrow'], '2026-11-21T00:00:00Z'],
    [['report', '--plan', 'plan.yaml', '--format', 'pdf', '--output', 'x'], 'html, json'],
    [['catalog', 'task'], 'tasks'],
    [[], 'Usage: pdp'],
  ])('of %j is refused with 2 and a way on', async (words, help) => {
    const { code, stdout, stderr } = await pdp(...words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(help);
  });

  it.each([
    [],
    ['init'],
    ['plan', 'check'],
    ['raci'],
    ['connectivity'],
    ['egress', 'check'],
    ['egress', 'reach'],
    ['audit'],
    ['report'],
    ['history', 'list'],
    ['history', 'show'],
    ['history', 'compare'],
    ['history', 'verify'],
    ['serve'],
    ['catalog'],
  ])('of pdp %s %s is explained with an example', async (...words) => {
    const { code, stdout } = await pdp(...words, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}\$ pdp /);
  });
});

describe('where results go', () => {
  it('writes to a file whole, and refuses a folder', async () => {
    const { code, stdout, stderr } = await pdp(
      'raci',
      '--plan',
      'plan.yaml',
      '--format',
      'json',
      '--output',
      'raci.json',
    );
    expect([code, stdout, stderr]).toEqual([0, '', 'Written: raci.json\n']);
    expect(JSON.parse(readFileSync(path.join(cwd, 'raci.json'), 'utf8'))).toMatchObject({ model: 'self-managed' });
    const refused = await pdp('raci', '--plan', 'plan.yaml', '--output', 'rules');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('is a folder');
  });

  it.each([
    ['the plan', ['raci', '--plan', 'plan.yaml', '--output', 'plan.yaml']],
    ['the plan under another name', ['raci', '--plan', 'plan.yaml', '--output', 'link.yaml']],
    ['a rule file', ['egress', 'check', '--plan', 'plan.yaml', '--rules', 'rules', '--output', 'rules/nsg.json']],
  ])('never writes over %s', async (_, words) => {
    const link = path.join(cwd, 'link.yaml');
    if (!existsSync(link)) symlinkSync('plan.yaml', link);
    const kept = ['plan.yaml', 'rules/nsg.json'].map((file) => statSync(path.join(cwd, file)).mtimeMs);
    const { code, stderr } = await pdp(...words);
    expect(code).toBe(2);
    expect(stderr).toContain('what this command reads');
    expect(['plan.yaml', 'rules/nsg.json'].map((file) => statSync(path.join(cwd, file)).mtimeMs)).toEqual(kept);
  });

  it('is quiet when the reader of its pipe has enough', async () => {
    const script = `"${launcher}" egress check --plan plan.yaml --format json | head -c 10; exit "\${PIPESTATUS[0]}"`;
    const { code, stderr } = await runShell(script);
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  it('colours verdicts on a terminal only', async () => {
    const { stdout } = await pdp('egress', 'check', '--plan', 'plan.yaml');
    expect(stdout).not.toContain('\u001B');
    const forced = await runPdp(['egress', 'check', '--plan', 'plan.yaml'], { cwd, environment: { FORCE_COLOR: '1' } });
    expect(forced.stdout).toContain('\u001B[31mdenied\u001B[39m');
  });
});

async function runShell(script: string): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const shell = spawn('bash', ['-c', script], {
    cwd,
    env: { ...process.env, PDP_HOME: path.join(cwd, '.data') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(shell, 'close')) as [number | null];
  return { code, stderr };
}

/** A line that has these texts in this order. */
function lineWith(...texts: readonly string[]): RegExp {
  return new RegExp(texts.map((text) => text.replaceAll(/[^\w ]/g, String.raw`\$&`)).join('.*'));
}
