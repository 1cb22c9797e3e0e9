/** The connections of a plan, judged by the policies that a real API server holds at the moment. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { compose } from '#electron/composition.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { toKubeconfig } from '../kubeApiServer.ts';
import { apply, clusterAccess, isSkipped, namespaces, remove, skipReason } from './realCluster.ts';
import type { KubeObject } from './realCluster.ts';

const agent: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'agent', namespace: 'policies-pdp', labels: { app: 'pdp-agent' } },
  spec: { containers: [{ name: 'agent', image: 'registry.acme.example/agent:1' }] },
};
const policy = (...egress: readonly object[]): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'agent', namespace: 'policies-pdp' },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress },
});
const to = (cidr: string, port: number): object => ({
  to: [{ ipBlock: { cidr } }],
  ports: [{ port, protocol: 'TCP' }],
});
const dns = {
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};

describe.skipIf(isSkipped)(`the policies of a real cluster${skipReason}`, () => {
  beforeAll(() => apply(...namespaces('policies-pdp'), agent));
  afterAll(() => remove(policy(), agent, ...namespaces('policies-pdp')));

  /** The finding of the agent's connection, as this user sees the cluster. */
  async function judge(token: string): Promise<Pick<RunRecord['findings'][number], 'outcome' | 'evidence'>> {
    const folder = temporaryFolder();
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify(toKubeconfig(clusterAccess(), { token })));
    const plan = path.join(folder, 'plan.yaml');
    writeFileSync(
      plan,
      `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: acme}
edition: integration-platform
managementModel: self-managed
cloud: azure
securityTier: basic
network: {path: [{layer: pod-policy, source: cluster}, {layer: node-firewall, source: none}, {layer: azure-nsg, source: none}, {layer: azure-firewall, source: none}, {layer: proxy, source: none}], cni: generic}
connections: {pdp-agent--control-plane: {hosts: [cp.example.com], cidrs: [203.0.113.7/32]}}
components: {pdp-agent: {namespace: policies-pdp, selector: app=pdp-agent}}
`,
    );
    process.env['KUBECONFIG'] = kubeconfig;
    const { operations, close } = compose({ host: 'command-line', dataFolder: path.join(folder, '.data') });
    try {
      for await (const event of operations.audit.run({ plan, context: 'real' })) {
        if (event.kind === 'failed') throw new Error(event.failure.message);
        if (event.kind !== 'finished') continue;
        const found = event.record.findings.find(
          ({ check, subject }) => check === 'PDP-NET-001' && subject === 'pdp-agent--control-plane',
        );
        if (found === undefined) throw new Error('The connection was not judged.');
        return found;
      }
      throw new Error('The audit did not end.');
    } finally {
      await close();
      delete process.env['KUBECONFIG'];
    }
  }

  it('decide PDP-NET-001, as they are changed, and leave it open for who may not read them', async () => {
    const { token, tokens } = clusterAccess();
    await apply(policy(to('203.0.113.7/32', 443), dns));
    const allowed = await judge(token);
    expect([allowed.outcome, JSON.stringify(allowed.evidence)]).toEqual([
      'pass',
      expect.stringContaining('networkpolicies.networking.k8s.io/policies-pdp/agent'),
    ]);
    await apply(policy(to('203.0.113.7/32', 8443), dns));
    expect((await judge(token)).outcome).toBe('fail');
    expect((await judge(tokens['viewer'] ?? '')).outcome).toBe('unknown');
    await remove(policy());
    expect((await judge(token)).outcome).toBe('pass');
  });
});
