import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '#shared/report/report.ts';
import { openSamplePlan, valueOf } from './testing/openSamplePlan.ts';
import type { OpenSamplePlan } from './testing/openSamplePlan.ts';

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

  it('is refused for a run of another plan', async () => {
    const sample = await openSamplePlan();
    await sample.audit();
    const other = path.join(sample.folder, 'other.yaml');
    valueOf(await sample.operations.plans.create({ file: other }));
    const none = await sample.operations.report.render({ plan: other, run: '1', format: 'html' });
    expect(none).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
    for await (const event of sample.operations.audit.run({ plan: other })) expect(event.kind).not.toBe('failed');
    const foreign = await sample.operations.report.render({ plan: other, run: '1', format: 'html' });
    expect(foreign).toMatchObject({
      ok: false,
      failure: { kind: 'bad-input', message: expect.stringContaining(sample.plan) },
    });
  });
});
