/** What a host that may open one folder only tells of what lies elsewhere, asked as a page asks. */
import { readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compose } from '#electron/composition.ts';
import { temporaryFolder } from '../adapters/testing/temporaryFolder.ts';
import { openSamplePlan, valueOf } from './testing/openSamplePlan.ts';

describe('a host with a root', () => {
  it('shows no plan and no run of a plan outside of it, by no name', async () => {
    const outside = await openSamplePlan();
    valueOf(await outside.operations.plans.open({ file: outside.plan }));
    const foreign = await outside.audit();
    const dataFolder = path.join(outside.folder, '.data');
    const root = temporaryFolder();
    const inside = path.join(root, 'plan.yaml');
    const { operations, close } = compose({ host: 'browser', root, dataFolder });
    onTestFinished(close);
    valueOf(await operations.plans.create({ file: inside, sample: 'azure-standard' }));
    valueOf(await operations.plans.open({ file: inside }));
    for await (const event of operations.audit.run({ plan: inside })) expect(event.kind).not.toBe('failed');

    const plans = valueOf(await operations.plans.list());
    const runs = valueOf(await operations.runs.list({}));
    expect(plans.map(({ file }) => file)).toStrictEqual([inside]);
    expect(runs.map(({ sequence }) => sequence)).toStrictEqual([2]);
    const asked = await operations.runs.list({ plan: outside.plan });
    expect(asked.ok ? asked.value : []).toStrictEqual([]);
    for (const name of ['1', foreign.run.id, foreign.run.id.slice(0, 8), foreign.run.hash]) {
      const said = [
        await operations.runs.show({ id: name }),
        await operations.runs.compare({ before: name, after: '2' }),
        await operations.report.render({ plan: inside, run: name, format: 'json' }),
        await operations.report.render({ plan: outside.plan, run: name, format: 'json' }),
      ];
      expect(said.map((outcome) => outcome.ok)).toStrictEqual([false, false, false, false]);
      expect(JSON.stringify(said[0])).not.toContain(foreign.plan.name);
    }
    // The chain is one, and holds.
    expect(valueOf(await operations.runs.verify())).toMatchObject({ ok: true, checked: 2 });
  });
});

describe('what an operation is asked to write', () => {
  it('is never a sample’s file, by whatever name', async () => {
    const { operations, folder, plan } = await openSamplePlan();
    const sample = valueOf(await operations.system.openSample({ name: 'azure-standard' }));
    symlinkSync(path.dirname(sample.file), path.join(folder, 'mine'));
    const before = readFileSync(sample.file, 'utf8');
    await operations.plans.create({ file: path.join(folder, 'kept.yaml') });
    for await (const event of operations.audit.run({ plan })) expect(event.kind).not.toBe('failed');
    const [byName, byLink] = [path.dirname(sample.file), path.join(folder, 'mine')];
    const edits = [{ path: ['region'], value: 'northeurope' }];
    for (const at of [byName, byLink]) {
      const file = path.join(at, 'plan.yaml');
      expect(await operations.plans.edit({ file, revision: sample.revision, edits })).toMatchObject({
        failure: { kind: 'forbidden' },
      });
      expect(await operations.plans.create({ file: path.join(at, 'new.yaml') })).toMatchObject({
        failure: { kind: 'forbidden' },
      });
      expect(await operations.report.write({ plan, formats: ['json'], folder: at })).toMatchObject({
        failure: { kind: 'forbidden' },
      });
    }
    expect(readFileSync(sample.file, 'utf8')).toBe(before);
    expect(readdirSync(byName).toSorted()).toStrictEqual(['plan.yaml', 'rules']);
  });
});

describe('an id that nothing has', () => {
  it.each([
    ['a run', 'not-found', 'runs.show', { id: 'no-such-run' }],
    ['a run to compare', 'not-found', 'runs.compare', { before: 'no-such-run', after: '1' }],
    ['a sample', 'not-found', 'system.openSample', { name: 'no-such-sample' }],
  ] as const)('of %s is told as %s, and is no defect', async (_what, kind, name, input) => {
    const { operations, folder } = await openSamplePlan();
    rmSync(path.join(folder, 'rules'), { recursive: true });
    const [group, call] = name.split('.') as ['runs', 'show'];
    const said = await (operations[group][call] as (asked: unknown) => Promise<unknown>)(input);
    expect(said).toMatchObject({ ok: false, failure: { kind, message: expect.stringContaining('no-such') } });
  });

  it('of a file, a workload or a run of a plan is told as not there', async () => {
    const { operations, folder, plan } = await openSamplePlan();
    const rules = [path.join(folder, 'rules')];
    const said = [
      await operations.egress.reach({ rules, workload: 'no/such' }),
      await operations.egress.quote({ plan, file: 'rules/kubernetes/no-such.yaml', line: 1, around: 1 }),
      await operations.report.render({ plan, run: '7', format: 'json' }),
      await operations.plans.open({ file: path.join(folder, 'no-such.yaml') }),
    ];
    expect(said.map((outcome) => (outcome.ok ? 'ok' : outcome.failure.kind))).toStrictEqual([
      'not-found',
      'not-found',
      'not-found',
      'not-found',
    ]);
  });
});
