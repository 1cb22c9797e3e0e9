import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compose } from '#electron/composition.ts';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { fromGathered } from '#shared/evidence/fromGathered.ts';
import { toGatherScript } from '#shared/evidence/gatherScript.ts';
import { clusterResources } from '#shared/evidence/clusterResources.ts';
import type { ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import { kubeClusters } from '#electron/adapters/kubernetes/kubeClusters.ts';
import { isOnPath } from '../isOnPath.ts';
import { toKubeconfig } from '../kubeApiServer.ts';
import { definitionOf } from './crds/definitionOf.ts';
import { apply, clusterAccess, isSkipped, namespaces, remove, skipReason } from './realCluster.ts';
import type { KubeObject } from './realCluster.ts';

const run = promisify(execFile);
const some = ['namespaces', 'pods', 'configmaps', 'buckets.source.toolkit.fluxcd.io'] as const;
const canary = 'c4n4ry-5ecret-0452';
const everything = Object.keys(clusterResources) as readonly ClusterResourceId[];
const definitions = (
  [
    'helmreleases.helm.toolkit.fluxcd.io',
    'certificates.cert-manager.io',
    'ciliumnetworkpolicies.cilium.io',
    'kongplugins.configuration.konghq.com',
    'middlewares.traefik.io',
    'authorizationpolicies.security.istio.io',
  ] as const
).map(definitionOf);

const objects: readonly KubeObject[] = [
  ...namespaces('gathered'),
  ...definitions,
  // Labels may be called as the fields are that hold secrets, and a policy without them selects everything.
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'odd', namespace: 'gathered', labels: { args: 'a', command: 'b', annotations: 'c' } },
    spec: { podSelector: { matchLabels: { env: 'production', command: 'serve' } }, policyTypes: ['Egress'] },
  },
  {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'requests', namespace: 'gathered' },
    spec: {
      description: canary,
      endpointSelector: { matchLabels: { path: 'a', headers: 'b' } },
      egress: [
        {
          toPorts: [
            {
              ports: [{ port: '443', protocol: 'TCP' }],
              rules: {
                http: [
                  { method: 'GET', path: `/?key=${canary}`, headers: [`X-Key: ${canary}`] },
                  { headerMatches: [{ name: 'X-Key', value: canary }], path: canary },
                ],
              },
            },
          ],
        },
      ],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'shop',
      namespace: 'gathered',
      annotations: {
        note: canary,
        'nginx.ingress.kubernetes.io/auth-url': `https://${canary}.example/?key=${canary}`,
        'nginx.ingress.kubernetes.io/auth-snippet': `return 200 "${canary}: [";\n{`,
        'nginx.ingress.kubernetes.io/auth-type': '',
        'nginx.ingress.kubernetes.io/satisfy': 'any',
        'konghq.com/plugins': 'keys',
      },
    },
    spec: { defaultBackend: { service: { name: 'shop', port: { number: 80 } } } },
  },
  {
    apiVersion: 'configuration.konghq.com/v1',
    kind: 'KongPlugin',
    metadata: { name: 'keys', namespace: 'gathered' },
    plugin: 'openid-connect',
    protocols: ['http', canary],
    config: { anonymous: canary, client_secret: [canary], key_names: [] },
    configFrom: { secretKeyRef: { name: canary, key: canary } },
  },
  {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: { name: 'users', namespace: 'gathered' },
    spec: { basicAuth: { users: [canary] }, chain: { middlewares: [{ name: 'users' }] } },
  },
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'asking', namespace: 'gathered', annotations: { 'istio.io/dry-run': 'true', note: canary } },
    spec: {
      action: 'DENY',
      rules: [
        {
          from: [{ source: { ipBlocks: [canary], requestPrincipals: [], notRequestPrincipals: ['*'] } }],
          to: [{ operation: { paths: [`/${canary}`] } }],
          when: [{ key: 'request.headers[x-key]', values: [canary], notValues: [] }, { key: 'source.ip' }],
        },
      ],
    },
  },
  // Not what Kubernetes names things, but what a path or a bracket of the printed JSON could be taken for.
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'gathered:odd{"}' },
    rules: [
      { apiGroups: [''], resources: ['pods'], resourceNames: ['spec": {', '\\', '  ]', 'é\u2028<&>'], verbs: ['get'] },
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'gathered', labels: { 'kubernetes.io/os': 'linux' } },
    status: {
      conditions: [
        { type: 'Ready', status: 'True', message: `at https://ana:${canary}@n.example/x?a=1&b=${canary}, "again"` },
      ],
    },
  },
  {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'shop', namespace: 'gathered' },
    spec: { interval: '5m', values: { password: canary, chart: { spec: { chart: canary } } } },
    status: { history: [{ status: 'deployed', digest: canary }] },
  },
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'shop', namespace: 'gathered' },
    spec: { secretName: 'shop', keystores: { jks: { create: true, password: canary } } },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cilium-config', namespace: 'kube-system' },
    data: { 'enable-policy': 'default', 'hubble-export': canary },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'shop',
      namespace: 'gathered',
      annotations: { note: `{"a": "${canary}"}` },
      labels: { app: 'shop', env: 'production' },
    },
    spec: {
      volumes: [
        { name: 'work', emptyDir: {} },
        { name: 'disk', emptyDir: { sizeLimit: '1Gi' } },
      ],
      containers: [
        {
          name: 'shop',
          image: 'registry.example/shop:1',
          command: ['sh', '-c', `${canary}\n  "env": [`],
          args: [canary],
          env: [{ name: 'A', value: canary }],
          envFrom: [{ configMapRef: { name: canary } }],
          securityContext: { runAsUser: 7, windowsOptions: { gmsaCredentialSpec: canary, runAsUserName: 'shop' } },
          livenessProbe: { httpGet: { path: `/${canary}`, port: 1 } },
          ports: [{ containerPort: 80 }],
        },
        {
          name: 'kube-apiserver',
          image: 'registry.example/kube-apiserver:1',
          command: [`/${canary}/kube-apiserver`, `--token-auth-file=${canary}`],
          args: [`--encryption-provider-config=/${canary}`],
        },
      ],
    },
  },
];

