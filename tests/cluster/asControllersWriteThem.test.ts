/** Objects of a real API server with the statuses that controllers of Flux, Envoy Gateway, External Secrets and others write in everyday states. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Assessment } from '#shared/audit/assessment.ts';
import type { ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import { toKubeconfig } from '../kubeApiServer.ts';
import { assessCheck } from './assessCheck.ts';
import { definitionOf } from './crds/definitionOf.ts';
import { condition, hoursAway } from './manifests.ts';
import { apply, clusterAccess, isSkipped, namespaces, remove, skipReason } from './realCluster.ts';
import type { KubeObject } from './realCluster.ts';

const resources = [
  'gatewayclasses.gateway.networking.k8s.io',
  'gateways.gateway.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  'securitypolicies.gateway.envoyproxy.io',
  'externalsecrets.external-secrets.io',
  'gitrepositories.source.toolkit.fluxcd.io',
  'ocirepositories.source.toolkit.fluxcd.io',
  'kustomizations.kustomize.toolkit.fluxcd.io',
  'helmreleases.helm.toolkit.fluxcd.io',
] as const satisfies readonly ClusterResourceId[];
const definitions = resources.map(definitionOf);

const object = (apiVersion: string, kind: string, name: string, fields: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'lived-in' },
  ...fields,
});
const gatewayApi = 'gateway.networking.k8s.io/v1';
const source = 'source.toolkit.fluxcd.io/v1';

describe.skipIf(isSkipped)(`a cluster that is lived in${skipReason}`, () => {
  beforeAll(async () => {
    await apply(...namespaces('lived-in'), ...definitions);
    await apply(object('v1', 'ServiceAccount', 'default', {}));
  });
  afterAll(() => remove(...definitions, ...namespaces('lived-in')));

  async function assess(id: string, ...objects: readonly KubeObject[]): Promise<Assessment> {
    await apply(...objects);
    onTestFinished(() => remove(...objects.toReversed()));
    const access = clusterAccess();
    return assessCheck(id, toKubeconfig(access, { token: access.token }));
  }

  const route = (name: string, rule: object, labels: object): KubeObject => ({
    ...object(gatewayApi, 'HTTPRoute', name, { spec: { parentRefs: [{ name: 'main' }], rules: [rule] } }),
    metadata: { name, namespace: 'lived-in', labels },
  });
  const gateway = [
    {
      ...object(gatewayApi, 'GatewayClass', 'eg', {
        spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
      }),
      metadata: { name: 'eg' },
    },
    object(gatewayApi, 'Gateway', 'main', {
      spec: {
        gatewayClassName: 'eg',
        listeners: [
          { name: 'http', protocol: 'HTTP', port: 80 },
          { name: 'https', protocol: 'HTTPS', port: 443 },
        ],
      },
    }),
    route('to-https', { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }, {}),
    route('orders', { backendRefs: [{ name: 'orders', port: 80 }] }, { api: 'orders' }),
  ];
  const asking = (jwt: object, api = 'orders'): KubeObject =>
    object('gateway.envoyproxy.io/v1alpha1', 'SecurityPolicy', 'jwt', {
      spec: {
        targetSelectors: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', matchLabels: { api } }],
        jwt,
      },
    });

  it('PDP-CMP-011 counts what serves, and policies that find their routes by labels', async () => {
    expect(await assess('PDP-CMP-011', ...gateway)).toMatchObject({
      outcome: 'fail',
      title: '1 of 1 route without authentication and authorization that hold',
    });
    expect((await assess('PDP-CMP-011', asking({}))).outcome).toBe('pass');
    expect((await assess('PDP-CMP-011', asking({ optional: true }))).outcome).toBe('fail');
    expect((await assess('PDP-CMP-011', asking({ optional: false }, 'invoices'))).outcome).toBe('fail');
  });

  it('PDP-INF-012 goes by the policy of a secret that is not refreshed by the clock', async () => {
    const secret = (spec: object): KubeObject =>
      object('external-secrets.io/v1', 'ExternalSecret', 'database', {
        spec: { refreshInterval: '1h0m0s', ...spec },
        status: { refreshTime: hoursAway(-400), conditions: [condition('Ready', 'True', 'SecretSynced')] },
      });
    expect((await assess('PDP-INF-012', secret({ refreshPolicy: 'CreatedOnce' }))).outcome).toBe('pass');
    expect((await assess('PDP-INF-012', secret({ refreshPolicy: 'Periodic' }))).outcome).toBe('fail');
  });

  it('PDP-CMP-018 waits for what Flux is doing at the moment, and fails what it has given up', async () => {
    const upgrading = (ready: string, reason: string, status: string): KubeObject =>
      object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'gateway', {
        spec: { interval: '10m', driftDetection: { mode: 'enabled' } },
        status: { conditions: [condition('Ready', ready, reason)], history: [{ status }] },
      });
    const applying = (ready: string): KubeObject =>
      object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'apps', {
        spec: { interval: '10m' },
        status: {
          conditions: [condition('Ready', ready, 'Progressing')],
          lastAppliedRevision: 'main@sha1:a',
          lastAttemptedRevision: 'main@sha1:b',
        },
      });
    const done = upgrading('True', 'UpgradeSucceeded', 'deployed');
    expect((await assess('PDP-CMP-018', done)).outcome).toBe('pass');
    expect((await assess('PDP-CMP-018', upgrading('Unknown', 'Progressing', 'pending-upgrade'))).outcome).toBe(
      'unknown',
    );
    expect((await assess('PDP-CMP-018', upgrading('False', 'UpgradeFailed', 'failed'))).outcome).toBe('fail');
    expect((await assess('PDP-CMP-018', done, applying('Unknown'))).outcome).toBe('unknown');
    expect((await assess('PDP-CMP-018', applying('False'))).outcome).toBe('fail');
  });

  it('PDP-CMP-019 is not answered by what tells no time, nor failed by what fails for another reason', async () => {
    const git = object(source, 'GitRepository', 'platform', {
      spec: { interval: '1m' },
      status: { conditions: [condition('Ready', 'True', 'Succeeded')] },
    });
    const registry = object(source, 'OCIRepository', 'charts', {
      spec: { interval: '5m' },
      status: {
        conditions: [
          condition('Reconciling', 'True', 'ProgressingWithRetry'),
          condition('Ready', 'False', 'OCIArtifactPullFailed', 'UNAUTHORIZED\n\nauthentication required'),
        ],
      },
    });
    const applied = (hours: number): KubeObject =>
      object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'apps', {
        spec: { interval: '10m' },
        status: {
          conditions: [condition('Ready', 'True', 'ReconciliationSucceeded')],
          history: [{ lastReconciled: hoursAway(-hours) }],
        },
      });
    expect((await assess('PDP-CMP-019', git)).outcome).toBe('unknown');
    expect(await assess('PDP-CMP-019', registry, applied(0.1))).toMatchObject({
      outcome: 'pass',
      evidence: expect.arrayContaining([
        expect.objectContaining({
          text: 'Left out: 1 of 3 objects of Flux does not tell when Flux looked last.',
        }),
      ]) as unknown,
    });
    expect((await assess('PDP-CMP-019', applied(3))).outcome).toBe('fail');
    const failing = await assess('PDP-CMP-016');
    expect(failing.outcome).toBe('fail');
    expect(failing.evidence[0]?.text).toContain('(OCIArtifactPullFailed: UNAUTHORIZED authentication required)');
  });

  const pod = (name: string, labels: object, spec: object, status: object): KubeObject => ({
    ...object('v1', 'Pod', name, {
      spec: { containers: [{ name: 'main', image: 'registry.acme.example/job:1' }], ...spec },
      status,
    }),
    metadata: { name, namespace: 'lived-in', labels },
  });

  it('PDP-INF-010 says nothing of an image before a node has asked for it', async () => {
    const waiting = (reason: string): object => ({
      phase: 'Pending',
      containerStatuses: [
        {
          name: 'main',
          image: 'registry.acme.example/job:1',
          imageID: '',
          ready: false,
          restartCount: 0,
          state: { waiting: { reason } },
          lastState: {},
        },
      ],
    });
    const own = (assessment: Assessment): readonly string[] =>
      assessment.evidence.map(({ text }) => text).filter((text) => text.includes('lived-in/job'));
    expect(own(await assess('PDP-INF-010', pod('job', {}, {}, waiting('ContainerCreating'))))).toEqual([]);
    const failing = await assess('PDP-INF-010', pod('job', {}, {}, waiting('ErrImagePull')));
    expect([failing.outcome, ...own(failing)]).toEqual([
      'fail',
      expect.stringContaining('ErrImagePull, the pull failed, in 1 of 1 pod'),
    ]);
    const never = await assess('PDP-INF-010', pod('job', {}, {}, waiting('ErrImageNeverPull')));
    expect([never.outcome, ...own(never)]).toEqual(['fail', expect.stringContaining('its imagePullPolicy is Never')]);
    // The plan’s registry is not at fault for what no node asked it for.
    expect((await assess('PDP-INF-009', pod('job', {}, {}, waiting('ErrImageNeverPull')))).outcome).toBe('unknown');
  });

  it('PDP-SEC-002 lets an agent for logs read those of its node, and no more', async () => {
    const agent = (place: string): KubeObject =>
      pod(
        'fluent-bit',
        { 'app.kubernetes.io/name': 'fluent-bit' },
        { volumes: [{ name: 'logs', hostPath: { path: place } }] },
        {},
      );
    const said = ({ evidence }: Assessment): string | undefined =>
      evidence.find(({ text }) => text.startsWith('lived-in/fluent-bit'))?.text;
    const reading = agent('/var/log');
    expect(said(await assess('PDP-SEC-002', reading))).toMatch(/within the baseline but for the logs of its node/);
    await remove(reading);
    expect(said(await assess('PDP-SEC-002', agent('/')))).toMatch(/mounts \/ of its node$/);
  });

  it('PDP-SEC-004 lets Flux’s role name controllers that are not installed, until somebody makes their accounts', async () => {
    const rbac = 'rbac.authorization.k8s.io';
    const flux = namespaces('flux-system');
    const accounts = ['kustomize-controller', 'image-reflector-controller'].map((name): KubeObject => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace: 'flux-system' },
    }));
    const [installed, missing] = accounts as [KubeObject, KubeObject];
    const controller = pod('kustomize', {}, { serviceAccountName: 'kustomize-controller' }, {});
    const labels = { 'app.kubernetes.io/part-of': 'flux' };
    const role: KubeObject = {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'crd-controller-flux-system' },
      rules: [{ apiGroups: ['source.toolkit.fluxcd.io'], resources: ['*'], verbs: ['*'] }],
    };
    const binding: KubeObject = {
      ...role,
      kind: 'ClusterRoleBinding',
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role.metadata.name },
      subjects: accounts.map(({ metadata: { name, namespace } }) => ({ kind: 'ServiceAccount', name, namespace })),
    };
    const { rules: _, ...bound } = binding;
    const running = { ...controller, metadata: { name: 'kustomize', namespace: 'flux-system', labels } };
    const said = ({ evidence }: Assessment): string | undefined =>
      evidence.find(({ text }) => text.startsWith('crd-controller-flux-system'))?.text;
    await apply(...flux, installed);
    onTestFinished(() => remove(...accounts));
    expect(said(await assess('PDP-SEC-004', role, bound as KubeObject, running))).toMatch(
      /image-reflector-controller \(not there, beside the accounts of Flux controller\)$/,
    );
    await apply(missing);
    expect(said(await assess('PDP-SEC-004'))).toMatch(/granted to service account flux-system\/image-reflector/);
  });

  it('PDP-SEC-011 does not count policies that a cloud brings for kinds of its own', async () => {
    const admission = 'admissionregistration.k8s.io/v1';
    const guarding = (resource: string): readonly KubeObject[] => [
      {
        apiVersion: admission,
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: 'lived-in' },
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: {
            resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: [resource] }],
          },
          validations: [{ expression: 'true' }],
        },
      },
      {
        apiVersion: admission,
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name: 'lived-in' },
        spec: { policyName: 'lived-in', validationActions: ['Deny'] },
      },
    ];
    expect((await assess('PDP-SEC-011', ...guarding('nodenetworkconfigs'))).outcome).toBe('fail');
    expect((await assess('PDP-SEC-011', ...guarding('pods'))).outcome).toBe('pass');
  });
});
