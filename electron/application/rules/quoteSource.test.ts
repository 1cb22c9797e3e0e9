import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { planOf } from '#shared/network/formats/terraform/testing/planOf.ts';
import { openSamplePlan, valueOf } from '../testing/openSamplePlan.ts';

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

  it('of a file in one line is the part that decides', async () => {
    const { operations, folder, plan } = await openSamplePlan();
    const file = path.join(folder, 'rules/nsg.json');
    const groups = JSON.parse(readFileSync(file, 'utf8')) as { securityRules: object[] }[];
    const [template] = groups[0]?.securityRules ?? [];
    // So many before it that it stands far to the right.
    const before = Array.from({ length: 50 }, (_, index) => ({
      ...template,
      name: `Before${index}`,
      direction: 'Inbound',
    }));
    groups[0]?.securityRules.unshift(...before);
    writeFileSync(file, JSON.stringify(groups));
    const { connections } = valueOf(await operations.egress.check({ plan }));
    const rules = connections.flatMap(({ layers }) => layers.flatMap(({ decidedBy }) => decidedBy));
    const rule = rules.find((each) => each.file === 'rules/nsg.json');
    expect(rule).toMatchObject({ line: 1, column: expect.any(Number), rule: expect.stringMatching(/: \w+/) });
    const quoted = valueOf(
      await operations.egress.quote({ plan, file: 'rules/nsg.json', ...rule, line: 1, around: 5 }),
    );
    expect(quoted.lines).toHaveLength(1);
    expect(quoted.lines[0]?.length).toBeLessThan(3000);
    expect(quoted.lines[0]).toContain(/: (\w+)/.exec(rule?.rule ?? '')?.[1]);
  });

  it('of a Terraform plan in one line is the part that decides, whatever was withheld before it', async () => {
    const { operations, folder, plan } = await openSamplePlan();
    const file = path.join(folder, 'terraform.json');
    const databases = Array.from({ length: 100 }, (_, index) => ({
      address: `aws_db_instance.d${index}`,
      values: { password: `canary-7f3a${'x'.repeat(90)}` },
    }));
    const open = { protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['10.0.0.0/8'] };
    const group = { address: 'aws_security_group.nodes', values: { id: 'sg-1', name: 'nodes', egress: [open] } };
    writeFileSync(file, JSON.stringify(planOf([...databases, group])));
    const input = { rules: [file], from: 'node', to: '10.0.0.1:443', attachedTo: ['sg-1'] };
    const { flows } = valueOf(await operations.egress.explain(input));
    const steps = flows.flatMap(({ layers }) => layers.flatMap(({ trails }) => trails.flatMap((trail) => trail.steps)));
    const [rule] = steps.filter(({ decides }) => decides).flatMap(({ rules }) => rules);
    if (rule?.column === undefined) throw new Error('No rule far to the right decides.');
    const { line, column } = rule;
    expect(readFileSync(file, 'utf8').slice(column - 1)).toMatch(/^"10\.0\.0\.0\/8"/);
    const { lines } = valueOf(await operations.egress.quote({ plan, rules: [file], file, line, column, around: 0 }));
    expect(lines).toEqual([expect.stringMatching(/^… .{20}"10\.0\.0\.0\/8"/)]);
  });

  it('and what is found in it follow the file on disk', async () => {
    const { operations, folder, plan } = await openSamplePlan();
    const file = path.join(folder, 'policy.yaml');
    for (const name of ['web', 'shop']) {
      writeFileSync(file, `# ${name}\n`.repeat(name.length) + policy);
      const input = { plan, rules: [file], file };
      expect(valueOf(await operations.egress.quote({ ...input, line: 1, around: 0 })).lines).toEqual([`# ${name}`]);
      expect(valueOf(await operations.egress.find({ ...input, words: `# ${name}` })).total).toBe(name.length);
    }
  });
});