describe.skipIf(isSkipped)(`what the script gathers of a real cluster by kubectl${skipReason}`, () => {
  /** The folder that the script fills, as this user. */
  async function gather(token: string, needs: readonly ClusterResourceId[], shell = 'sh'): Promise<string> {
    const folder = temporaryFolder();
    const script = path.join(folder, 'gather.sh');
    writeFileSync(script, toGatherScript(needs));
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify(toKubeconfig(clusterAccess(), { token })));
    const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: kubeconfig };
    await run(shell, [script, path.join(folder, 'gathered'), 'real'], { env, cwd: folder });
    rmSync(path.join(folder, '.kube'), { recursive: true, force: true });
    return path.join(folder, 'gathered');
  }

  function read(folder: string): ClusterSnapshot {
    const files = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')] as const);
    const snapshot = fromGathered(new Map(files));
    if (snapshot === undefined) throw new Error('That is not what the script gathers.');
    return snapshot;
  }

  async function collect(token: string): Promise<ClusterSnapshot> {
    const file = path.join(temporaryFolder(), 'kubeconfig');
    writeFileSync(file, JSON.stringify(toKubeconfig(clusterAccess(), { token })));
    const opened = await kubeClusters({ environment: { KUBECONFIG: file }, commandPath: async () => undefined }).open(
      'real',
    );
    if (!opened.ok) throw new Error(opened.failure.message);
    onTestFinished(() => opened.value.close());
    const steps = opened.value.collect(everything);
    for (;;) {
      const step = await steps.next();
      if (step.done !== true) continue;
      if (!step.value.ok) throw new Error(step.value.failure.message);
      return step.value.value;
    }
  }

  const withoutTimes = ({ resources }: ClusterSnapshot): unknown =>
    Object.fromEntries(Object.entries(resources).map(([id, part]) => [id, { ...part, at: '' }]));

  beforeAll(() => apply(...namespaces('kube-system'), ...objects));
  afterAll(() => remove(...objects.toReversed()));

  describe.each(['dash', 'bash'])('in %s', (shell) => {
    const missing = isOnPath(shell) ? '' : ` (skipped: needs ${shell})`;
    it.skipIf(missing !== '')(
      `is what a connection collects, and no secret is in it, not even on the way${missing}`,
      async () => {
        const { token, server } = clusterAccess();
        const folder = await gather(token, everything, shell);
        const [gathered, collected] = [read(folder), await collect(token)];
        expect(gathered.resources.pods).toMatchObject({ state: 'observed' });
        expect(JSON.stringify(gathered.resources.pods)).toContain('"command":["kube-apiserver"]');
        expect(JSON.stringify(gathered.resources.pods)).toContain('"args":["--encryption-provider-config"]');
        expect(JSON.stringify(gathered.resources['networkpolicies.networking.k8s.io'])).toContain('"env":"production"');
        expect(JSON.stringify(gathered.resources['ciliumnetworkpolicies.cilium.io'])).toContain(
          '"http":[{"method":"GET"},{}]',
        );
        expect(JSON.stringify(gathered.resources['ingresses.networking.k8s.io'])).toContain(
          '"nginx.ingress.kubernetes.io/auth-url":true',
        );
        expect(JSON.stringify(gathered.resources['authorizationpolicies.security.istio.io'])).toContain(
          '"from":[{"source":{"notRequestPrincipals":["*"],"ipBlocks":true}}],"to":true',
        );
        expect(JSON.stringify(collected)).not.toContain(canary);
        expect(withoutTimes(gathered)).toEqual(withoutTimes(collected));
        expect(gathered.identity).toEqual({ server, uid: collected.identity.uid });
        expect(gathered.version).toMatchObject({ value: { gitVersion: 'v1.36.3' } });
        const onDisk = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
        expect(onDisk.join('\n')).toContain('registry.example/shop:1');
        expect(onDisk.join('\n')).not.toContain(canary);
      },
    );
  });

  it('says what is not granted and what is not served, as a connection does', async () => {
    const { viewer = '' } = clusterAccess().tokens;
    const { resources } = read(await gather(viewer, some));
    expect(resources.pods).toMatchObject({ state: 'forbidden', needs: 'list pods' });
    expect(resources.configmaps).toMatchObject({
      state: 'forbidden',
      needs: 'get configmaps kube-system/cilium-config',
    });
    expect(resources['buckets.source.toolkit.fluxcd.io']).toMatchObject({ state: 'absent' });
  });

  it('becomes a snapshot like any other', async () => {
    const gathered = await gather(clusterAccess().token, some);
    const folder = temporaryFolder();
    const place = path.join(folder, 'gathered');
    mkdirSync(place);
    cpSync(gathered, place, { recursive: true });
    const { operations, close } = compose({ host: 'command-line', dataFolder: path.join(folder, '.data') });
    onTestFinished(close);
    const events = await Array.fromAsync(operations.cluster.collect({ gathered: place, pseudonyms: true }));
    const collected = events.find((event) => event.kind === 'collected');
    expect(collected?.preview.identity.server).toMatch(/^https:\/\/x[0-9a-f]{16}$/);
    const file = path.join(folder, 'gathered.snapshot');
    expect(await operations.cluster.save({ hash: collected?.hash ?? '', file })).toEqual({ ok: true, value: file });
  });
});
