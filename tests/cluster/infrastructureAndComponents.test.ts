import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose } from '#electron/composition.ts';
import type { Composition } from '#electron/composition.ts';
import type { Finding } from '#shared/audit/finding.ts';
import { clusterResources } from '#shared/evidence/clusterResources.ts';
import type { ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import { toKubeconfig } from '../kubeApiServer.ts';
import { definitionOf } from './crds/definitionOf.ts';
import { condition, hoursAway, objectOf } from './manifests.ts';
import { apply, clusterAccess, isSkipped, namespaces, remove, skipReason } from './realCluster.ts';
import type { KubeObject } from './realCluster.ts';

const asOf = new Date().toISOString();
const conditions = (...of: readonly (readonly [string, string])[]): object => ({
  conditions: of.map(([type, status]) => condition(type, status)),
});

const node = (
  name: string,
  { ready = 'True', disk = 'False', kubelet = 'v1.36.1', zone = `westeurope-${name}`, region = 'westeurope' } = {},
): KubeObject =>
  objectOf(
    'nodes',
    `infra-${name}`,
    {
      spec: { providerID: `azure:///machines/${name}` },
      status: {
        ...conditions(['Ready', ready], ['MemoryPressure', 'False'], ['DiskPressure', disk], ['PIDPressure', 'False']),
        nodeInfo: { kubeletVersion: kubelet },
      },
    },
    { labels: { 'topology.kubernetes.io/zone': zone, 'topology.kubernetes.io/region': region } },
  );

interface PodParts {
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: readonly string[];
  readonly image?: string;
  readonly on?: string;
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly ready?: string;
  readonly status?: object;
  readonly claim?: string;
}
const pod = (
  named: string,
  {
    labels,
    containers,
    image = 'registry.acme.example/part:1',
    on = 'infra-1',
    owner,
    ready = 'True',
    status = {},
    claim,
  }: PodParts,
): KubeObject =>
  objectOf(
    'pods',
    named,
    {
      spec: {
        nodeName: on,
        containers: containers.map((name) => ({ name, image })),
        ...(claim !== undefined && { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }] }),
      },
      status: {
        phase: 'Running',
        ...conditions(['Ready', ready]),
        containerStatuses: containers.map((name) => ({
          name,
          image,
          imageID: 'sha256:1',
          ready: ready === 'True',
          restartCount: 0,
          state: { running: { startedAt: hoursAway(-30) } },
          lastState: {},
          ...status,
        })),
      },
    },
    {
      labels,
      ...(owner !== undefined && {
        ownerReferences: [{ apiVersion: 'apps/v1', uid: '0451', controller: true, ...owner }],
      }),
    },
  );

/** A DaemonSet with its pods on these nodes. */
const onNodes = (
  named: string,
  labels: Readonly<Record<string, string>>,
  container: string,
  image: string,
  on: readonly string[],
  more: Partial<PodParts> = {},
): readonly KubeObject[] => {
  const [namespace, name = ''] = named.split('/');
  const spec = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: container, image }] } },
  };
  const status = {
    observedGeneration: 1,
    currentNumberScheduled: 2,
    numberMisscheduled: 0,
    desiredNumberScheduled: 2,
    numberReady: 2,
  };
  return [
    objectOf('daemonsets.apps', named, { spec, status }),
    ...on.map((where) =>
      pod(`${namespace}/${name}-${where}`, {
        labels,
        containers: [container],
        image,
        on: where,
        owner: { kind: 'DaemonSet', name },
        ...more,
      }),
    ),
  ];
};
const both = ['infra-1', 'infra-2'];
const cilium = (image = 'quay.io/cilium/cilium:v1.19.4', ready = 'True') =>
  onNodes('kube-system/cilium', { 'k8s-app': 'cilium' }, 'cilium-agent', image, both, { ready });
