import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployment } from '#shared/network/testing/rules.ts';
import { openSamplePlan } from '../testing/openSamplePlan.ts';

describe('what a workload reaches that is not found', () => {
  it('is refused with what is wrong with it where it can’t be read, else with what was likely meant', async () => {
    const { operations, folder } = await openSamplePlan();
    const rules = path.join(folder, 'apps.yaml');
    const apps = [
      deployment('{app: web}', { metadata: 'name: web, namespace: shop' }),
      deployment('{app: "${APP}"}', { metadata: 'name: api, namespace: shop' }),
    ];
    writeFileSync(rules, apps.map((app) => `--- ${app}\n`).join(''));
    const failureOf = async (workload: string) => {
      const reach = await operations.egress.reach({ rules: [rules], workload });
      return reach.ok ? undefined : reach.failure;
    };
    expect(await failureOf('shop/web')).toBeUndefined();
    expect(await failureOf('shop/api')).toMatchObject({
      kind: 'not-found',
      message: expect.stringMatching(/^Deployment shop.api can’t be read: /),
      problems: [{ severity: 'error', line: 2 }],
    });
    expect(await failureOf('shop/wbe')).toMatchObject({
      kind: 'not-found',
      message: 'No workload shop/wbe is in what was read.',
      remedy: 'Did you mean shop/web?',
    });
  });
});
