/** Safeguards of a cluster, on a real API server: the object is changed, and what the check says of it changes with it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { toKubeconfig } from '../kubeApiServer.ts';
import { assessCheck } from './assessCheck.ts';
import { definitionOf } from './crds/definitionOf.ts';
import { apply, clusterAccess, isSkipped, namespaces, remove, setStatus, skipReason } from './realCluster.ts';
import type { KubeObject } from './realCluster.ts';

/** What the check says of the one cluster as it is now; evidence is narrowed to what is named after the test. */
async function assess(id: string, own: string, more = '', user: object = {}) {
  const access = clusterAccess();
  const kubeconfig = toKubeconfig(access, { token: access.token, ...user });
  const { outcome, evidence } = await assessCheck(id, kubeconfig, more);
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

function withImage(image: string): object {
  return { containers: [{ name: 'main', image }] };
}

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

  it('PDP-CLU-003 believes that a Service is a Gateway’s where the Gateway owns it, and not by its label', async () => {
    const definition = definitionOf('gateways.gateway.networking.k8s.io');
    const gateway: KubeObject = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'edge', namespace: 'safe-gateways' },
      spec: { gatewayClassName: 'public', listeners: [{ name: 'web', port: 443, protocol: 'HTTPS' }] },
    };
    const service = (ownerReferences: readonly object[]): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'edge',
        namespace: 'safe-gateways',
        labels: { 'gateway.networking.k8s.io/gateway-name': 'edge' },
        ownerReferences,
      },
      spec: { type: 'LoadBalancer', selector: { app: 'back-door' }, ports: [{ port: 443 }] },
    });
    await apply(definition);
    onTestFinished(() => remove(definition));
    await inNamespace('safe-gateways', gateway, service([]));
    const ways = (await assess('PDP-CLU-003', 'safe-gateways')).said;
    expect(ways.toSorted()).toEqual([
      'safe-gateways/edge: Gateway on 443/HTTPS, which the plan does not name',
      'safe-gateways/edge: LoadBalancer without an address yet for any address, which the plan does not name',
    ]);
    await apply(
      service([
        { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', name: 'edge', uid: '0451', controller: true },
      ]),
    );
    expect((await assess('PDP-CLU-003', 'safe-gateways')).said).toEqual([
      'safe-gateways/edge: Gateway on 443/HTTPS, LoadBalancer without an address yet for any address, which the plan does not name',
    ]);
  });

  /** A pod of a namespace, with and without what the check looks for. */
  const turns: readonly {
    readonly id: string;
    readonly bad: object;
    readonly good: object;
    readonly says: string;
    readonly plan?: string;
  }[] = [
    { id: 'PDP-CLU-004', bad: { hostNetwork: true }, good: {}, says: 'off the node’s network' },
    {
      id: 'PDP-SEC-003',
      bad: {},
      good: { securityContext: { runAsNonRoot: true, runAsUser: 1000 } },
      says: 'not as root',
    },
    { id: 'PDP-SEC-006', bad: {}, good: { automountServiceAccountToken: false }, says: 'no token, or one with roles' },
    {
      id: 'PDP-SEC-007',
      bad: {},
      good: withImage(`registry.acme.example/web@sha256:${'a'.repeat(64)}`),
      says: 'by digest',
    },
    {
      id: 'PDP-SEC-008',
      bad: withImage('docker.io/acme/web:1'),
      good: {},
      says: 'of an allowed registry',
      plan: 'allowedRegistries: [registry.acme.example]\n',
    },
  ];

  it.each(turns)('$id follows what a pod is made of', async ({ id, bad, good, says, plan = '' }) => {
    const namespace = `safe-${id.toLowerCase()}`;
    const own = pod(namespace, {}, bad);
    await inNamespace(namespace, own);
    const before = await assess(id, namespace, plan);
    expect(before.outcome).toBe('fail');
    expect(before.said).toHaveLength(1);
    await remove(own);
    await apply(pod(namespace, {}, good));
    expect(await assess(id, namespace, plan)).toEqual({
      outcome: 'pass',
      said: [`${namespace}/web: Pod of 1 pod, ${says}`],
    });
    expect((await assess(id, namespace, plan, { as: 'nobody' })).outcome).toBe('unknown');
  });

  it('PDP-SEC-008 is unknown as long as the plan names no registries', async () => {
    await inNamespace('safe-registries', pod('safe-registries', {}));
    expect((await assess('PDP-SEC-008', 'safe-registries')).outcome).toBe('unknown');
  });

  it('PDP-SEC-004 follows the rules of a role that is bound', async () => {
    const role = (resources: readonly string[]): KubeObject => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'safe-wide' },
      rules: [{ apiGroups: [''], resources, verbs: ['get'] }],
    });
    const binding: KubeObject = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'safe-wide' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'safe-wide' },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'safe-bob' }],
    };
    await apply(role(['*']), binding);
    onTestFinished(() => remove(binding, role(['*'])));
    const wide = await assess('PDP-SEC-004', 'safe-wide');
    expect(wide.outcome).toBe('fail');
    expect(wide.said[0]).toContain('granted to user safe-bob');
    await apply(role(['pods']));
    expect((await assess('PDP-SEC-004', 'safe-wide')).said).toEqual(['safe-wide: ClusterRole, no wildcard']);
  });

  it('PDP-SEC-009 follows the status of a certificate', async () => {
    const definition = definitionOf('certificates.cert-manager.io');
    await inNamespace('safe-certificates');
    await apply(definition);
    const certificate: KubeObject = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'web', namespace: 'safe-certificates' },
      spec: { secretName: 'web' },
    };
    const status = (notAfter: string) => ({ notAfter, conditions: [{ type: 'Ready', status: 'True' }] });
    await apply({ ...certificate, status: status('2020-01-01T00:00:00Z') });
    onTestFinished(() => remove(certificate, definition));
    const own = 'safe-certificates/web';
    expect(await assess('PDP-SEC-009', own)).toEqual({
      outcome: 'fail',
      said: [`${own}: expired on 2020-01-01T00:00:00Z`],
    });
    await apply({ ...certificate, status: status('2099-01-01T00:00:00Z') });
    expect((await assess('PDP-SEC-009', own)).outcome).toBe('pass');
    await setStatus(certificate, { notAfter: null });
    expect((await assess('PDP-SEC-009', own)).outcome).toBe('unknown');
  });

  it('PDP-SEC-010 follows how kube-apiserver shows itself as a pod, and what the operator of OpenShift says', async () => {
    const running = (namespace: string, ...args: readonly string[]): KubeObject => {
      const containers = [{ name: 'main', image: 'kube-apiserver:1', command: ['kube-apiserver'], args }];
      const made = pod(namespace, {}, { containers });
      return { ...made, metadata: { ...made.metadata, name: 'safe-apiserver' } };
    };
    // One of a cluster within this one says nothing of this one.
    await inNamespace('safe-encryption', running('safe-encryption'));
    expect((await assess('PDP-SEC-010', 'safe-apiserver')).outcome).toBe('unknown');
    const own = running('kube-system', '--token-auth-file=/etc/tokens');
    await apply(...namespaces('kube-system'), account('kube-system'), own);
    onTestFinished(() => remove(own));
    expect(await assess('PDP-SEC-010', 'safe-apiserver')).toEqual({
      outcome: 'fail',
      said: ['kube-system/safe-apiserver: runs kube-apiserver without --encryption-provider-config'],
    });
    await remove(own);
    await apply(running('kube-system', '--encryption-provider-config=/etc/encryption.yaml'));
    expect(await assess('PDP-SEC-010', 'stands on its node')).toMatchObject({ outcome: 'unknown', said: [{}] });

    const definition = definitionOf('kubeapiservers.operator.openshift.io');
    const operator = (status: string, reason: string): KubeObject => ({
      apiVersion: 'operator.openshift.io/v1',
      kind: 'KubeAPIServer',
      metadata: { name: 'cluster' },
      status: { conditions: [{ type: 'Encrypted', status, reason }] },
    });
    await apply(definition, operator('True', 'EncryptionCompleted'));
    onTestFinished(() => remove(operator('True', ''), definition));
    expect((await assess('PDP-SEC-010', '')).outcome).toBe('pass');
    await apply(operator('False', 'EncryptionDisabled'));
    expect((await assess('PDP-SEC-010', '')).outcome).toBe('fail');
    await apply(operator('False', 'EncryptionInProgress'));
    expect((await assess('PDP-SEC-010', '')).outcome).toBe('unknown');
  });

  it('PDP-INF-014 follows an API behind which nobody answers, and whose group costs nothing else', async () => {
    const service = (name: string | undefined): KubeObject => ({
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.safe.example' },
      spec: {
        group: 'safe.example',
        version: 'v1beta1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        ...(name !== undefined && { insecureSkipTLSVerify: true, service: { name, namespace: 'default' } }),
      },
    });
    expect((await assess('PDP-INF-014', 'safe.example')).outcome).toBe('pass');
    await apply(service('gone'));
    onTestFinished(() => remove(service('gone')));
    const own = 'v1beta1.safe.example: answered by the Service default/gone';
    await expect
      .poll(() => assess('PDP-INF-014', own))
      .toMatchObject({
        outcome: 'fail',
        said: [expect.stringContaining('Available]=False (ServiceNotFound') as string],
      });
    expect((await assess('PDP-INF-004', '')).outcome).toBe('pass');
    expect((await assess('PDP-INF-014', '', '', { as: 'nobody' })).outcome).toBe('unknown');
  });

  it('PDP-SEC-011 follows an admission policy, its binding and what it does when it fails', async () => {
    const policy = (failurePolicy: string): KubeObject => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'safe-guard' },
      spec: {
        failurePolicy,
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        },
        validations: [{ expression: 'true' }],
      },
    });
    const binding = (action: string): KubeObject => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'safe-guard' },
      spec: { policyName: 'safe-guard', validationActions: [action] },
    });
    expect((await assess('PDP-SEC-011', 'safe-guard')).outcome).toBe('fail');
    await apply(policy('Fail'), binding('Deny'));
    onTestFinished(() => remove(binding('Deny'), policy('Fail')));
    expect((await assess('PDP-SEC-011', 'safe-guard')).outcome).toBe('pass');
    await apply(policy('Ignore'));
    expect(await assess('PDP-SEC-011', 'safe-guard')).toMatchObject({
      outcome: 'fail',
      said: [expect.stringContaining('failurePolicy Ignore') as string],
    });
    await apply(policy('Fail'), binding('Warn'));
    expect((await assess('PDP-SEC-011', 'safe-guard')).outcome).toBe('fail');
    expect((await assess('PDP-SEC-011', 'safe-guard', '', { as: 'nobody' })).outcome).toBe('unknown');
  });

  it('PDP-SEC-011 does not take a webhook of Gatekeeper or Kyverno for a guard without a policy behind it', async () => {
    const definitions = (['constraintpodstatuses.status.gatekeeper.sh', 'clusterpolicies.kyverno.io'] as const).map(
      definitionOf,
    );
    const webhook = (name: string): KubeObject => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'safe-webhook' },
      webhooks: [
        {
          name,
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Fail',
          // Of no namespace that there is: nobody answers it here.
          namespaceSelector: { matchLabels: { 'safe-webhook': 'asked' } },
          clientConfig: { service: { name: 'nobody', namespace: 'default' } },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        },
      ],
    });
    await apply(...definitions, webhook('validation.gatekeeper.sh'));
    onTestFinished(() => remove(webhook(''), ...definitions));
    expect((await assess('PDP-SEC-011', 'safe-webhook')).outcome).toBe('fail');
    await inNamespace('safe-constraints', {
      apiVersion: 'status.gatekeeper.sh/v1beta1',
      kind: 'ConstraintPodStatus',
      metadata: { name: 'safe', namespace: 'safe-constraints' },
      status: { enforced: true },
    });
    expect(await assess('PDP-SEC-011', 'safe-webhook')).toEqual({
      outcome: 'unknown',
      said: ['safe-webhook: Gatekeeper, with policies of which it is not read whether they deny'],
    });
    await apply(webhook('validate.kyverno.svc-fail'));
    expect((await assess('PDP-SEC-011', 'safe-webhook')).outcome).toBe('fail');
    const policy = (failureAction: string): KubeObject => ({
      apiVersion: 'kyverno.io/v1',
      kind: 'ClusterPolicy',
      metadata: { name: 'safe' },
      spec: { rules: [{ name: 'safe', validate: { failureAction } }] },
    });
    await apply(policy('Audit'));
    expect((await assess('PDP-SEC-011', 'safe-webhook')).outcome).toBe('fail');
    await apply(policy('Enforce'));
    expect((await assess('PDP-SEC-011', 'safe-webhook')).outcome).toBe('pass');
  });

  it('PDP-SEC-012 follows the pods of an agent, node by node', async () => {
    const node: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'safe-node' } };
    const agent = pod('safe-agents', {}, { nodeName: 'safe-node' });
    const watching = { ...agent, metadata: { ...agent.metadata, labels: { 'app.kubernetes.io/name': 'falco' } } };
    await apply(node);
    onTestFinished(() => remove(node));
    await inNamespace('safe-agents', watching);
    expect(await assess('PDP-SEC-012', 'safe-node')).toMatchObject({ outcome: 'fail' });
    await setStatus(watching, { conditions: [{ type: 'Ready', status: 'True' }] });
    expect((await assess('PDP-SEC-012', 'Falco')).outcome).toBe('pass');
    const labels = { 'eks.amazonaws.com/compute-type': 'fargate' };
    const fargate: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'safe-fargate', labels } };
    await apply(fargate);
    onTestFinished(() => remove(fargate));
    expect(await assess('PDP-SEC-012', 'safe-fargate')).toEqual({
      outcome: 'unknown',
      said: ['Falco: not ready on 1 node, such as safe-fargate'],
    });
    await remove(fargate);
    await remove(watching);
    expect((await assess('PDP-SEC-012', 'Falco')).outcome).toBe('unknown');
  });

  it('PDP-CLU-001 follows what Cilium is told', async () => {
    const settings = (data: object): KubeObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cilium-config', namespace: 'kube-system' },
      data,
    });
    await apply(...namespaces('kube-system'), settings({ 'enable-policy': 'default', 'policy-audit-mode': 'false' }));
    onTestFinished(() => remove(settings({})));
    const cni = 'network: {cni: cilium}\n';
    expect((await assess('PDP-CLU-001', 'cilium', cni)).outcome).toBe('pass');
    await apply(settings({ 'enable-policy': 'default', 'policy-audit-mode': 'true' }));
    expect((await assess('PDP-CLU-001', 'cilium', cni)).outcome).toBe('fail');
    await apply(settings({ 'enable-policy': 'default', 'policy-audit-mode': '1' }));
    expect((await assess('PDP-CLU-001', 'cilium', cni)).outcome).toBe('fail');
    await apply(settings({ 'enable-policy': 'never', 'policy-audit-mode': 'false' }));
    expect((await assess('PDP-CLU-001', 'cilium', cni)).outcome).toBe('fail');
    await remove(settings({}));
    expect((await assess('PDP-CLU-001', 'cilium', cni)).outcome).toBe('unknown');
  });

  it.each(['PDP-SEC-001', 'PDP-SEC-002', 'PDP-SEC-004', 'PDP-SEC-005', 'PDP-SEC-009', 'PDP-CLU-002', 'PDP-CLU-003'])(
    '%s is unknown for who may read nothing, whatever is there',
    async (id) => {
      const namespace = `unseen-${id.toLowerCase()}`;
      await inNamespace(namespace, pod(namespace, { privileged: true }));
      expect(await assess(id, namespace, '', { as: 'nobody' })).toEqual({ outcome: 'unknown', said: [] });
    },
  );
});
