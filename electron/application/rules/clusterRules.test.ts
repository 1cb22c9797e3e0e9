import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf } from '#shared/audit/testing/clusterOf.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import { toSnapshotFile, toSnapshotText } from '#shared/evidence/snapshotFile.ts';
import { sha256 } from '../../adapters/system/sha256.ts';
import { openSamplePlan, valueOf } from '../testing/openSamplePlan.ts';

const cluster = clusterOf({
  namespaces: [objectOf('namespaces', 'pdp')],
  pods: [objectOf('pods', 'pdp/agent', { spec: { containers: [] } }, { labels: { app: 'pdp-agent' } })],
  'networkpolicies.networking.k8s.io': [
    objectOf('networkpolicies.networking.k8s.io', 'pdp/web', {
      spec: {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '203.0.113.7/32' } }], ports: [{ port: 443, protocol: 'TCP' }] }],
      },
    }),
  ],
});

describe('the rules of a cluster, from a snapshot of it', () => {
  async function open() {
    const { operations, folder } = await openSamplePlan();
    const snapshot = path.join(folder, 'real.snapshot');
    writeFileSync(snapshot, gzipSync(toSnapshotFile(toSnapshotText(cluster), sha256)));
    const plan = path.join(folder, 'cluster.yaml');
    writeFileSync(
      plan,
      `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: acme}
edition: integration-platform
managementModel: self-managed
cloud: azure
securityTier: basic
network: {path: [{layer: pod-policy, source: cluster}]}
connections: {pdp-agent--control-plane: {hosts: [cp.example.com], cidrs: [203.0.113.7/32]}}
`,
    );
    return { operations, snapshot, plan, folder };
  }

  it('say what each of its workloads may reach, and that there is none of another name', async () => {
    const { operations, snapshot } = await open();
    const { workloads } = valueOf(await operations.egress.reach({ snapshot }));
    expect(workloads).toMatchObject([
      {
        namespace: 'pdp',
        name: 'agent',
        isolated: true,
        allowed: [{ ranges: ['203.0.113.7-203.0.113.7'], ports: { TCP: ['443'] } }],
      },
    ]);
    expect(await operations.egress.reach({ snapshot, workload: 'pdp/agemt' })).toMatchObject({
      failure: { kind: 'not-found', remedy: 'Did you mean pdp/agent?' },
    });
    expect(await operations.egress.reach({})).toMatchObject({ failure: { kind: 'bad-input' } });
  });

  it.each([
    ['203.0.113.7:443', 'allowed'],
    ['203.0.113.8:443', 'denied'],
  ])('explain a flow to %s, along the path of a plan and without one', async (to, verdict) => {
    const { operations, snapshot, plan } = await open();
    const question = { snapshot, from: 'pdp/agent', to };
    const [alone, planned] = [
      valueOf(await operations.egress.explain(question)),
      valueOf(await operations.egress.explain({ ...question, plan })),
    ];
    for (const { flows } of [alone, planned]) {
      expect(flows[0]?.layers.find(({ layer }) => layer === 'pod-policy')).toMatchObject({ verdict });
    }
    expect(JSON.stringify(alone)).toContain('cluster: networkpolicies.networking.k8s.io/pdp/web');
  });

  it('give way to policies of files that are given beside them', async () => {
    const { operations, snapshot, folder } = await open();
    const rules = [path.join(folder, 'open.yaml')];
    writeFileSync(
      rules[0] ?? '',
      `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: open, namespace: shop}, spec: {podSelector: {}, policyTypes: [Egress], egress: [{}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, spec: {}}
`,
    );
    const { workloads } = valueOf(await operations.egress.reach({ snapshot, rules }));
    expect(workloads.map(({ name }) => name)).toEqual(['web']);
  });

  it('are said not to be judged where the plan has its own, or files are given, by everything that is asked', async () => {
    const { operations, snapshot, plan, folder } = await open();
    const rules = [path.join(folder, 'open.yaml')];
    writeFileSync(
      rules[0] ?? '',
      '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: open, namespace: shop}, spec: {podSelector: {}, policyTypes: [Egress], egress: [{}]}}\n',
    );
    const warned = ({ problems }: { readonly problems: readonly Problem[] }): readonly string[] =>
      problems
        .filter(({ message }) => message.startsWith('The cluster’s own policies were not judged'))
        .map(({ file, line, message, severity }) => `${severity} ${file}:${line} ${message.split(': ')[1]}`);
    const given = 'pod policies that are given as files win.';
    expect(warned(valueOf(await operations.egress.check({ plan, snapshot })))).toEqual([]);
    expect(warned(valueOf(await operations.egress.check({ plan, snapshot, rules })))).toEqual([
      `warning cluster.yaml:1 ${given}`,
    ]);
    expect(warned(valueOf(await operations.egress.reach({ snapshot, rules })))).toEqual([
      `warning ${rules[0]}:1 ${given}`,
    ]);
    const ofFiles = path.join(folder, 'plan.yaml');
    const planned = ['warning plan.yaml:29 the plan has its pod policies from rules/kubernetes.'];
    expect(warned(valueOf(await operations.egress.check({ plan: ofFiles, snapshot })))).toEqual(planned);
    expect(warned(valueOf(await operations.egress.check({ plan: ofFiles })))).toEqual([]);
    const question = { snapshot, plan: ofFiles, from: 'pdp-gateway/adapter', to: '203.0.113.7:443' };
    expect(warned(valueOf(await operations.egress.explain(question)))).toEqual(planned);
  });

  it('show the namespaces of workloads to what is generated', async () => {
    const { operations, snapshot, plan } = await open();
    const order = { plan, target: 'networkpolicy' } as const;
    const isOpened = async (more: object): Promise<boolean> => {
      const { files } = valueOf(await operations.egress.generate({ ...order, ...more }));
      return files.some(({ text }) => text.includes('203.0.113.7/32') && text.includes('namespace: pdp'));
    };
    expect([await isOpened({}), await isOpened({ snapshot })]).toEqual([false, true]);
  });
});
