import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { isIntact } from '#shared/history/keptRun.ts';
import type { Report } from '#shared/report/report.ts';
import { openSamplePlan, valueOf } from '../testing/openSamplePlan.ts';
import type { OpenSamplePlan } from '../testing/openSamplePlan.ts';

async function report({ operations, plan }: OpenSamplePlan, run?: string): Promise<Report> {
  const file = valueOf(await operations.report.render({ plan, run, format: 'json' }));
  return JSON.parse(file.text) as Report;
}

describe('the report of a run', () => {
  it('shows the plan and the rules as they were judged, whatever became of the files', async () => {
    const sample = await openSamplePlan();
    await sample.audit();
    const before = await report(sample);
    expect(before.quotes.length).toBeGreaterThan(0);

    const { revision } = valueOf(await sample.operations.plans.check({ file: sample.plan }));
    const edits = [{ path: ['metadata', 'description'], value: 'Written after the audit.' }];
    valueOf(await sample.operations.plans.edit({ file: sample.plan, revision, edits }));
    writeFileSync(path.join(sample.folder, 'rules/nsg.json'), '[]');
    rmSync(path.join(sample.folder, 'rules/kubernetes'), { recursive: true });
    expect(await report(sample)).toEqual(before);
  });

  it('quotes the rules of a file in one line where they stand, whatever of workloads before them was withheld', async () => {
    const sample = await openSamplePlan();
    const folder = path.join(sample.folder, 'rules/kubernetes');
    const objects = globSync('**/*.yaml', { cwd: folder }).flatMap((name) => {
      const read = parseAllDocuments(readFileSync(path.join(folder, name), 'utf8')).map((one): unknown => one.toJS());
      rmSync(path.join(folder, name));
      return read;
    });
    const args = Array.from({ length: 30 }, (_, index) => `--password-${index}=canary-7f3a${'x'.repeat(40)}`);
    const spec = { containers: [{ name: 'app', image: 'example.test/app:1', args }] };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'before', namespace: 'before' }, spec };
    const written = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod, ...objects] });
    writeFileSync(path.join(folder, 'all.json'), written);
    await sample.audit();

    const { connections, quotes } = await report(sample);
    const references = connections.rows.flatMap(({ layers }) => layers.flatMap(({ decidedBy }) => decidedBy));
    const columns = new Set(references.filter(({ file }) => file.endsWith('all.json')).map(({ column }) => column));
    expect(columns.size).toBeGreaterThan(1);
    for (const column of columns) {
      if (column === undefined) throw new Error('A rule stands before everything that is withheld.');
      const quote = quotes.find((one) => one.file.endsWith('all.json') && one.column === column);
      expect(quote?.lines[0]?.replace(/^… .{20}/, '').slice(0, 15)).toBe(written.slice(column - 1).slice(0, 15));
    }
    expect(JSON.stringify(quotes)).not.toContain('canary');
  });

  it('is of the newest run, or of the one that is named by its number or the beginning of its id', async () => {
    const sample = await openSamplePlan();
    const first = await sample.audit();
    const second = await sample.audit();
    expect((await report(sample)).run.id).toBe(second.run.id);
    expect((await report(sample, '1')).run.id).toBe(first.run.id);
    expect((await report(sample, first.run.id.slice(0, 8))).run.id).toBe(first.run.id);
    expect((await report(sample, first.run.id)).run).toMatchObject({ sequence: 1, previous: null });
  });

  it('tells what changed since the run before it', async () => {
    const sample = await openSamplePlan();
    await sample.audit();
    expect((await report(sample)).summary.changed).toBeUndefined();
    const { revision } = valueOf(await sample.operations.plans.check({ file: sample.plan }));
    valueOf(
      await sample.operations.plans.edit({
        file: sample.plan,
        revision,
        edits: [{ path: ['addOns'], value: ['siem'] }],
      }),
    );
    await sample.audit();
    expect((await report(sample)).summary.changed?.sentences.length).toBeGreaterThan(0);
  });

  it('is of a plan that has moved, for who names the run by its hash, and says so', async () => {
    const sample = await openSamplePlan();
    const { run } = await sample.audit();
    const elsewhere = path.join(sample.folder, 'moved/plan.yaml');
    mkdirSync(path.dirname(elsewhere));
    renameSync(sample.plan, elsewhere);
    const moved = { ...sample, plan: elsewhere };
    const none = await sample.operations.report.render({ plan: elsewhere, format: 'json' });
    expect(none).toMatchObject({ ok: false, failure: { kind: 'not-found', remedy: expect.stringContaining('--run') } });
    for (const name of [run.hash, run.hash.slice(0, 10).toUpperCase(), run.id, '1']) {
      const { run: reported, cautions } = await report(moved, name);
      expect(reported.id).toBe(run.id);
      expect(cautions[0]).toMatch(/^This is a run of azure-standard from when its file lay elsewhere[.]/);
    }
    expect((await report(sample, run.hash)).cautions).toEqual([]);
  });

  it('says which of the plan’s runs were altered, and does not compare with one', async () => {
    const sample = await openSamplePlan();
    await sample.audit();
    await sample.audit();
    const database = new Database(path.join(sample.folder, '.data/history.sqlite'));
    database.exec(`update run set record = replace(record, '"outcome":"fail"', '"outcome":"pass"') where sequence = 1`);
    database.close();
    const listed = valueOf(await sample.operations.runs.list({ plan: sample.plan }));
    expect(listed.map((run) => [run.sequence, isIntact(run)])).toEqual([
      [2, true],
      [1, false],
    ]);
    const { run, cautions, summary } = await report(sample);
    expect(run.sequence).toBe(2);
    expect(cautions).toEqual([expect.stringMatching(/^Run 1 .* was altered after it was sealed/)]);
    expect(summary.changed).toBeUndefined();
    expect(await sample.operations.runs.show({ id: '1' })).toMatchObject({ failure: { kind: 'incomplete' } });
    expect(valueOf(await sample.operations.plans.list())[0]?.lastRun?.sequence ?? 2).toBe(2);
    expect(valueOf(await sample.operations.runs.verify())).toMatchObject({ ok: false, brokenAt: { sequence: 1 } });
  });

  it('tells by which program and which catalogue the run was judged', async () => {
    const sample = await openSamplePlan();
    const record = await sample.audit();
    expect(record.run).toMatchObject({
      programVersion: expect.stringMatching(/^\d+[.]\d+/),
      catalogHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const { programVersion, catalogHash } = record.run;
    expect((await report(sample)).run).toMatchObject({ programVersion, catalogHash });
  });

  it('of a plan that can’t be read is refused, and makes no history', async () => {
    const sample = await openSamplePlan();
    writeFileSync(sample.plan, 'kind: [');
    expect(await sample.operations.report.render({ plan: sample.plan, format: 'html' })).toMatchObject({
      failure: { kind: 'bad-input', problems: [{ line: 1 }] },
    });
    expect(existsSync(path.join(sample.folder, '.data/history.sqlite'))).toBe(false);
  });

  it('is refused for the number of a run of another plan', async () => {
    const sample = await openSamplePlan();
    await sample.audit();
    const other = path.join(sample.folder, 'other.yaml');
    valueOf(await sample.operations.plans.create({ file: other, name: 'other' }));
    const none = await sample.operations.report.render({ plan: other, format: 'html' });
    expect(none).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
    for await (const event of sample.operations.audit.run({ plan: other })) expect(event.kind).not.toBe('failed');
    const foreign = await sample.operations.report.render({ plan: other, run: '1', format: 'html' });
    expect(foreign).toMatchObject({
      ok: false,
      failure: { kind: 'bad-input', message: expect.stringContaining(sample.plan) },
    });
  });
});
