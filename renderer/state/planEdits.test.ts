import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { PlanEdit } from '#shared/plan/editPlan.ts';
import type { Plan } from '#shared/plan/plan.ts';
import { sample } from '../client/testing/sample.ts';
import type { PdpClient } from '../client/client.ts';
import { makeQueryCache, toQueryKey } from '../client/queryCache.ts';
import {
  invertEdits,
  overwritePlanEdit,
  planKey,
  redoPlanEdit,
  savePlanEdits,
  submitPlanEdits,
  takeFileFromDisk,
  undoPlanEdit,
  usePlanEdits,
} from './planEdits.ts';

/** What an edit does to the value of a plan, the text aside. */
function applyEdits(plan: unknown, edits: readonly PlanEdit[]): unknown {
  const result = structuredClone(plan);
  for (const { path, value } of edits) {
    const [last, ...above] = path.toReversed();
    let place = result as Record<string | number, unknown>;
    for (const key of above.toReversed()) {
      place[key] ??= {};
      place = place[key] as Record<string | number, unknown>;
    }
    if (last === undefined) continue;
    if (value === undefined && Array.isArray(place)) place.splice(Number(last), 1);
    else if (value === undefined) delete place[last];
    else place[last] = structuredClone(value);
  }
  return result;
}

/** A plan file with one editor: the page; `changeOutside` is another one. */
function makeDesk() {
  let plan: Plan = sample.view.plan;
  let revision = 1;
  let refusal: Outcome<PlanView> | undefined;
  const view = (): PlanView => ({
    ...sample.view,
    plan,
    revision: String(revision),
    lines: { cloud: 14, securityTier: 16 },
  });
  const cache = makeQueryCache();
  const client = {
    plans: {
      open: () => Promise.resolve(succeed(view())),
      edit(input: { readonly revision: string; readonly edits: readonly PlanEdit[] }) {
        if (refusal !== undefined) return Promise.resolve(refusal);
        if (input.revision !== String(revision)) return Promise.resolve(failure('changed-on-disk', 'It was changed.'));
        plan = applyEdits(plan, input.edits) as Plan;
        revision += 1;
        return Promise.resolve(succeed(view()));
      },
    },
  } as unknown as PdpClient;
  const desk = { client, cache, file: '/plans/acme-prod.yaml' };
  cache.place(planKey(desk.file), view());
  return {
    desk,
    plan: () => plan,
    shown: () => (cache.read(toQueryKey(planKey(desk.file))) as { readonly value: PlanView }).value.plan,
    state: () => usePlanEdits.getState().byPlan[desk.file],
    changeOutside(edits: readonly PlanEdit[]) {
      plan = applyEdits(plan, edits) as Plan;
      revision += 1;
    },
    refuse(outcome: Outcome<PlanView> | undefined) {
      refusal = outcome;
    },
  };
}

