import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compose } from '#electron/composition.ts';
import { openSamplePlan, valueOf } from '../testing/openSamplePlan.ts';
import { temporaryFolder } from '../../adapters/testing/temporaryFolder.ts';

const canary = 'c4n4ry-5ecret-0451';

const files: Readonly<Record<string, string>> = {
  'docker.json': JSON.stringify({ auths: { 'registry.example': { auth: canary } } }),
  'kubeconfig.yaml': `apiVersion: v1\nkind: Config\nusers:\n  - user:\n      client-key-data: ${canary}\n`,
  'secrets.yaml': `apiVersion: v1\nkind: SecretList\nitems:\n  - data:\n      note: ${canary}\n`,
  'policy.yaml': `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: kept}\nspec: {podSelector: {}}\n---\napiVersion: v1\nkind: Secret\nstringData: {note: ${canary}}\n`,
};

describe('runAudit', () => {
  it('keeps in the archive no secret of what it has read, and the rules that it judged by', async () => {
    const folder = temporaryFolder();
    const dataFolder = path.join(folder, '.data');
    const plan = path.join(folder, 'plan.yaml');
    const { operations, close } = compose({ host: 'browser', dataFolder });
    onTestFinished(close);
    await operations.plans.create({ file: plan });
    const attestation = `attestations:\n  - control: sast\n    statement: All code is scanned.\n    evidence: https://ana:${canary}@proof.example/scan.pdf?access_token=${canary}\n    by: Ana\n    on: 2026-11-01\n    expires: 2099-12-31\n`;
    writeFileSync(plan, `${readFileSync(plan, 'utf8')}\n${attestation}`);
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const rules = Object.keys(files).map((name) => path.join(folder, name));
    const events = await Array.fromAsync(operations.audit.run({ plan, rules }));
    expect(events.at(-1)).toMatchObject({ kind: 'finished' });

    const database = new Database(path.join(dataFolder, 'history.sqlite'), { readonly: true });
    onTestFinished(() => void database.close());
    const records = database.prepare('select record from run').pluck().all() as string[];
    const evidence = database.prepare('select content from evidence').pluck().all() as Buffer[];
    const kept = [...records, ...evidence.map((content) => gunzipSync(content).toString())].join('\n');
    expect(kept).not.toContain(canary);
    expect(kept).toContain('https://proof.example/scan.pdf');
    expect(kept).toContain('metadata: {name: kept}');
    expect(records[0]).toContain('docker.json');
  });

  it('tells all that it found where a rule file is broken, and keeps no run', async () => {
    const sample = await openSamplePlan();
    writeFileSync(path.join(sample.folder, 'rules/kubernetes/zz-broken.yaml'), 'apiVersion: v1\nkind: [\n');
    const events = await Array.fromAsync(sample.operations.audit.run({ plan: sample.plan }));
    const findings = events.filter(({ kind }) => kind === 'finding');
    const end = events.at(-1);
    if (end?.kind !== 'failed') throw new Error('It did not fail.');
    expect(end.failure).toMatchObject({
      kind: 'bad-input',
      message: expect.stringContaining('no run was kept'),
      problems: [{ file: 'rules/kubernetes/zz-broken.yaml', severity: 'error' }],
    });
    expect(findings.length).toBeGreaterThan(20);
    expect(end.judged?.findings).toHaveLength(findings.length);
    expect(valueOf(await sample.operations.runs.list({}))).toEqual([]);
  });
});
