import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { runPdp } from './runPdp.ts';
import type { Ended } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const root = suiteFolder();

type Pdp = (...words: readonly string[]) => Promise<Ended>;

/** A folder of its own with the sample, and a history of its own. */
async function openSample(
  name: string,
): Promise<{ readonly folder: string; readonly database: string; readonly pdp: Pdp }> {
  const folder = path.join(root, name);
  mkdirSync(folder);
  const pdp: Pdp = (...words) => runPdp(words, { cwd: folder });
  expect((await pdp('init', 'plan.yaml', '--sample', 'azure-standard')).code).toBe(0);
  return { folder, database: path.join(folder, '.data/history.sqlite'), pdp };
}

interface Reported {
  readonly run: { readonly hash: string };
  readonly cautions: readonly string[];
  readonly chain: { readonly verify: readonly string[] };
}

const readReport = (folder: string): Reported =>
  JSON.parse(readFileSync(path.join(folder, 'out/report.json'), 'utf8')) as Reported;

describe('pdp audit', () => {
  it('of a folder with a broken rule file prints its verdicts, ends with 2, and writes nothing', async () => {
    const { folder, pdp } = await openSample('broken');
    writeFileSync(path.join(folder, 'rules/kubernetes/zz-broken.yaml'), 'apiVersion: v1\nkind: [\n');
    const { code, stdout, stderr } = await pdp('audit', '--plan', 'plan.yaml');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^rules\/kubernetes\/zz-broken[.]yaml:\d+:\d+: /m);
    expect(stderr).toContain('no run was kept');
    expect(stdout).toContain('No run of azure-standard was kept');
    expect(stdout).toContain('Not sealed.');
    const printed = JSON.parse((await pdp('audit', '--plan', 'plan.yaml', '--format', 'json')).stdout) as {
      run: object;
      findings: unknown[];
    };
    expect(printed.run).not.toHaveProperty('hash');
    expect(printed.findings.length).toBeGreaterThan(20);
    expect((await pdp('audit', '--plan', 'plan.yaml', '--output', 'audit.txt')).code).toBe(2);
    expect(existsSync(path.join(folder, 'audit.txt'))).toBe(false);
    expect((await pdp('history', 'list')).stdout).toBe('No run is kept yet.\n');
  });

  it.each([
    ['2026-02-30', 'There is no day 2026-02-30'],
    ['2026-02-30T00:00:00Z', 'There is no day 2026-02-30'],
    ['2026-13-01', 'There is no day 2026-13-01'],
    ['2026-11-21T25:00:00Z', 'There is no such time of day'],
    ['2026-11-21T09:00:00', 'Give a day, or a date, a time and a zone'],
  ])('as of %s is refused, and nothing is audited', async (asOf, says) => {
    const { code, stdout, stderr } = await runPdp(['audit', '--plan', 'plan.yaml', '--as-of', asOf], { cwd: root });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(says);
  });
});