describe('edits of a plan', () => {
  beforeEach(() => usePlanEdits.setState({ byPlan: {} }));

  it('names the line that was saved, and what was changed', async () => {
    const { desk, shown, state } = makeDesk();
    await savePlanEdits(desk, 'Cloud', [{ path: ['cloud'], value: 'aws' }]);
    expect(shown().cloud).toBe('aws');
    expect(state()?.saved).toEqual({ label: 'Cloud', line: 14 });
  });

  it('takes back the last change, and makes it again', async () => {
    const { desk, plan, state } = makeDesk();
    await savePlanEdits(desk, 'Cloud', [{ path: ['cloud'], value: 'aws' }]);
    await savePlanEdits(desk, 'Security tier', [{ path: ['securityTier'], value: 'premium' }]);
    await undoPlanEdit(desk);
    expect(plan()).toMatchObject({ cloud: 'aws', securityTier: 'standard' });
    await undoPlanEdit(desk);
    expect(plan()).toMatchObject({ cloud: 'azure', securityTier: 'standard' });
    await redoPlanEdit(desk);
    expect(plan()).toMatchObject({ cloud: 'aws', securityTier: 'standard' });
    expect(state()?.undone.map(({ label }) => label)).toEqual(['Security tier']);
    await savePlanEdits(desk, 'Cloud', [{ path: ['cloud'], value: 'gcp' }]);
    expect(state()?.undone).toEqual([]);
  });

  it('does nothing when there is nothing to take back', async () => {
    const { desk, plan } = makeDesk();
    await undoPlanEdit(desk);
    await redoPlanEdit(desk);
    expect(plan()).toEqual(sample.view.plan);
  });

  it('saves one after the other, each onto what the one before has made', async () => {
    const { desk, plan, state } = makeDesk();
    await Promise.all([
      savePlanEdits(desk, 'Cloud', [{ path: ['cloud'], value: 'aws' }]),
      savePlanEdits(desk, 'Region', [{ path: ['region'], value: 'eu-central-1' }]),
      savePlanEdits(desk, 'Security tier', [{ path: ['securityTier'], value: 'premium' }]),
    ]);
    expect(plan()).toMatchObject({ cloud: 'aws', region: 'eu-central-1', securityTier: 'premium' });
    expect(state()?.conflict).toBeUndefined();
  });

  it('asks who holds when the file was changed outside, and keeps the other change when ours is made all the same', async () => {
    const { desk, plan, changeOutside, state } = makeDesk();
    changeOutside([{ path: ['region'], value: 'northeurope' }]);
    await savePlanEdits(desk, 'Cloud', [{ path: ['cloud'], value: 'gcp' }]);
    expect(plan().cloud).toBe('azure');
    expect(state()?.conflict?.label).toBe('Cloud');
    await overwritePlanEdit(desk);
    expect(plan()).toMatchObject({ cloud: 'gcp', region: 'northeurope' });
    expect(state()?.conflict).toBeUndefined();
    await undoPlanEdit(desk);
    expect(plan()).toMatchObject({ cloud: 'azure', region: 'northeurope' });
  });

  it('drops our change when the file is taken as it is', async () => {
    const { desk, shown, changeOutside, state } = makeDesk();
    changeOutside([{ path: ['region'], value: 'northeurope' }]);
    await savePlanEdits(desk, 'Cloud', [{ path: ['cloud'], value: 'gcp' }]);
    await takeFileFromDisk(desk);
    expect(shown()).toMatchObject({ cloud: 'azure', region: 'northeurope' });
    expect(state()).toMatchObject({ done: [], saving: false });
    expect(state()?.conflict).toBeUndefined();
  });

  it('tells a form whether its change was made, refused, or is asked about', async () => {
    const { desk, refuse, changeOutside, state } = makeDesk();
    const cloud = (value: string) => submitPlanEdits(desk, 'Cloud', [{ path: ['cloud'], value }]);
    expect(await cloud('aws')).toEqual({ kind: 'saved', label: 'Cloud', line: 14 });
    const refused = failure('bad-input', 'That is no cloud.');
    refuse(refused);
    expect(await cloud('moon')).toEqual({ kind: 'refused', failure: refused.failure });
    expect(state()).toMatchObject({ saving: false });
    expect(state()?.failure).toBeUndefined();
    refuse(undefined);
    changeOutside([{ path: ['region'], value: 'northeurope' }]);
    expect(await cloud('gcp')).toEqual({ kind: 'asked' });
  });

  it('keeps the refusal until it is dealt with, and the plan as it was', async () => {
    const { desk, shown, refuse, state } = makeDesk();
    refuse(failure('bad-input', 'That is no range.'));
    await savePlanEdits(desk, 'Addresses', [{ path: ['network', 'podCidrs'], value: ['x'] }]);
    expect(state()).toMatchObject({ saving: false, done: [], failure: { message: 'That is no range.' } });
    expect(shown()).toEqual(sample.view.plan);
    refuse(undefined);
    await savePlanEdits(desk, 'Cloud', [{ path: ['cloud'], value: 'aws' }]);
    expect(state()?.failure).toBeUndefined();
  });
});

describe('taking edits back', () => {
  it('brings an item back to its place in a list, and leaves the ones that moved up', () => {
    const [first] = sample.view.plan.waivers ?? [];
    if (first === undefined) throw new Error('The sample waives nothing.');
    const plan: Plan = { ...sample.view.plan, waivers: [first, { ...first, reason: 'Another one' }] };
    const edits = [{ path: ['waivers', 0] }];
    const changed = applyEdits(plan, edits) as Plan;
    expect(changed.waivers?.map(({ reason }) => reason)).toEqual(['Another one']);
    expect(applyEdits(changed, invertEdits(plan, edits))).toEqual(plan);
  });

  const paths = [
    ['cloud'],
    ['region'],
    ['addOns'],
    ['network', 'podCidrs'],
    ['network', 'proxy', 'url'],
    ['connections', 'dns-of-ours', 'hosts'],
    ['owners', 'workload-logs', 'accountable', 'who'],
    ['answers', 'siem'],
  ] as const;
  const edit = fc.record({
    path: fc.constantFrom(...paths),
    value: fc.option(fc.oneof(fc.string(), fc.array(fc.string()), fc.integer()), { nil: undefined }),
  });

  it('gives the plan as it was, without a trace of parents that were not there', () => {
    fc.assert(
      fc.property(fc.uniqueArray(edit, { maxLength: 4, selector: ({ path }) => path.join('/') }), (edits) => {
        const { plan } = sample.view;
        // An edit that removes what is not there changes nothing and needs nothing to be taken back.
        const real = edits.filter(({ path, value }) => value !== undefined || isThere(plan, path));
        const changed = applyEdits(plan, real) as Plan;
        expect(applyEdits(changed, invertEdits(plan, real))).toEqual(plan);
      }),
    );
  });
});

function isThere(plan: unknown, path: readonly string[]): boolean {
  let value = plan;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<string, unknown>)[key];
  }
  return true;
}