const agents = (ready = 'True') =>
  onNodes(
    'infra/fluent-bit',
    { 'app.kubernetes.io/name': 'fluent-bit' },
    'fluent-bit',
    'registry.acme.example/fluent-bit:3',
    both,
    { ready, claim: 'logs' },
  );
const config = (data: Readonly<Record<string, string>>) =>
  objectOf('configmaps', 'kube-system/cilium-config', { data });
const gatewayPod = (ready: string) =>
  pod('infra/gateway', {
    labels: { app: 'choreo-connect-deployment' },
    containers: ['enforcer', 'router', 'adapter'],
    ready,
  });
const agent = (ready: string, status: object = {}) =>
  pod('infra/agent', { labels: { app: 'pdp-agent' }, containers: ['agent'], ready, status });

const gatewayClass = objectOf('gatewayclasses.gateway.networking.k8s.io', 'public', {
  spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
  status: conditions(['Accepted', 'True']),
});
const gateway = (programmed: string, resolved: string) =>
  objectOf('gateways.gateway.networking.k8s.io', 'infra/main', {
    spec: {
      gatewayClassName: 'public',
      listeners: [{ name: 'web', protocol: 'HTTPS', port: 443, tls: { certificateRefs: [{ name: 'edge-tls' }] } }],
    },
    status: {
      ...conditions(['Accepted', 'True'], ['Programmed', programmed]),
      listeners: [{ name: 'web', ...conditions(['ResolvedRefs', resolved]) }],
    },
  });
const route = (...filters: readonly string[]) =>
  objectOf('httproutes.gateway.networking.k8s.io', 'infra/orders', {
    spec: { parentRefs: [{ name: 'main' }], rules: [{ filters: filters.map((type) => ({ type })) }] },
  });
const policy = (kind: string) =>
  objectOf('securitypolicies.gateway.envoyproxy.io', 'infra/auth', {
    spec: { targetRefs: [{ kind, name: 'orders' }], jwt: {} },
  });
const certificate = (notAfter: string | null) =>
  objectOf('certificates.cert-manager.io', 'infra/edge', {
    spec: { secretName: 'edge-tls' },
    status: { ...conditions(['Ready', 'True']), notAfter },
  });
const store = (ready: string, provider = 'azurekv') =>
  objectOf('clustersecretstores.external-secrets.io', 'infra-vault', {
    spec: { provider: { [provider]: { authSecretRef: {} } } },
    status: conditions(['Ready', ready]),
  });
const secret = (ready: string) =>
  objectOf('externalsecrets.external-secrets.io', 'infra/database', {
    spec: { refreshInterval: '1h' },
    status: { ...conditions(['Ready', ready]), refreshTime: hoursAway(-0.5) },
  });
const claim = (phase: string | null) =>
  objectOf('persistentvolumeclaims', 'infra/logs', {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    status: { phase },
  });
const egress = (to: object) =>
  objectOf('networkpolicies.networking.k8s.io', 'infra/egress', {
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [to] }] },
  });
const outside = objectOf('services', 'infra/logs', {
  spec: { type: 'ExternalName', externalName: 'logs.example.com' },
});
const source = (ready: string, url = 'https://github.com/acme/platform') =>
  objectOf('gitrepositories.source.toolkit.fluxcd.io', 'infra/platform', {
    spec: { url, interval: '10m' },
    status: conditions(['Ready', ready]),
  });
const release = (ready: string, mode: string, status: string) =>
  objectOf('helmreleases.helm.toolkit.fluxcd.io', 'infra/gateway', {
    spec: { interval: '10m', driftDetection: { mode } },
    status: { ...conditions(['Ready', ready]), history: [{ status }] },
  });
const kustomization = (lastReconciled: string, ready = 'True') =>
  objectOf('kustomizations.kustomize.toolkit.fluxcd.io', 'infra/base', {
    spec: { interval: '10m' },
    status: {
      ...conditions(['Ready', ready]),
      lastAppliedRevision: 'a',
      lastAttemptedRevision: 'a',
      history: [{ lastReconciled }],
    },
  });
