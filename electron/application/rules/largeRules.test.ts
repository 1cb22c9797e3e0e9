/** Rules that are large are worked on in another thread: the same answer, and nobody waits for it who does not want it. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Progress } from '#shared/kernel/progress.ts';
import { openSamplePlan, valueOf } from '../testing/openSamplePlan.ts';
import type { OpenSamplePlan } from '../testing/openSamplePlan.ts';

const mebibyte = 1024 * 1024;

/** Adds to the group that decides as many rules as that takes, which bear on nothing that the plan needs. */
function enlarge({ folder }: OpenSamplePlan, bytes: number): void {
  const file = path.join(folder, 'rules/nsg.json');
  const groups = JSON.parse(readFileSync(file, 'utf8')) as { securityRules: Record<string, unknown>[] }[];
  const [first] = groups;
  if (first === undefined) throw new Error('The sample has a group.');
  const rule = { ...first.securityRules[0], direction: 'Inbound', description: 'x'.repeat(1_000) };
  for (let index = 0; index * 1_200 < bytes; index += 1) {
    first.securityRules.push({ ...rule, name: `inbound-${index}`, id: `inbound-${index}`, priority: 100 + index });
  }
  writeFileSync(file, JSON.stringify(groups));
}

describe('rules that are large', () => {
  it('are judged as they are when they are small, and tell how far that is', async () => {
    const [small, large] = [await openSamplePlan(), await openSamplePlan()];
    enlarge(large, 3 * mebibyte);
    const judge = async ({ operations, plan }: OpenSamplePlan) =>
      valueOf(await operations.egress.check({ plan })).connections.map(({ id, verdict }) => [id, verdict]);
    expect(await judge(large)).toEqual(await judge(small));

    const told: Progress[] = [];
    await large.operations.egress.check({ plan: large.plan }, undefined, (progress) => told.push(progress));
    expect(new Set(told.map(({ units }) => units))).toStrictEqual(new Set(['files', 'connections']));
    expect(told.every(({ done, of }) => done < of)).toBe(true);

    const rules = [path.join(large.folder, 'rules')];
    const manifests = [path.join(small.folder, 'rules/kubernetes')];
    const reach = valueOf(await large.operations.egress.reach({ rules }));
    expect(reach.workloads).toEqual(valueOf(await small.operations.egress.reach({ rules: manifests })).workloads);
    const unknown = await large.operations.egress.reach({ rules, workload: 'no/such' });
    expect(unknown).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
  });

  it('are kept as evidence of an audit, and quoted by its report', async () => {
    const sample = await openSamplePlan();
    enlarge(sample, 3 * mebibyte);
    const { run, findings } = await sample.audit();
    expect(run.evidence.map(({ name }) => name)).toContain('rules/nsg.json');
    expect(findings.some(({ evidence }) => evidence.some(({ source }) => source?.startsWith('rules/nsg.json:')))).toBe(
      true,
    );
    const report = valueOf(await sample.operations.report.render({ plan: sample.plan, format: 'json' }));
    expect(report.text).toContain('rules/nsg.json');
  });

  it('let others be answered meanwhile, and are given up in the middle', async () => {
    const sample = await openSamplePlan();
    enlarge(sample, 24 * mebibyte);
    const { operations, plan } = sample;
    const cancel = new AbortController();
    const ended: string[] = [];
    const checked = operations.egress.check({ plan }, cancel.signal).finally(() => ended.push('check'));
    const events: string[] = [];
    const audited = (async () => {
      for await (const event of operations.audit.run({ plan }, cancel.signal)) {
        events.push(event.kind === 'failed' ? event.failure.kind : event.kind);
      }
    })();
    let answered = 0;
    // In one thread it would be over after the few turns that its files take to be found and read.
    for (; answered < 200 && ended.length === 0; answered += 1) valueOf(await operations.plans.check({ file: plan }));
    expect(answered).toBe(200);
    cancel.abort();
    expect(await checked).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    await audited;
    expect(events.at(-1)).toBe('cancelled');
    expect(valueOf(await operations.runs.list({}))).toEqual([]);
  });

  it('are not begun with once they are cancelled', async () => {
    const sample = await openSamplePlan();
    enlarge(sample, 3 * mebibyte);
    const { operations, plan } = sample;
    const said = await operations.egress.check({ plan }, AbortSignal.abort());
    expect(said).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  });
});
