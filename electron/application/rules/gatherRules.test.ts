import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../adapters/testing/temporaryFolder.ts';
import { openSamplePlan, valueOf } from '../testing/openSamplePlan.ts';
import type { OpenSamplePlan } from '../testing/openSamplePlan.ts';

async function check({ operations, plan }: OpenSamplePlan, rules?: readonly string[]) {
  const { sources, problems, connections } = valueOf(await operations.egress.check({ plan, rules }));
  const layer = (kind: string): readonly (string | undefined)[] =>
    connections.map(({ layers }) => layers.find((each) => each.layer === kind)?.verdict);
  return { files: sources.map(({ file }) => file), problems, layer };
}

function editPlan({ plan }: OpenSamplePlan, from: string, to: string): void {
  const text = readFileSync(plan, 'utf8');
  if (!text.includes(from)) throw new Error(`The sample no longer has ${from}.`);
  writeFileSync(plan, text.replace(from, to));
}

describe('the rules that a plan is judged by', () => {
  it('are those that its path names, by their place beside it', async () => {
    const { files, problems } = await check(await openSamplePlan());
    expect(files).toEqual([
      'rules/kubernetes/namespaces.yaml',
      'rules/kubernetes/network-policies.yaml',
      'rules/kubernetes/workloads.yaml',
      'rules/nsg.json',
    ]);
    expect(problems).toEqual([]);
  });

  it('are given ones for the layers that these speak for, and the plan’s own for the others', async () => {
    const sample = await openSamplePlan();
    const own = await check(sample);
    const given = path.join(temporaryFolder(), 'nsg.json');
    const groups = JSON.parse(readFileSync(path.join(sample.folder, 'rules/nsg.json'), 'utf8')) as {
      securityRules: { direction: string; access: string; priority: number }[];
    }[];
    for (const { securityRules } of groups) {
      for (const rule of securityRules) if (rule.direction === 'Outbound') rule.access = 'Deny';
    }
    writeFileSync(given, JSON.stringify(groups));
    const tried = await check(sample, [given]);
    expect(tried.files).toContain(given);
    expect(tried.files).not.toContain('rules/nsg.json');
    expect(tried.layer('pod-policy')).toEqual(own.layer('pod-policy'));
    expect(own.layer('azure-nsg')).toContain('allowed');
    expect(tried.layer('azure-nsg')).not.toContain('allowed');
  });

  it('keep the plan’s policies where workloads alone are given, and judge those as well', async () => {
    const sample = await openSamplePlan();
    const own = await check(sample);
    const given = path.join(temporaryFolder(), 'more.yaml');
    writeFileSync(given, 'apiVersion: v1\nkind: Pod\nmetadata: {name: probe, namespace: probes}\nspec: {}\n');
    const tried = await check(sample, [given]);
    expect(tried.files.toSorted()).toEqual([given, ...own.files].toSorted());
    expect(tried.layer('pod-policy')).toEqual(own.layer('pod-policy'));
  });

  it('keep the plan’s groups where a network or service tags alone are given', async () => {
    const sample = await openSamplePlan();
    const own = await check(sample);
    const given = path.join(temporaryFolder(), 'vnet.json');
    writeFileSync(
      given,
      JSON.stringify([
        {
          id: '/x/virtualNetworks/v',
          type: 'Microsoft.Network/virtualNetworks',
          name: 'v',
          addressSpace: { addressPrefixes: ['10.0.0.0/8'] },
          subnets: [],
        },
      ]),
    );
    const tried = await check(sample, [given]);
    expect(tried.files).toContain(given);
    expect(tried.problems).toEqual([]);
    expect(tried.files).toContain('rules/nsg.json');
    expect(own.layer('azure-nsg')).toContain('allowed');
    expect(tried.layer('azure-nsg')).toContain('allowed');
  });

  it('take the workloads of the plan beside policies that are given', async () => {
    const sample = await openSamplePlan();
    const own = await check(sample);
    const given = path.join(temporaryFolder(), 'policies.yaml');
    cpSync(path.join(sample.folder, 'rules/kubernetes/network-policies.yaml'), given);
    const tried = await check(sample, [given]);
    expect(tried.files).toContain('rules/kubernetes/workloads.yaml');
    expect(tried.files).not.toContain('rules/kubernetes/network-policies.yaml');
    expect(tried.layer('pod-policy')).toEqual(own.layer('pod-policy'));
  });

  it('are never given ones mixed with the plan’s own, also where one folder holds the rules of two layers', async () => {
    const sample = await openSamplePlan();
    editPlan(sample, 'source: rules/kubernetes', 'source: rules');
    editPlan(sample, 'source: rules/nsg.json', 'source: rules');
    const given = path.join(temporaryFolder(), 'nsg.json');
    cpSync(path.join(sample.folder, 'rules/nsg.json'), given);
    const tried = await check(sample, [given]);
    expect(tried.files).toContain(given);
    expect(tried.files).toContain('rules/kubernetes/network-policies.yaml');
    expect(tried.files).not.toContain('rules/nsg.json');
  });

  it('pass over what is broken in a source of the plan whose layer is given', async () => {
    const sample = await openSamplePlan();
    const given = path.join(temporaryFolder(), 'policies.yaml');
    cpSync(path.join(sample.folder, 'rules/kubernetes/network-policies.yaml'), given);
    writeFileSync(path.join(sample.folder, 'rules/kubernetes/broken.yaml'), 'a: [');
    const { problems, files } = await check(sample, [given]);
    expect(problems).toEqual([]);
    expect(files).not.toContain('rules/kubernetes/broken.yaml');
  });

  it('leave a layer unknown whose file is not there, and no other', async () => {
    const sample = await openSamplePlan();
    const own = await check(sample);
    renameSync(path.join(sample.folder, 'rules/nsg.json'), path.join(sample.folder, 'nsg.json'));
    const { problems, layer } = await check(sample);
    expect(problems).toMatchObject([
      { file: 'rules/nsg.json', severity: 'error', remedy: expect.stringMatching(/plan[.]yaml:\d+/) },
    ]);
    expect(layer('pod-policy')).toEqual(own.layer('pod-policy'));
    expect(new Set(layer('azure-nsg'))).toEqual(new Set(['unknown', 'not-applicable']));
  });

  it('are refused when a given path is not there, and nothing is judged', async () => {
    const { operations, plan, folder } = await openSamplePlan();
    const outcome = await operations.egress.check({ plan, rules: [path.join(folder, 'absent')] });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
  });

  it('are read once where two layers name the same folder', async () => {
    const sample = await openSamplePlan();
    editPlan(sample, 'source: rules/kubernetes', 'source: rules');
    editPlan(sample, 'source: rules/nsg.json', 'source: rules');
    const { files } = await check(sample);
    expect(files.toSorted()).toEqual([...new Set(files)].toSorted());
    expect(files).toContain('rules/nsg.json');
  });

  it('keep their absolute name outside of the plan’s folder', async () => {
    const sample = await openSamplePlan();
    const elsewhere = temporaryFolder();
    mkdirSync(path.join(elsewhere, 'rules'));
    cpSync(path.join(sample.folder, 'rules/nsg.json'), path.join(elsewhere, 'rules/nsg.json'));
    editPlan(sample, 'rules/nsg.json', path.join(elsewhere, 'rules/nsg.json'));
    expect((await check(sample)).files).toContain(path.join(elsewhere, 'rules/nsg.json'));
  });
});
