/**
 * A cluster made up for measuring: manifests as `kubectl get … -o yaml` writes them, the same text for the same size.
 * It holds what a private data plane runs, so that each connection of a plan finds its workload, and as many integrations as
 * are asked for.
 */
export interface ClusterSize {
  readonly workloads: number;
  readonly policies: number;
  readonly namespaces: number;
  /** Without it a workload is a Deployment; with it, that many pods and the ReplicaSet that owns them. */
  readonly podsOfEach?: number;
}

interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The pods that open the connections of the table, by the labels of the catalogue's profile `wso2`, and the DNS pods. */
const components: readonly Workload[] = [
  { namespace: 'choreo-system', name: 'mizzen-agent', labels: { app: 'mizzen-agent' } },
  { namespace: 'choreo-system', name: 'adapter', labels: { app: 'choreo-connect-adapter' } },
  { namespace: 'choreo-system', name: 'gateway', labels: { app: 'choreo-connect-deployment' } },
  { namespace: 'choreo-system', name: 'secret-resolver', labels: { app: 'secret-resolver' } },
  { namespace: 'cert-manager', name: 'cert-manager', labels: { 'app.kubernetes.io/name': 'cert-manager' } },
  { namespace: 'flux-system', name: 'source-controller', labels: { app: 'source-controller' } },
  { namespace: 'flux-system', name: 'helm-controller', labels: { app: 'helm-controller' } },
  { namespace: 'kube-system', name: 'coredns', labels: { 'k8s-app': 'kube-dns' } },
];

export function generateCluster({ workloads, policies, namespaces, podsOfEach }: ClusterSize): string {
  const spaces = Array.from({ length: Math.max(namespaces, 1) }, (_, index) => `integrations-${index}`);
  const integrations = Array.from({ length: Math.max(workloads - components.length, 0) }, (_, index) =>
    integrationIn(spaces[index % spaces.length] ?? '', index),
  );
  const all = [...components, ...integrations].slice(0, workloads);
  const owners = new Set([...spaces, ...components.map(({ namespace }) => namespace)]);
  return [
    ...[...owners].map(writeNamespace),
    ...all.flatMap((workload) =>
      podsOfEach === undefined
        ? [writeDeployment(workload)]
        : [writeReplicaSet(workload), ...Array.from({ length: podsOfEach }, (_, index) => writePod(workload, index))],
    ),
    ...Array.from({ length: policies }, (_, index) => writePolicy(all[index % all.length], spaces, index)),
  ].join('---\n');
}

function integrationIn(namespace: string, index: number): Workload {
  const name = `integration-${index}`;
  const tier = ['api', 'worker', 'scheduler'][index % 3] ?? '';
  const labels = { app: name, tier, 'app.kubernetes.io/part-of': `product-${index % 40}`, environment: 'production' };
  return { namespace, name, labels };
}

function writeNamespace(name: string): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels:
    team: team-${name.length % 7}
    kubernetes.io/metadata.name: ${name}
`;
}

function indent(lines: readonly string[], by: number): string {
  return lines.map((line) => ' '.repeat(by) + line).join('\n');
}

function writeLabels(labels: Workload['labels'], by: number): string {
  return indent(
    Object.entries(labels).map(([key, value]) => `${key}: ${value}`),
    by,
  );
}

function writeContainers(name: string, by: number): string {
  return indent(
    [
      'containers:',
      `- name: ${name}`,
      `  image: registry.acme.example/integrations/${name}:1.4.2`,
      '  imagePullPolicy: IfNotPresent',
      '  ports:',
      '  - name: http',
      '    containerPort: 8080',
      '    protocol: TCP',
      '  env:',
      '  - name: CONFIGURATION_PATH',
      '    value: /home/ballerina/conf/Config.toml',
      '  - name: LOG_LEVEL',
      '    value: INFO',
      '  resources:',
      '    limits:',
      '      cpu: 500m',
      '      memory: 512Mi',
      '    requests:',
      '      cpu: 100m',
      '      memory: 256Mi',
      '  readinessProbe:',
      '    httpGet:',
      '      path: /healthz',
      '      port: 8080',
      '    initialDelaySeconds: 5',
      '    periodSeconds: 10',
    ],
    by,
  );
}

function writeDeployment({ namespace, name, labels }: Workload): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  annotations:
    deployment.kubernetes.io/revision: "4"
  labels:
${writeLabels(labels, 4)}
spec:
  replicas: 2
  selector:
    matchLabels:
${writeLabels(labels, 6)}
  template:
    metadata:
      labels:
${writeLabels(labels, 8)}
    spec:
${writeContainers(name, 6)}
`;
}

function writeReplicaSet({ namespace, name, labels }: Workload): string {
  return `apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: ${name}-6f7d9c
  namespace: ${namespace}
  ownerReferences:
  - apiVersion: apps/v1
    kind: Deployment
    name: ${name}
    controller: true
spec:
  replicas: 1
  selector:
    matchLabels:
${writeLabels({ ...labels, 'pod-template-hash': '6f7d9c' }, 6)}
  template:
    metadata:
      labels:
${writeLabels({ ...labels, 'pod-template-hash': '6f7d9c' }, 8)}
`;
}

function writePod({ namespace, name, labels }: Workload, index: number): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}-6f7d9c-${index}
  namespace: ${namespace}
  creationTimestamp: "2026-11-02T08:00:00Z"
  labels:
${writeLabels({ ...labels, 'pod-template-hash': '6f7d9c' }, 4)}
  ownerReferences:
  - apiVersion: apps/v1
    kind: ReplicaSet
    name: ${name}-6f7d9c
    controller: true
spec:
${writeContainers(name, 2)}
  nodeName: node-${index % 50}
status:
  phase: Running
  podIP: 10.20.${index % 250}.${(name.length * 7 + index) % 250}
  conditions:
  - type: Ready
    status: "True"
    lastTransitionTime: "2026-11-02T08:00:12Z"
  - type: PodScheduled
    status: "True"
    lastTransitionTime: "2026-11-02T08:00:01Z"
`;
}

/** By turns a policy for all pods of a namespace, for one workload, and for a tier, with rules of each kind. */
function writePolicy(workload: Workload | undefined, spaces: readonly string[], index: number): string {
  const namespace = workload?.namespace ?? spaces[0] ?? 'default';
  const selector = [
    ['podSelector: {}'],
    ['podSelector:', '  matchLabels:', `    app: ${workload?.labels['app'] ?? 'none'}`],
    ['podSelector:', '  matchExpressions:', '  - {key: tier, operator: In, values: [api, worker]}'],
  ][index % 3] ?? [''];
  const octet = index % 200;
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: egress-${index}
  namespace: ${namespace}
spec:
${indent(selector, 2)}
  policyTypes:
  - Egress
  egress:
  - to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
    ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
  - to:
    - ipBlock:
        cidr: 203.0.113.0/24
        except:
        - 203.0.113.${octet}/32
    - ipBlock:
        cidr: 198.51.${octet}.0/24
    ports:
    - port: 443
    - port: ${5000 + (index % 700)}
      endPort: ${6000 + (index % 700)}
`;
}
