import path from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { compose } from '#electron/composition.ts';
import type { Composition } from '#electron/composition.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';

export interface OpenSamplePlan {
  readonly operations: Composition['operations'];
  readonly folder: string;
  /** The sample's plan, in a folder of the test's own. */
  readonly plan: string;
  audit(rules?: readonly string[], cluster?: { readonly snapshot: string }): Promise<RunRecord>;
}

/** The program with its real adapters, and a copy of the sample to work on. */
export async function openSamplePlan(): Promise<OpenSamplePlan> {
  const folder = temporaryFolder();
  const plan = path.join(folder, 'plan.yaml');
  const { operations, close } = compose({ host: 'browser', dataFolder: path.join(folder, '.data') });
  onTestFinished(close);
  valueOf(await operations.plans.create({ file: plan, sample: 'azure-standard' }));
  return {
    operations,
    folder,
    plan,
    async audit(rules, cluster) {
      for await (const event of operations.audit.run({ plan, rules, ...cluster })) {
        if (event.kind === 'failed') throw new Error(event.failure.message);
        if (event.kind === 'finished') return event.record;
      }
      throw new Error('The audit ended without a record.');
    },
  };
}

export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(`${outcome.failure.message} ${JSON.stringify(outcome.failure.problems)}`);
  return outcome.value;
}
