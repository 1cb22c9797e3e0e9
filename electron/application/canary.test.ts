/** What an operation says about a file that is no plan and no rules never tells what is in that file. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compose } from '#electron/composition.ts';
import { temporaryFolder } from '../adapters/testing/temporaryFolder.ts';

const canary = 'c4n4ry-5ecret-0451';

const files: Readonly<Record<string, string>> = {
  'words.txt': `The password is ${canary}, do not tell.\n`,
  '.env.yaml': `DATABASE_PASSWORD=${canary}\nexport OTHER='${canary}\n`,
  'settings.yaml': `database:\n  password: ${canary}\napiVersion: pdp-workbench/v1\n`,
  'secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {token: ${canary}}\n`,
  'account.json': `{"type": "service_account", "private_key": "${canary}"}`,
  'cut.json': `{"type": "service_account", "private_key": "${canary}`,
  'key.pem': `-----BEGIN PRIVATE KEY-----\n${canary}${canary}\n-----END PRIVATE KEY-----\n`,
  'netrc.yaml': `machine example.com login ana password ${canary}\n\tmachine: [${canary}\n`,
  'aliases.yaml': `a: &x ${canary}\nb: [*x, *x\n`,
  'plan.yaml': `apiVersion: pdp-workbench/v1\nkind: Plan\nmetadata: {name: x}\npassword: ${canary}\n`,
};

describe.each(Object.keys(files))('of %s', (name) => {
  it('no operation repeats what it holds', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, name);
    writeFileSync(file, files[name] ?? '');
    const plan = path.join(folder, 'sample.yaml');
    const { operations, close } = compose({ host: 'browser', dataFolder: path.join(folder, '.data') });
    onTestFinished(close);
    await operations.plans.create({ file: plan });
    const said = await Promise.all([
      operations.plans.check({ file }),
      operations.plans.open({ file }),
      operations.plans.edit({ file, revision: '', edits: [{ path: ['region'], value: 'x' }] }),
      operations.plans.requirements({ file }),
      operations.raci.ofPlan({ file }),
      operations.egress.check({ plan: file }),
      operations.egress.check({ plan, rules: [file] }),
      operations.egress.reach({ rules: [file] }),
      operations.report.render({ plan: file, format: 'json' }),
    ]);
    expect(said.filter(({ ok }) => ok).length).toBeLessThan(said.length);
    expect(JSON.stringify(said)).not.toContain(canary);
  });
});