describe('a report', () => {
  it('gives the command that shows whether the chain was cut behind it', async () => {
    const { folder, database, pdp } = await openSample('cut');
    await pdp('audit', '--plan', 'plan.yaml');
    await pdp('audit', '--plan', 'plan.yaml', '--as-of', '2026-12-01');
    expect((await pdp('report', '--plan', 'plan.yaml', '--output', 'out')).code).toBe(0);
    const { run, cautions, chain } = readReport(folder);
    expect(cautions[0]).toMatch(/judged as of 1 Dec 2026, and not as of \d+ \w+ \d{4}, the day of the run/);
    expect(chain.verify[0]).toContain(`pdp history verify --head ${run.hash}`);

    const whole = await pdp('history', 'verify', '--head', run.hash);
    expect(whole.code).toBe(0);
    expect(whole.stdout).toContain('is that of run 2');
    const history = new Database(database);
    history.exec('delete from run where sequence = 2');
    history.close();
    expect((await pdp('history', 'verify')).code).toBe(0);
    const cut = await pdp('history', 'verify', '--head', run.hash);
    expect(cut.code).toBe(1);
    expect(cut.stdout).toContain('cut short');
    expect((await pdp('history', 'verify', '--head', 'abc')).code).toBe(2);
  });

  it('takes the place of an earlier one, and of nothing else unless it is told to', async () => {
    const { folder, pdp } = await openSample('again');
    await pdp('audit', '--plan', 'plan.yaml');
    const report = ['report', '--plan', 'plan.yaml', '--output', 'out'];
    expect((await pdp(...report)).code).toBe(0);
    expect((await pdp(...report)).code).toBe(0);
    const file = path.join(folder, 'out/report.html');
    writeFileSync(file, '<p>Mine.</p>');
    expect(await pdp(...report)).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
    expect(readFileSync(file, 'utf8')).toBe('<p>Mine.</p>');
    expect((await pdp(...report, '--force')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('<!doctype html>');
  });

  it.each(['-', '/dev/stdout'])('of one format is printed to %s, and so is everything else', async (output) => {
    const { folder, pdp } = await openSample(`printed-${output.length}`);
    await pdp('audit', '--plan', 'plan.yaml');
    const printed = await pdp('report', '--plan', 'plan.yaml', '--format', 'json', '--output', output);
    expect([printed.code, JSON.parse(printed.stdout)]).toMatchObject([0, { kind: 'Report' }]);
    expect((await pdp('report', '--plan', 'plan.yaml', '--output', output)).code).toBe(2);
    const raci = await pdp('raci', '--plan', 'plan.yaml', '--format', 'json', '--output', output);
    expect([raci.code, JSON.parse(raci.stdout)]).toMatchObject([0, { edition: 'integration-platform' }]);
    expect(existsSync(path.join(folder, output))).toBe(false);
  });

  it('of a plan that has moved is found by the hash of its run', async () => {
    const { folder, pdp } = await openSample('moved');
    const audited = await pdp('audit', '--plan', 'plan.yaml', '--format', 'json');
    const { run } = JSON.parse(audited.stdout) as Reported;
    renameSync(path.join(folder, 'plan.yaml'), path.join(folder, 'acme.yaml'));
    expect((await pdp('report', '--plan', 'acme.yaml', '--output', 'out')).code).toBe(2);
    expect((await pdp('report', '--plan', 'acme.yaml', '--run', run.hash.slice(0, 12), '--output', 'out')).code).toBe(
      0,
    );
    expect(readReport(folder).cautions[0]).toContain('its file lay elsewhere');
    expect((await pdp('history', 'show', run.hash.slice(0, 8))).code).toBe(0);
    expect((await pdp('history', 'list', '--plan', 'acme.yaml')).stdout).toContain('pdp history list');
  });

  it('of a plan that can’t be read is refused with its line, and makes no history', async () => {
    const { folder, database, pdp } = await openSample('unreadable');
    writeFileSync(path.join(folder, 'plan.yaml'), 'kind: [\n');
    const { code, stderr } = await pdp('report', '--plan', 'plan.yaml', '--output', 'out');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^plan[.]yaml:\d+:\d+: /m);
    expect(existsSync(database)).toBe(false);
    expect(existsSync(path.join(folder, 'out'))).toBe(false);
  });
});

describe('pdp history', () => {
  it('lists the runs beside one that was altered, and says which that is', async () => {
    const { database, pdp } = await openSample('altered');
    await pdp('audit', '--plan', 'plan.yaml');
    await pdp('audit', '--plan', 'plan.yaml');
    const history = new Database(database);
    history.exec(`update run set record = replace(record, '"outcome":"fail"', '"outcome":"pass"') where sequence = 1`);
    history.close();
    const { code, stdout } = await pdp('history', 'list', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [
        { sequence: 2, plan: { name: 'azure-standard' } },
        { sequence: 1, altered: expect.stringMatching(/altered/) },
      ],
    });
    expect((await pdp('history', 'list')).stdout).toMatch(/^1 .*altered/m);
    expect((await pdp('history', 'verify')).stdout).toMatch(/^Run 1 .* was altered after it was sealed/);
  });

  it('compares, and says of runs of two plans that they are', async () => {
    const { folder, pdp } = await openSample('two-plans');
    await pdp('audit', '--plan', 'plan.yaml');
    const text = readFileSync(path.join(folder, 'plan.yaml'), 'utf8');
    writeFileSync(
      path.join(folder, 'beta.yaml'),
      text.replace('name: azure-standard', 'name: beta').replace('addOns: []', 'addOns: [siem]'),
    );
    await pdp('audit', '--plan', 'beta.yaml');
    const { stdout } = await pdp('history', 'compare', '1', '2');
    expect(stdout).toMatch(/^These are runs of two plans, azure-standard and beta/);
    expect(stdout).toContain('It is a run of another plan.');
    expect(stdout).not.toContain('The plan was changed.');
  });
});
