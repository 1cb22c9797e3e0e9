/** Whole clusters as each distribution makes them, on a real API server: one where all was done right, and what goes wrong there. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose } from '#electron/composition.ts';
import type { Composition } from '#electron/composition.ts';
import type { Finding } from '#shared/audit/finding.ts';
import { openKubeApiServer } from '../kubeApiServer.ts';
import type { KubeApiServer } from '../kubeApiServer.ts';
import { ciliumOn, dataPlaneOn } from './dataPlane.ts';
import { awsNodeOn, canalOn, distributions, routeOf } from './distributions.ts';
import type { DistributionCase } from './distributions.ts';
import { editCluster } from './editCluster.ts';
import type { ClusterEditor, KubeObject } from './editCluster.ts';
import { makeCertificate } from './makeCertificate.ts';
import { bindingOf, condition, daemonSetOf, namespaceOf, nodeOf, objectOf } from './manifests.ts';
import { isSkipped, skipReason } from './realCluster.ts';
import { standBefore } from './standBefore.ts';
import type { ProxyBefore } from './standBefore.ts';

/** What a sensible reader is not told of a cluster where all was done right: only a cloud, a maker or a person knows it. */
const openEverywhere = ['PDP-INF-001 log-storage'];
const secretsAreNotShown = 'PDP-SEC-010 cluster';
const zonesAreNotNamed = 'PDP-INF-006 cluster';
const openAt: Readonly<Record<DistributionCase['id'], readonly string[]>> = {
  eks: [secretsAreNotShown],
  gke: [secretsAreNotShown],
  // OpenShift's operator says that Secrets are encrypted; OVN-Kubernetes does the work of Cilium.
  openshift: [
    'PDP-CMP-001 cilium',
    zonesAreNotNamed,
    ...[2, 3, 4, 5, 6].map((number) => `PDP-CMP-00${number} cluster`),
  ],
  k3s: [secretsAreNotShown, zonesAreNotNamed],
  rke2: [secretsAreNotShown, zonesAreNotNamed],
  kubeadm: [secretsAreNotShown],
};

interface Defect {
  readonly what: string;
  readonly objects: readonly KubeObject[];
  readonly remove?: readonly KubeObject[];
  /** Check, outcome and what one sentence of it says, in that order. */
  readonly says: readonly (readonly [check: string, outcome: Finding['outcome'], sentence: RegExp])[];
}

const nodesOf = (id: DistributionCase['id']): readonly string[] =>
  distributions.find((one) => one.id === id)?.nodes ?? [];

/** Cilium taken away from these nodes, and what connects the pods in its place. */
const withoutCilium = (nodes: readonly string[], ...inPlace: readonly KubeObject[]) => ({
  remove: ciliumOn(nodes).filter(({ kind }) => kind !== 'CustomResourceDefinition'),
  objects: inPlace,
});

const fargate = nodeOf({
  name: 'fargate-ip-10-10-6-33.eu-west-1.compute.internal',
  kubelet: 'v1.35.2-eks-bbe087e',
  osImage: 'Amazon Linux 2',
  providerID: 'aws:///eu-west-1b/0f1e2d3c4b-abcdef/fargate-ip-10-10-6-33',
  labels: {
    'eks.amazonaws.com/compute-type': 'fargate',
    'topology.kubernetes.io/region': 'eu-west-1',
    'topology.kubernetes.io/zone': 'eu-west-1b',
  },
});

const autoNode = nodeOf({
  name: 'i-0a1b2c3d',
  kubelet: 'v1.35.4-eks-40737a8',
  osImage: 'Bottlerocket (EKS Auto, Standard) 2026.10.1',
  providerID: 'aws:///eu-west-1a/i-0a1b2c3d',
  labels: {
    'eks.amazonaws.com/compute-type': 'auto',
    'topology.kubernetes.io/region': 'eu-west-1',
    'topology.kubernetes.io/zone': 'eu-west-1a',
  },
});

const flannelWith = (containers: Readonly<Record<string, string>>): readonly KubeObject[] =>
  daemonSetOf(
    {
      name: 'kube-system/kube-flannel-ds',
      labels: { app: 'flannel', 'k8s-app': 'flannel' },
      containers: { 'kube-flannel': 'ghcr.io/flannel-io/flannel:v0.27.4', ...containers },
    },
    nodesOf('kubeadm'),
  );

