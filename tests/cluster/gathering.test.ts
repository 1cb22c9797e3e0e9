import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compose } from '#electron/composition.ts';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { fromGathered } from '#shared/evidence/fromGathered.ts';
import { toGatherScript } from '#shared/evidence/gatherScript.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import { kubeClusters } from '#electron/adapters/kubernetes/kubeClusters.ts';
import { toKubeconfig } from '../kubeApiServer.ts';
import { apply, clusterAccess, isSkipped, namespaces, remove, skipReason } from './realCluster.ts';
import type { KubeObject } from './realCluster.ts';

const run = promisify(execFile);
const canary = 'c4n4ry-5ecret-0452';
const needs = [
  'nodes',
  'namespaces',
  'pods',
  'configmaps',
  'replicasets.apps',
  'gitrepositories.source.toolkit.fluxcd.io',
] as const;

const objects: readonly KubeObject[] = [
  ...namespaces('gathered'),
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'shop',
      namespace: 'gathered',
      annotations: { note: `{"a": "${canary}"}` },
      labels: { app: 'shop' },
    },
    spec: {
      containers: [
        {
          name: 'shop',
          image: 'registry.example/shop:1',
          command: ['sh', '-c', `${canary}\n  "env": [`],
          args: [canary],
          env: [{ name: 'A', value: canary }],
          envFrom: [{ configMapRef: { name: canary } }],
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
  async function gather(token: string): Promise<string> {
    const folder = temporaryFolder();
    const script = path.join(folder, 'gather.sh');
    writeFileSync(script, toGatherScript(needs));
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify(toKubeconfig(clusterAccess(), { token })));
    const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: kubeconfig };
    await run('sh', [script, path.join(folder, 'gathered'), 'real'], { env, cwd: folder });
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
    const steps = opened.value.collect(needs);
    for (;;) {
      const step = await steps.next();
      if (step.done !== true) continue;
      if (!step.value.ok) throw new Error(step.value.failure.message);
      return step.value.value;
    }
  }

  const withoutTimes = ({ resources }: ClusterSnapshot): unknown =>
    Object.fromEntries(Object.entries(resources).map(([id, part]) => [id, { ...part, at: '' }]));

  it('is what a connection collects, and no secret is in it, not even on the way', async () => {
    await apply(...objects);
    onTestFinished(() => remove(...objects));
    const { token, server } = clusterAccess();
    const folder = await gather(token);
    const [gathered, collected] = [read(folder), await collect(token)];
    expect(gathered.resources.pods).toMatchObject({ state: 'observed' });
    expect(JSON.stringify(gathered.resources.pods)).toContain('"command":["kube-apiserver"]');
    expect(JSON.stringify(gathered.resources.pods)).toContain('"args":["--encryption-provider-config"]');
    expect(withoutTimes(gathered)).toEqual(withoutTimes(collected));
    expect(gathered.identity).toEqual({ server, uid: collected.identity.uid });
    expect(gathered.version).toMatchObject({ value: { gitVersion: 'v1.36.3' } });
    const onDisk = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
    expect(onDisk.join('\n')).toContain('registry.example/shop:1');
    expect(onDisk.join('\n')).not.toContain(canary);
  });

  it('says what is not granted and what is not served, as a connection does', async () => {
    const { viewer = '' } = clusterAccess().tokens;
    const { resources } = read(await gather(viewer));
    expect(resources.pods).toMatchObject({ state: 'forbidden', needs: 'list pods' });
    expect(resources.configmaps).toMatchObject({
      state: 'forbidden',
      needs: 'get configmaps kube-system/cilium-config',
    });
    expect(resources['gitrepositories.source.toolkit.fluxcd.io']).toMatchObject({ state: 'absent' });
  });

  it('becomes a snapshot like any other', async () => {
    const gathered = await gather(clusterAccess().token);
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
