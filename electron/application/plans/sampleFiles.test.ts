import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSamplePlan } from '../testing/openSamplePlan.ts';

describe('a sample that does not exist', () => {
  it.each(['constructor', 'toString', '__proto__', 'azure'])(
    'is refused with the names of those that do: %s',
    async (name) => {
      const { operations, folder } = await openSamplePlan();
      const refusal = {
        ok: false,
        failure: { kind: 'not-found', message: `There is no sample ${name}.`, remedy: 'There is: azure-standard.' },
      };
      expect(await operations.plans.create({ file: path.join(folder, 'new.yaml'), sample: name })).toMatchObject(
        refusal,
      );
      expect(await operations.system.openSample({ name })).toMatchObject(refusal);
    },
  );
});