const defects: Readonly<Record<DistributionCase['id'], readonly Defect[]>> = {
  eks: [
    {
      what: 'nodes of Fargate, on which no agent runs',
      objects: [fargate],
      says: [
        ['PDP-INF-013', 'unknown', /fargate-ip.*takes no DaemonSets/],
        ['PDP-CMP-002', 'unknown', /fargate-ip.*takes no DaemonSets/],
        ['PDP-INF-005', 'pass', /AWS, eu-west-1/],
      ],
    },
    {
      what: 'the VPC CNI with its policies switched off',
      ...withoutCilium(nodesOf('eks'), ...awsNodeOn(nodesOf('eks'), false)),
      says: [
        ['PDP-CLU-001', 'fail', /Amazon VPC CNI is told --enable-network-policy=false/],
        ['PDP-NET-006', 'fail', /Amazon VPC CNI is told --enable-network-policy=false/],
        ['PDP-CMP-004', 'unknown', /no ConfigMap kube-system\/cilium-config/],
      ],
    },
    {
      what: 'nodes of EKS Auto Mode, which bring a plug-in along that no DaemonSet shows',
      ...withoutCilium(nodesOf('eks'), autoNode, ...awsNodeOn(nodesOf('eks'), true)),
      says: [
        ['PDP-CLU-001', 'unknown', /Node i-0a1b2c3d of EKS Auto Mode brings its own plug-in/],
        ['PDP-NET-006', 'unknown', /Node i-0a1b2c3d of EKS Auto Mode/],
      ],
    },
    {
      what: 'the VPC CNI with its policies switched on, in a mode that a cluster does not show',
      ...withoutCilium(nodesOf('eks'), ...awsNodeOn(nodesOf('eks'), true)),
      says: [
        ['PDP-CLU-001', 'pass', /Amazon VPC CNI runs and enforces/],
        ['PDP-NET-006', 'unknown', /is not seen of Amazon VPC CNI/],
      ],
    },
    {
      what: 'an administrator whom nobody has named beside those of EKS',
      objects: [bindingOf('operators', 'cluster-admin', 'group acme:operators')],
      says: [
        ['PDP-SEC-005', 'fail', /group acme:operators, whom the plan does not name/],
        ['PDP-SEC-004', 'pass', /user eks:vpc-resource-controller \(a part of Amazon EKS\)/],
      ],
    },
  ],
  gke: [
    {
      what: 'Autopilot, which brings a guard that lets in what it can’t check',
      objects: [
        objectOf('configmaps', 'kube-system/cilium-config', {
          data: { 'enable-wireguard': 'false', 'kube-proxy-replacement': 'true', 'enable-l7-proxy': 'true' },
        }),
        namespaceOf('app-orders'),
      ],
      says: [
        ['PDP-CMP-004', 'fail', /enable-wireguard: false/],
        ['PDP-SEC-011', 'pass', /failurePolicy Ignore, as GKE sets it/],
        ['PDP-SEC-001', 'unknown', /app-orders: .*GKE Warden may refuse what breaks it/],
      ],
    },
    {
      what: 'a build of Cilium whose line has ended upstream',
      objects: daemonSetOf(
        {
          name: 'kube-system/anetd',
          labels: { 'k8s-app': 'cilium' },
          containers: {
            'cilium-agent': {
              image: 'gke.gcr.io/cilium/cilium:v1.15.10-gke.9',
              securityContext: { privileged: true },
            },
          },
          spec: { hostNetwork: true },
        },
        ['gke-acme-prod-pool-2-1f0c6d5e-x7kq'],
      ),
      says: [['PDP-CMP-003', 'unknown', /This is a build of Google, who maintains it with the version of GKE/]],
    },
  ],
  openshift: [
    {
      what: 'a Route in clear that the plan does not name, and Secrets in plain',
      objects: [
        routeOf('app-orders/orders', 'orders.apps.acme.example', undefined),
        objectOf('kubeapiservers.operator.openshift.io', 'cluster', {
          status: { conditions: [condition('Encrypted', 'False', 'EncryptionDisabled')] },
        }),
      ],
      says: [
        [
          'PDP-CLU-003',
          'fail',
          /app-orders\/orders: Route for orders.apps.acme.example, in clear, which the plan does/,
        ],
        ['PDP-CLU-003', 'fail', /Left out: 2 Routes of openshift-authentication and openshift-console/],
        ['PDP-SEC-010', 'fail', /EncryptionDisabled/],
      ],
    },
    {
      what: 'a namespace without a level, which SecurityContextConstraints may keep',
      objects: [namespaceOf('app-orders')],
      says: [['PDP-SEC-001', 'unknown', /SecurityContextConstraints of OpenShift may refuse what breaks it/]],
    },
  ],
  k3s: [
    {
      what: 'the network that k3s brings, and no word on its entry',
      ...withoutCilium(
        nodesOf('k3s'),
        objectOf('services', 'kube-system/second', {
          spec: { type: 'LoadBalancer', ports: [{ port: 8443 }] },
          status: { loadBalancer: { ingress: [{ ip: '10.10.0.14' }] } },
        }),
      ),
      says: [
        ['PDP-CLU-001', 'unknown', /No agent of/],
        ['PDP-CLU-003', 'fail', /kube-system\/second: LoadBalancer at 10.10.0.14/],
      ],
    },
  ],
  rke2: [
    {
      what: 'Canal in place of Cilium',
      ...withoutCilium(nodesOf('rke2'), ...canalOn(nodesOf('rke2'))),
      says: [
        ['PDP-CLU-001', 'pass', /Canal was seen/],
        ['PDP-NET-006', 'pass', /are enforced by the plug-in of the cluster/],
        ['PDP-CMP-002', 'unknown', /Seen: Canal \(cluster: daemonsets.apps\/kube-system\/rke2-canal\)/],
        ['PDP-CMP-004', 'unknown', /Seen: Canal/],
      ],
    },
    {
      what: 'an API server that is not told to encrypt',
      objects: [
        objectOf('pods', 'kube-system/kube-apiserver-server-2', {
          spec: {
            nodeName: 'agent-1',
            containers: [
              { name: 'kube-apiserver', image: 'rancher/hardened-kubernetes:v1.35.3', command: ['kube-apiserver'] },
            ],
          },
        }),
      ],
      says: [['PDP-SEC-010', 'fail', /kube-apiserver-server-2: runs kube-apiserver without/]],
    },
  ],
  kubeadm: [
    {
      what: 'Flannel, which enforces nothing',
      ...withoutCilium(nodesOf('kubeadm'), ...flannelWith({})),
      says: [
        ['PDP-CLU-001', 'fail', /Flannel connects the pods, and enforces no policies/],
        ['PDP-NET-006', 'fail', /Flannel connects the pods, and enforces no policies/],
      ],
    },
    {
      what: 'Flannel with the controller of policies that its chart puts beside it',
      ...withoutCilium(
        nodesOf('kubeadm'),
        ...flannelWith({ 'kube-network-policies': 'registry.k8s.io/networking/kube-network-policies:v0.9.2' }),
      ),
      says: [
        ['PDP-CLU-001', 'pass', /Flannel runs and enforces network policies/],
        ['PDP-NET-006', 'pass', /enforced by the plug-in of the cluster/],
      ],
    },
    {
      what: 'a workload that hides in a namespace called as Rancher calls its own, where there is no Rancher',
      objects: [
        namespaceOf('cattle-hidden'),
        objectOf('serviceaccounts', 'cattle-hidden/default'),
        ...daemonSetOf(
          { name: 'cattle-hidden/miner', labels: { app: 'miner' }, containers: { miner: 'docker.io/miner:1' } },
          nodesOf('kubeadm'),
        ),
      ],
      says: [
        ['PDP-CLU-002', 'fail', /cattle-hidden: no policy at all/],
        ['PDP-SEC-001', 'fail', /cattle-hidden: enforces no level/],
      ],
    },
    {
      what: 'a node that has not been upgraded for long',
      objects: [nodeOf({ name: 'node-2', kubelet: 'v1.30.14', osImage: 'Debian GNU/Linux 12', labels: {} })],
      says: [['PDP-INF-008', 'fail', /node-2: kubelet v1.30.14, API server v1.35.4/]],
    },
  ],
};

