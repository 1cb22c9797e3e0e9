/** The connections of a plan, judged by the policies that a real API server holds at the moment. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { kubeClusters } from '#electron/adapters/kubernetes/kubeClusters.ts';
import { compose } from '#electron/composition.ts';
import type { Finding } from '#shared/audit/finding.ts';
import type { ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import { toClusterRules } from '#shared/evidence/clusterRules.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import { ruleResources } from '#shared/evidence/ruleResources.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import { toKubeconfig } from '../kubeApiServer.ts';
import { definitionOf } from './crds/definitionOf.ts';
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
  async function judge(token: string): Promise<Finding> {
    const found = (await judgeAll(token)).find(
      ({ check, subject }) => check === 'PDP-NET-001' && subject === 'pdp-agent--control-plane',
    );
    if (found === undefined) throw new Error('The connection was not judged.');
    return found;
  }

  async function judgeAll(token: string): Promise<readonly Finding[]> {
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
network: {path: [{layer: pod-policy, source: cluster}, {layer: node-firewall, source: none}, {layer: azure-nsg, source: none}, {layer: azure-firewall, source: none}, {layer: proxy, source: none}], controlPlaneCidrs: [203.0.113.0/24]}
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
        return event.record.findings;
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

  const good = [to('203.0.113.7/32', 443)];
  const everything = [{}];
  const plugIn = (name: string, labels: Readonly<Record<string, string>>): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: 'kube-system' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'agent', image: 'agent:1' }] } },
    },
  });
  const ordered = (...networks: readonly string[]): KubeObject => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'policies-ordered' },
    spec: {
      priority: 10,
      subject: { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'policies-pdp' } } },
      egress: networks.map((network) => ({ action: 'Deny', to: [{ networks: [network] }] })),
    },
  });
  const definition = definitionOf('adminnetworkpolicies.policy.networking.k8s.io');
  const calico = plugIn('calico-node', { 'k8s-app': 'calico-node' });
  const flannel = plugIn('kube-flannel', { app: 'flannel' });

  it.each([
    ['PDP-NET-002', [policy(...good, dns)], 'pass', [policy(...good)], 'fail'],
    ['PDP-NET-003', [policy(...good)], 'pass', [policy(...everything)], 'fail'],
    ['PDP-NET-004', [policy(...good)], 'pass', [policy(...everything)], 'fail'],
    ['PDP-NET-005', [policy(...good)], 'pass', [policy(...good, to('203.0.113.8/32', 22))], 'fail'],
    ['PDP-NET-006', [policy(...good), calico], 'pass', [policy(...good), flannel], 'fail'],
    [
      'PDP-NET-007',
      [definition, policy(...good), ordered('10.1.0.0/16', '10.2.0.0/16')],
      'pass',
      [definition, policy(...good), ordered('10.0.0.0/8', '10.2.0.0/16')],
      'fail',
    ],
  ] as const)(
    'decide %s, as objects are changed, and leave it open for who may not read them',
    async (id, one, first, other, second) => {
      const { token, tokens } = clusterAccess();
      onTestFinished(() => remove(...one.toReversed(), ...other.toReversed()));
      await apply(...one);
      expect((await judgeAll(token)).find(({ check }) => check === id)).toMatchObject({ outcome: first });
      await remove(...one.filter(({ kind }) => kind === 'DaemonSet'));
      await apply(...other);
      expect((await judgeAll(token)).find(({ check }) => check === id)).toMatchObject({ outcome: second });
      expect((await judgeAll(tokens['viewer'] ?? '')).find(({ check }) => check === id)).toMatchObject({
        outcome: 'unknown',
      });
    },
  );

  it('are looked for in the version that serves each kind, whatever else its group serves', async () => {
    const group = 'clusternetworkpolicies.policy.networking.k8s.io';
    const groups = definitionOf('ciliumcidrgroups.cilium.io');
    const older = {
      ...groups,
      spec: {
        ...(groups['spec'] as object),
        versions: [{ ...(groups['spec'] as { versions: readonly object[] }).versions[0], name: 'v2alpha1' }],
      },
    };
    const objects = [
      definitionOf('adminnetworkpolicies.policy.networking.k8s.io'),
      definitionOf('ciliumnetworkpolicies.cilium.io'),
      older,
      {
        apiVersion: 'cilium.io/v2alpha1',
        kind: 'CiliumCIDRGroup',
        metadata: { name: 'policies-partners' },
        spec: { externalCIDRs: ['203.0.113.0/24'] },
      },
    ];
    await apply(...objects);
    onTestFinished(() => remove(...objects.toReversed()));
    const { resources } = await collect([group, 'ciliumcidrgroups.cilium.io']);
    expect(resources).toMatchObject({
      // Its group serves v1alpha1 alone, for other kinds: it is not there, and nothing is unknown.
      [group]: { state: 'absent' },
      // Its group serves v2 for other kinds.
      'ciliumcidrgroups.cilium.io': { state: 'observed', value: [{ metadata: { name: 'policies-partners' } }] },
    });
  });

  it('hold the networks that OVN-Kubernetes gives pods in place of the cluster’s', async () => {
    const networks = definitionOf('userdefinednetworks.k8s.ovn.org');
    const network: KubeObject = {
      apiVersion: 'k8s.ovn.org/v1',
      kind: 'UserDefinedNetwork',
      metadata: { name: 'own', namespace: 'policies-pdp' },
      spec: { topology: 'Layer2', layer2: { role: 'Primary' } },
    };
    await apply(networks, network);
    onTestFinished(() => remove(network, networks));
    const snapshot = await collect(ruleResources);
    const { policies } = toClusterRules(snapshot, (content) => content);
    expect(policies.map(({ file }) => file)).toContain('cluster: userdefinednetworks.k8s.ovn.org/policies-pdp/own');
    expect(readRules(policies).manifests.podNetworks).toMatchObject([{ notUnderstood: undefined }]);
  });

  it('are judged with virtual machines of KubeVirt and the settings of Calico, and with no secret of either', async () => {
    const definitions = (
      ['virtualmachines.kubevirt.io', 'kubecontrollersconfigurations.crd.projectcalico.org'] as const
    ).map(definitionOf);
    const canary = 'c4n4ry-5ecret-0453';
    const machine: KubeObject = {
      apiVersion: 'kubevirt.io/v1',
      kind: 'VirtualMachine',
      metadata: { name: 'legacy', namespace: 'policies-pdp' },
      spec: {
        runStrategy: 'Always',
        template: {
          metadata: { labels: { app: 'legacy' } },
          spec: {
            accessCredentials: [{ sshPublicKey: { source: { secret: { secretName: canary } } } }],
            domain: { devices: { interfaces: [{ name: 'default', ports: [{ name: 'web', port: 8080 }] }] } },
            volumes: [
              { name: 'start', cloudInitNoCloud: { userData: `password: ${canary}` } },
              { name: 'account', serviceAccount: { serviceAccountName: 'legacy' } },
            ],
          },
        },
      },
    };
    const settings: KubeObject = {
      apiVersion: 'crd.projectcalico.org/v1',
      kind: 'KubeControllersConfiguration',
      metadata: { name: 'default' },
      spec: { etcdV3CompactionPeriod: canary, controllers: { node: { hostEndpoint: { autoCreate: 'Enabled' } } } },
    };
    await apply(...definitions, machine, settings);
    onTestFinished(() => remove(machine, settings, ...definitions));
    const snapshot = await collect(ruleResources);
    expect(JSON.stringify(snapshot)).not.toContain(canary);
    const { facts } = toClusterRules(snapshot, (content) => content);
    const { manifests } = readRules(facts);
    expect(manifests.workloads).toContainEqual(
      expect.objectContaining({
        namespace: 'policies-pdp',
        kind: 'VirtualMachine',
        name: 'legacy',
        labels: { app: 'legacy', 'kubevirt.io': 'virt-launcher', 'vm.kubevirt.io/name': 'legacy' },
        namedPorts: [{ name: 'web', protocol: 'TCP', port: 8080 }],
        serviceAccount: 'legacy',
      }),
    );
    expect(manifests.calico.automaticHostEndpoints).toHaveLength(1);
  });

  async function collect(needs: readonly ClusterResourceId[]): Promise<ClusterSnapshot> {
    const kubeconfig = path.join(temporaryFolder(), 'kubeconfig');
    const access = clusterAccess();
    writeFileSync(kubeconfig, JSON.stringify(toKubeconfig(access, { token: access.token })));
    const opened = await kubeClusters({
      environment: { KUBECONFIG: kubeconfig },
      commandPath: async () => undefined,
    }).open(undefined);
    if (!opened.ok) throw new Error(opened.failure.message);
    onTestFinished(() => opened.value.close());
    const steps = opened.value.collect(needs);
    for (;;) {
      const step = await steps.next();
      if (step.done !== true) continue;
      if (!step.value.ok) throw new Error(step.value.failure.message);
      return step.value.value;
    }
  }
});
