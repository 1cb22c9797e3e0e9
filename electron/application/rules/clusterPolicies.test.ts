import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf } from '#shared/audit/testing/clusterOf.ts';
import { confineTo } from '../../adapters/files/confinement.ts';
import { embeddedCatalog } from '../../adapters/files/embeddedCatalog.ts';
import { planFilesIn } from '../../adapters/files/planFiles.ts';
import { ruleFilesIn } from '../../adapters/files/ruleFiles.ts';
import { sha256 } from '../../adapters/system/sha256.ts';
import { temporaryFolder } from '../../adapters/testing/temporaryFolder.ts';
import { judgeRules } from './judgeRules.ts';
import { valueOf } from '../testing/openSamplePlan.ts';

const cluster = clusterOf({
  namespaces: [objectOf('namespaces', 'pdp')],
  pods: [objectOf('pods', 'pdp/agent', { spec: { containers: [] } }, { labels: { app: 'pdp-agent' } })],
  'networkpolicies.networking.k8s.io': [
    objectOf('networkpolicies.networking.k8s.io', 'pdp/deny', { spec: { podSelector: {}, policyTypes: ['Egress'] } }),
  ],
});

async function judge(source: string, rules?: readonly string[]) {
  const folder = temporaryFolder();
  const file = path.join(folder, 'plan.yaml');
  const text = `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: acme}
edition: integration-platform
managementModel: self-managed
cloud: azure
securityTier: basic
network: {path: [{layer: pod-policy, source: ${source}}]}
connections: {pdp-agent--control-plane: {hosts: [cp.example.com], cidrs: [203.0.113.7/32]}}
`;
  writeFileSync(file, text);
  writeFileSync(
    path.join(folder, 'open.yaml'),
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: open, namespace: pdp}, spec: {podSelector: {}, policyTypes: [Egress], egress: [{}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: agent, namespace: pdp, labels: {app: pdp-agent}}, spec: {}}
`,
  );
  const confinement = confineTo({ dataFolder: path.join(folder, '.data') });
  const { egress, evidence } = valueOf(
    await judgeRules(
      {
        catalog: embeddedCatalog,
        digest: sha256,
        planFiles: planFilesIn(confinement, sha256),
        ruleFiles: ruleFilesIn(confinement, sha256),
        giveWay: () => Promise.resolve(),
      },
      {
        plan: { path: file, text, hash: sha256(text) },
        rules: rules?.map((name) => path.join(folder, name)),
        cluster,
        keepsEvidence: true,
        looksForFindings: false,
      },
    ),
  );
  const [row] = egress.connections;
  return {
    verdict: row?.layers.find(({ layer }) => layer === 'pod-policy')?.verdict,
    sources: egress.sources.map(({ file: name, holds }) => `${name}: ${holds}`),
    kept: evidence.map(({ name }) => name),
  };
}

describe('a plan beside a cluster', () => {
  it('is judged by the policies of the cluster where it leaves them to it, and these are kept', async () => {
    expect(await judge('cluster')).toEqual({
      verdict: 'denied',
      sources: [
        'cluster: networkpolicies.networking.k8s.io/pdp/deny: 1 NetworkPolicy',
        'cluster: namespaces: 1 namespace; no rules',
        'cluster: pods: 1 workload; no rules',
      ],
      kept: ['cluster: networkpolicies.networking.k8s.io/pdp/deny'],
    });
  });

  it('is judged by its own files where it names some', async () => {
    expect(await judge('open.yaml')).toMatchObject({ verdict: 'allowed', kept: ['open.yaml'] });
  });

  it('is judged by the policies that are given in their place', async () => {
    expect(await judge('cluster', ['open.yaml'])).toMatchObject({ verdict: 'allowed' });
  });
});