describe.skipIf(isSkipped).each(distributions)(
  `$title${skipReason}`,
  ({ id, gitVersion, plan, entries = [], nodes, objects }) => {
    let folder: string;
    let server: KubeApiServer | undefined;
    let cluster: ClusterEditor;
    let proxy: ProxyBefore | undefined;
    let pdp: Composition | undefined;

    beforeAll(async () => {
      folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-whole-')));
      server = await openKubeApiServer(folder);
      cluster = editCluster(server.access);
      await cluster.apply(...objects, ...dataPlaneOn(nodes));
      // The one thing that this API server can't be told: whose it is.
      const own = await makeCertificate(folder, 'IP:127.0.0.1', [2020, 2049]);
      proxy = await standBefore(server.access, own, (asked, response) => {
        if (asked === '/version') response.end(JSON.stringify({ major: '1', minor: '35', gitVersion }));
        return asked === '/version';
      });
      const kubeconfig = path.join(folder, 'kubeconfig.json');
      writeFileSync(kubeconfig, JSON.stringify(proxy.kubeconfig));
      process.env['KUBECONFIG'] = kubeconfig;
      writeFileSync(
        path.join(folder, 'plan.yaml'),
        `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: acme}
edition: integration-platform
managementModel: self-managed
securityTier: basic
${plan}network:
  path: [{layer: pod-policy, source: cluster}]
  entries: [${entries.join(', ')}]
  clients: [{name: anybody, cidrs: [0.0.0.0/0, '::/0']}]
connections:
  container-registry--internal-registry: {hosts: [registry.acme.example]}
  flux-helm-controller--wso2-registry: {hosts: [charts.example.com]}
allowedRegistries: [registry.acme.example]
`,
      );
      pdp = compose({ host: 'command-line', dataFolder: path.join(folder, '.data') });
    });

    afterAll(async () => {
      delete process.env['KUBECONFIG'];
      await pdp?.close();
      proxy?.close();
      await server?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function findings(from: object = { context: 'real' }): Promise<readonly Finding[]> {
      if (pdp === undefined) throw new Error('Nothing was composed.');
      for await (const event of pdp.operations.audit.run({ plan: path.join(folder, 'plan.yaml'), ...from })) {
        if (event.kind === 'failed') throw new Error(event.failure.message);
        if (event.kind === 'finished') return event.record.findings;
      }
      throw new Error('The audit did not end.');
    }

    it('fails nothing where all was done right, and leaves open what the API does not show', async () => {
      const asked = (await findings()).filter(({ check }) => /^PDP-(?:INF|CMP|CLU|SEC)-/.test(check));
      const of = (outcome: Finding['outcome']): readonly string[] =>
        asked.filter((finding) => finding.outcome === outcome).map(({ check, subject }) => `${check} ${subject}`);
      expect(of('fail')).toEqual([]);
      expect(of('unknown').toSorted()).toEqual([...openEverywhere, ...openAt[id]].toSorted());
      expect(asked.filter(({ outcome, remedy }) => outcome === 'unknown' && remedy === '')).toEqual([]);
    });

    it('is judged the same without its names', async () => {
      const outcomesOf = (some: readonly Finding[]): readonly string[] =>
        some.map(({ check, subject, outcome }) => `${check} ${subject} ${outcome}`);
      const file = path.join(folder, 'nameless.snapshot');
      if (pdp === undefined) throw new Error('Nothing was composed.');
      for await (const event of pdp.operations.cluster.collect({ context: 'real', pseudonyms: true })) {
        if (event.kind === 'failed') throw new Error(event.failure.message);
        if (event.kind === 'collected') {
          const saved = await pdp.operations.cluster.save({ hash: event.hash, file });
          if (!saved.ok) throw new Error(saved.failure.message);
        }
      }
      // What the plan names by the names of objects can't be found without them.
      const apart = (outcome: string): boolean => entries.length === 0 || !outcome.startsWith('PDP-CLU-003');
      expect(outcomesOf(await findings({ snapshot: file })).filter(apart)).toEqual(
        outcomesOf(await findings()).filter(apart),
      );
    });

    it('judges policies by the APIs that its groups really serve', async () => {
      const found = await findings();
      const said = found.filter(({ check }) => check === 'PDP-NET-006' || check === 'PDP-CLU-002');
      expect(said.map(({ check, outcome }) => [check, outcome])).toEqual([
        ['PDP-NET-006', 'pass'],
        ['PDP-CLU-002', 'pass'],
      ]);
    });

    it.each(defects[id])(
      'says what is wrong, open or well with $what',
      async ({ objects: changed, remove: gone = [], says }) => {
        await cluster.remove(...gone);
        await cluster.apply(...changed);
        const found = await findings();
        for (const [check, outcome, sentence] of says) {
          const finding = found.find((one) => one.check === check && ['cluster', 'egress'].includes(one.subject));
          const sentences = [finding?.title ?? '', ...(finding?.evidence.map(({ text }) => text) ?? [])];
          expect([
            check,
            finding?.outcome,
            sentences.filter((one) => sentence.test(one)).length > 0 || sentences,
          ]).toEqual([check, outcome, true]);
        }
        // A namespace that is taken away takes nothing more in.
        await cluster.remove(...changed.filter(({ kind }) => kind !== 'Namespace'));
        await cluster.apply(...objects, ...dataPlaneOn(nodes));
      },
    );
  },
);
