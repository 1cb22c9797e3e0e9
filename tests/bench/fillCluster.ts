import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import type { KubeAccess } from '../kubeApiServer.ts';

export interface ClusterSize {
  readonly namespaces: number;
  readonly pods: number;
  readonly nodes: number;
  readonly policies: number;
}

const mostAtOnce = 16;

/** Fills a real API server with what a busy cluster holds. Pods are as long as they are in life: several kilobytes. */
export async function fillCluster(access: KubeAccess, size: ClusterSize): Promise<void> {
  const dispatcher = new Agent({ connections: mostAtOnce, connect: { ca: readFileSync(access.caFile) } });
  const post = async (path: string, object: unknown): Promise<void> => {
    const answer = await request(`${access.server}${path}`, {
      method: 'POST',
      dispatcher,
      headers: { authorization: `Bearer ${access.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(object),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 201 && answer.statusCode !== 409) throw new Error(`${path}: ${text}`);
  };
  const all = async (count: number, make: (index: number) => Promise<void>): Promise<void> => {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count) {
        next += 1;
        await make(next - 1);
      }
    };
    await Promise.all(Array.from({ length: mostAtOnce }, work));
  };
  const namespaceOf = (index: number): string => `space-${index % size.namespaces}`;
  await all(size.namespaces, (index) => post('/api/v1/namespaces', { metadata: { name: `space-${index}` } }));
  await all(size.nodes, (index) => post('/api/v1/nodes', { metadata: { name: `node-${index}` } }));
  await all(size.policies, (index) =>
    post(`/apis/networking.k8s.io/v1/namespaces/${namespaceOf(index)}/networkpolicies`, toPolicy(index)),
  );
  await all(size.pods, (index) => post(`/api/v1/namespaces/${namespaceOf(index)}/pods`, toPod(index, size)));
  await dispatcher.close();
}

function toPolicy(index: number): unknown {
  const app = { matchLabels: { app: `app-${index}` } };
  return {
    metadata: { name: `policy-${index}` },
    spec: {
      podSelector: app,
      policyTypes: ['Egress', 'Ingress'],
      egress: [{ to: [{ ipBlock: { cidr: `10.${index % 250}.0.0/16` } }], ports: [{ port: 443, protocol: 'TCP' }] }],
      ingress: [{ from: [{ podSelector: app }] }],
    },
  };
}

function toPod(index: number, { nodes }: ClusterSize): unknown {
  const app = `app-${index % 500}`;
  const variables = Array.from({ length: 5 }, (_, number) => ({
    name: `SETTING_${number}`,
    value: `https://service-${number}.space.svc.cluster.local:8443/some/longer/path/to/a/resource`,
  }));
  const probe = { httpGet: { path: '/healthz', port: 8080 }, initialDelaySeconds: 5, periodSeconds: 10 };
  const container = (name: string): unknown => ({
    name,
    image: `registry.example.com/team/${app}@sha256:${'0123456789abcdef'.repeat(4)}`,
    args: ['--config=/etc/app/config.yaml', '--log-level=info', '--listen=:8080'],
    env: variables,
    ports: [{ name: 'http', containerPort: 8080 }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    livenessProbe: probe,
    readinessProbe: probe,
    securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'settings', mountPath: '/etc/app', readOnly: true }],
  });
  return {
    metadata: {
      name: `${app}-${index}`,
      labels: {
        app,
        'app.kubernetes.io/name': app,
        'app.kubernetes.io/part-of': 'shop',
        'pod-template-hash': '7d9f5c',
      },
      annotations: { 'example.com/checksum': '0123456789abcdef'.repeat(8), 'example.com/note': 'text '.repeat(40) },
    },
    spec: {
      nodeName: `node-${index % nodes}`,
      containers: [container('main'), container('sidecar')],
      volumes: [{ name: 'settings', configMap: { name: `${app}-settings` } }],
      tolerations: [
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      ],
    },
  };
}
