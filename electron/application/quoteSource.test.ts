import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSamplePlan, valueOf } from './testing/openSamplePlan.ts';

const policy = [
  'apiVersion: networking.k8s.io/v1',
  'kind: NetworkPolicy',
  'metadata: {name: web, namespace: shop}',
  'spec: {podSelector: {}}',
  '',
].join('\n');

describe('a quote', () => {
  it.each([
    ['accounts', 'root:*:19000:0:99999:7:::\n'],
    ['settings.yaml', 'password: canary-7f3a\n'],
    ['settings.json', '{"password": "canary-7f3a"}'],
    ['broken.yaml', 'password: [canary-7f3a\n'],
  ])('is not given of %s, which holds no rules, though it was named as rules', async (name, text) => {
    const { operations, folder, plan } = await openSamplePlan();
    const file = path.join(folder, name);
    writeFileSync(file, text);
    for (const rules of [[file], [folder]]) {
      const quoted = await operations.egress.quote({ plan, rules, file, line: 1, around: 5 });
      expect(quoted).toMatchObject({ ok: false, failure: { kind: 'forbidden' } });
      expect(JSON.stringify(quoted)).not.toMatch(/canary|root:/);
    }
  });

  it('is not given of what lies among the rules of the plan without being rules', async () => {
    const { operations, folder, plan } = await openSamplePlan();
    writeFileSync(path.join(folder, 'rules', 'kubernetes', 'notes.txt'), 'canary-7f3a\n');
    const quoted = await operations.egress.quote({ plan, file: 'rules/kubernetes/notes.txt', line: 1, around: 0 });
    expect(quoted).toMatchObject({ ok: false, failure: { kind: 'forbidden' } });
  });

  it('is given of rules that were named beside the plan', async () => {
    const { operations, folder, plan } = await openSamplePlan();
    const file = path.join(folder, 'given', 'policy.yaml');
    mkdirSync(path.dirname(file));
    writeFileSync(file, policy);
    const quoted = valueOf(await operations.egress.quote({ plan, rules: [file], file, line: 2, around: 0 }));
    expect(quoted.lines).toEqual(['kind: NetworkPolicy']);
  });

  it.each([
    ['4 lines', policy.trim()],
    ['4 lines', policy.trim().replaceAll('\n', '\r')],
    [
      '1 line',
      '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}}}',
    ],
  ])('beyond the end says how long the file is: %s, whatever ends them', async (length, text) => {
    const { operations, folder, plan } = await openSamplePlan();
    const file = path.join(folder, 'policy.yaml');
    writeFileSync(file, text);
    const quoted = await operations.egress.quote({ plan, rules: [file], file: 'policy.yaml', line: 9, around: 0 });
    expect(quoted).toMatchObject({ failure: { message: `policy.yaml has ${length}, so none with number 9.` } });
  });

  it('is given of the plan and of its own rules', async () => {
    const { operations, plan } = await openSamplePlan();
    for (const file of [plan, 'rules/nsg.json']) {
      expect(valueOf(await operations.egress.quote({ plan, file, line: 1, around: 0 })).lines).toHaveLength(1);
    }
  });
});