const pulled = (reason: string | undefined) =>
  pod('infra/web', {
    labels: { app: 'web' },
    containers: ['web'],
    ...(reason !== undefined && { status: { ready: false, imageID: '', state: { waiting: { reason } } } }),
  });

const definitions = (Object.keys(clusterResources) as ClusterResourceId[])
  .filter((id) => /(?:gateway[.]|cert-manager[.]|external-secrets[.]|fluxcd[.])/.test(id))
  .map(definitionOf);

/** What makes each of these pass; then, what is wrong; then, what can't be told. Checks as they are named by their numbers. */
const good: readonly KubeObject[] = [
  ...namespaces('infra'),
  node('1'),
  node('2'),
  ...cilium(),
  ...agents(),
  config({ 'enable-wireguard': 'true', 'kube-proxy-replacement': 'true', 'enable-l7-proxy': 'true' }),
  gatewayPod('True'),
  agent('True'),
  gatewayClass,
  gateway('True', 'True'),
  route(),
  policy('HTTPRoute'),
  certificate(hoursAway(24 * 60)),
  store('True'),
  secret('True'),
  claim('Bound'),
  egress({ namespaceSelector: {} }),
  source('True'),
  release('True', 'enabled', 'deployed'),
  kustomization(hoursAway(-0.1)),
  pulled(undefined),
];
const wrong: readonly KubeObject[] = [
  node('1', { ready: 'False', disk: 'True', kubelet: 'v1.30.0', zone: 'westeurope-2', region: 'eastus' }),
  ...cilium('quay.io/cilium/cilium:v1.15.1', 'False'),
  ...agents('False'),
  config({ 'enable-wireguard': 'false', 'kube-proxy-replacement': 'false', 'enable-l7-proxy': 'false' }),
  gatewayPod('False'),
  agent('False'),
  gateway('False', 'False'),
  policy('TCPRoute'),
  certificate(hoursAway(24)),
  store('False'),
  secret('False'),
  claim('Pending'),
  outside,
  source('False', 'http://github.com/acme/platform'),
  release('False', 'enabled', 'failed'),
  kustomization(hoursAway(-5)),
  pulled('ImagePullBackOff'),
];

const inOrder = (prefix: string, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `PDP-${prefix}-${String(from + index).padStart(3, '0')}`);
const checks = [...inOrder('INF', 2, 14), ...inOrder('CMP', 2, 20)];
/** What this API server can't be without, and others of these tests are; and what never fails by its nature. */
const neverFail = new Set(['PDP-INF-003', 'PDP-INF-004', 'PDP-INF-014', 'PDP-INF-009']);

