import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSamplePlan, valueOf } from '../testing/openSamplePlan.ts';

describe('a search for what stands almost everywhere', () => {
  it('counts all of it, and is given up once it is cancelled', async () => {
    const { operations, plan } = await openSamplePlan();
    appendFileSync(plan, `# ${'\u00a7'.repeat(50_000)}\n`);
    const asked = { plan, file: plan, words: '\u00a7' };
    expect(valueOf(await operations.egress.find(asked))).toMatchObject({ total: 50_000 });
    expect(await operations.egress.find(asked, AbortSignal.abort())).toMatchObject({ failure: { kind: 'cancelled' } });
  });
});
