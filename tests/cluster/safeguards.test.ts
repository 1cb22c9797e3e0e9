/** Safeguards of a cluster, on a real API server: the object is changed, and what the check says of it changes with it. */
import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { kubeClusters } from '#electron/adapters/kubernetes/kubeClusters.ts';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { clusterChecks } from '#shared/audit/checks/clusterChecks.ts';
import { auditMaterial } from '#shared/audit/testing/auditMaterial.ts';
import { toKubeconfig } from '../kubeApiServer.ts';
import { apply, clusterAccess, isSkipped, namespaces, remove, skipReason } from './realCluster.ts';
import type { KubeObject } from './realCluster.ts';

/** What the check says of the one cluster as it is now; evidence is narrowed to what is named after the test. */
async function assess(id: string, own: string, more = '', user: object = {}) {
  const check = clusterChecks.find((one) => one.id === id);
  if (check === undefined) throw new Error(`No check ${id}.`);
  const file = path.join(temporaryFolder(), 'config');
  const access = clusterAccess();
  writeFileSync(file, JSON.stringify(toKubeconfig(access, { token: access.token, ...user })));
  const opened = await kubeClusters({
    environment: { KUBECONFIG: file },
    commandPath: async () => undefined,
  }).open(undefined);
  if (!opened.ok) throw new Error(opened.failure.message);
  onTestFinished(() => opened.value.close());
  const steps = opened.value.collect(check.needs ?? []);
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  if (!step.value.ok) throw new Error(step.value.failure.message);
  const [question] = check.questions(auditMaterial(embeddedCatalog, { cluster: step.value.value, more }));
  const { outcome, evidence } = question?.assess() ?? { outcome: undefined, evidence: [] };
  return { outcome, said: evidence.map(({ text }) => text).filter((text) => text.includes(own)) };
}

const account = (namespace: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'default', namespace },
});

const pod = (namespace: string, securityContext: object, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace },
  spec: {
    containers: [{ name: 'main', image: 'registry.acme.example/web:1', securityContext }],
    ...more,
  },
});

async function inNamespace(name: string, ...objects: readonly KubeObject[]): Promise<void> {
  await apply(...namespaces(name), account(name), ...objects);
  onTestFinished(() => remove(...objects, ...namespaces(name)));
}

describe.skipIf(isSkipped)(`safeguards of a real cluster${skipReason}`, () => {
  it('PDP-SEC-002 follows the privileges of a pod', async () => {
    const own = pod('safe-privileges', { privileged: true });
    await inNamespace('safe-privileges', own);
    const bad = await assess('PDP-SEC-002', 'safe-privileges');
    expect(bad).toEqual({
      outcome: 'fail',
      said: ['safe-privileges/web: Pod of 1 pod, container main is privileged'],
    });
    await remove(own);
    await apply(pod('safe-privileges', { allowPrivilegeEscalation: false }));
    expect((await assess('PDP-SEC-002', 'safe-privileges')).said).toEqual([
      'safe-privileges/web: Pod of 1 pod, within the baseline',
    ]);
  });

  it('PDP-CLU-002 follows the policies of a namespace', async () => {
    await inNamespace('safe-policies', pod('safe-policies', {}));
    expect(await assess('PDP-CLU-002', 'safe-policies')).toEqual({
      outcome: 'fail',
      said: ['safe-policies: no policy at all'],
    });
    const policy: KubeObject = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny', namespace: 'safe-policies' },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    };
    await apply(policy);
    expect(await assess('PDP-CLU-002', 'safe-policies')).toMatchObject({
      outcome: 'pass',
      said: [expect.stringContaining('egress closed by NetworkPolicy safe-policies/deny') as string],
    });
  });

  it('PDP-SEC-001 follows the label of a namespace', async () => {
    await inNamespace('safe-levels', pod('safe-levels', {}));
    expect((await assess('PDP-SEC-001', 'safe-levels')).outcome).toBe('fail');
    const [namespace] = namespaces('safe-levels');
    if (namespace === undefined) throw new Error('No namespace.');
    const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
    await apply({ ...namespace, metadata: { ...namespace.metadata, labels } });
    expect(await assess('PDP-SEC-001', 'safe-levels')).toMatchObject({ outcome: 'pass' });
  });

  it('PDP-SEC-005 follows a binding to cluster-admin, and the plan that names who it is', async () => {
    const binding: KubeObject = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'safe-alice' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'safe-alice' }],
    };
    expect((await assess('PDP-SEC-005', 'safe-alice')).said).toEqual([]);
    await apply(binding);
    onTestFinished(() => remove(binding));
    expect(await assess('PDP-SEC-005', 'safe-alice')).toEqual({
      outcome: 'fail',
      said: ['safe-alice: cluster-admin for user safe-alice, whom the plan does not name'],
    });
    const named = await assess('PDP-SEC-005', 'safe-alice', 'clusterAdministrators: [safe-alice]\n');
    expect(named.said).not.toContain('whom the plan does not name');
  });

  it('PDP-CLU-003 follows the type of a Service', async () => {
    const service = (type: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'front', namespace: 'safe-entries' },
      spec: { type, ports: [{ port: 80 }] },
    });
    await inNamespace('safe-entries', service('NodePort'));
    const seen = await assess('PDP-CLU-003', 'safe-entries');
    expect(seen.outcome).toBe('fail');
    expect(seen.said[0]).toMatch(/^safe-entries[/]front: port \d+ of every node, which the plan does not name$/);
    await apply(service('ClusterIP'));
    expect((await assess('PDP-CLU-003', 'safe-entries')).said).toEqual([]);
  });

  it.each(['PDP-SEC-001', 'PDP-SEC-002', 'PDP-SEC-005', 'PDP-CLU-002', 'PDP-CLU-003'])(
    '%s is unknown for who may read nothing, whatever is there',
    async (id) => {
      const namespace = `unseen-${id.toLowerCase()}`;
      await inNamespace(namespace, pod(namespace, { privileged: true }));
      expect(await assess(id, namespace, '', { as: 'nobody' })).toEqual({ outcome: 'unknown', said: [] });
    },
  );
});