describe.skipIf(isSkipped)(`the checks of infrastructure and components on a real cluster${skipReason}`, () => {
  let folder: string;
  let plan: string;
  let pdp: Composition;

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-infra-')));
    plan = path.join(folder, 'plan.yaml');
    const access = clusterAccess();
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify(toKubeconfig(access, { token: access.token })));
    process.env['KUBECONFIG'] = kubeconfig;
    pdp = compose({ host: 'command-line', dataFolder: path.join(folder, '.data') });
    const made = await pdp.operations.plans.create({ file: plan, sample: 'azure-standard' });
    if (!made.ok) throw new Error(made.failure.message);
    await apply(...definitions);
  });

  afterAll(async () => {
    delete process.env['KUBECONFIG'];
    await pdp.close();
    await remove(...good.toReversed(), outside, ...definitions);
    rmSync(folder, { recursive: true, force: true });
  });

  async function findings(at = asOf): Promise<ReadonlyMap<string, Finding>> {
    for await (const event of pdp.operations.audit.run({ plan, asOf: at, context: 'real' })) {
      if (event.kind === 'failed') throw new Error(event.failure.message);
      if (event.kind === 'finished') return new Map(event.record.findings.map((finding) => [finding.check, finding]));
    }
    throw new Error('The audit did not end.');
  }

  const outcomesOf = (found: ReadonlyMap<string, Finding>): Readonly<Record<string, string | undefined>> =>
    Object.fromEntries(checks.map((id) => [id, found.get(id)?.outcome]));

  it('pass where all is well, each by what it saw', async () => {
    await apply(...good);
    const found = await findings();
    expect(outcomesOf(found)).toEqual(Object.fromEntries(checks.map((id) => [id, 'pass'])));
    expect(checks.map((id) => found.get(id)?.how)).toEqual(checks.map(() => 'observed'));
  });

  it('fail where something is wrong, and name the object', async () => {
    await apply(...wrong);
    const found = await findings();
    const expected = checks.filter((id) => !neverFail.has(id));
    expect(expected.map((id) => [id, found.get(id)?.outcome])).toEqual(expected.map((id) => [id, 'fail']));
    expect(found.get('PDP-INF-002')?.evidence).toMatchObject([
      {
        text: expect.stringContaining('infra-1: status.conditions[Ready]=False'),
        source: expect.stringContaining('list nodes of https://127.0.0.1'),
      },
    ]);
  });

  it('are unknown where nothing is there to be judged', async () => {
    await remove(
      ...good.filter(({ kind }) => !['Namespace', 'CustomResourceDefinition'].includes(kind)).toReversed(),
      outside,
    );
    const found = await findings();
    const open = checks.filter(
      (id) => !['PDP-INF-003', 'PDP-INF-004', 'PDP-INF-014', ...inOrder('CMP', 8, 11)].includes(id),
    );
    expect(open.map((id) => [id, found.get(id)?.outcome])).toEqual(open.map((id) => [id, 'unknown']));
    // A gateway that is not used is not asked for by this profile.
    expect(inOrder('CMP', 8, 11).map((id) => found.get(id)?.outcome)).toEqual(Array(4).fill('not-applicable'));
  });

  it('are unknown for a store of secrets that leads to no vault', async () => {
    const stand = store('True', 'fake');
    await apply(stand);
    expect((await findings()).get('PDP-INF-011')?.outcome).toBe('unknown');
    await remove(stand);
    await apply(store('True'));
    expect((await findings()).get('PDP-INF-011')?.outcome).toBe('pass');
    await remove(store('True'));
  });

  it('are unknown for a gateway of which nothing is said yet', async () => {
    const silent = { ...gateway('Unknown', 'Unknown') };
    await apply(gatewayClass, silent, route('ExtensionRef'));
    const found = await findings();
    expect(inOrder('CMP', 8, 11).map((id) => found.get(id)?.outcome)).toEqual(Array(4).fill('unknown'));
    await remove(gatewayClass, silent, route());
  });

  it('go by the instant of the audit for the end of life', async () => {
    expect((await findings('2027-06-28T12:00:00Z')).get('PDP-INF-003')?.outcome).toBe('pass');
    await apply(node('1'));
    expect((await findings('2027-07-01T00:00:00Z')).get('PDP-INF-003')?.outcome).toBe('fail');
    const service = node('1');
    const labels = { ...(service.metadata['labels'] as object), 'kubernetes.azure.com/cluster': 'infra' };
    await apply({ ...service, metadata: { ...service.metadata, labels } });
    expect((await findings('2027-07-01T00:00:00Z')).get('PDP-INF-003')?.outcome).toBe('unknown');
  });

  it('fail for a component that is not there once the plan says that its labels are right', async () => {
    const of = (found: ReadonlyMap<string, Finding>): unknown => found.get('PDP-CMP-001')?.outcome;
    // The last of the components is Flux.
    expect(of(await findings())).toBe('unknown');
    writeFileSync(plan, `${readFileSync(plan, 'utf8')}\ncomponents: {flux: {confirmedSelector: true}}\n`);
    expect(of(await findings())).toBe('fail');
  });
});
