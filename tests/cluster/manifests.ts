/** Objects as controllers and kubelets leave them, in few words: what tests of whole clusters are filled with. */
import { clusterResources } from '#shared/evidence/clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { KubeObject } from './editCluster.ts';

export const hoursAway = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** An object of a resource as the server takes it: `namespace/name`, or a name. */
export function objectOf(id: ClusterResourceId, named: string, fields: object = {}, metadata: object = {}): KubeObject {
  const { group, versions, kind }: ClusterResource = clusterResources[id];
  const [name = named, namespace] = named.split('/').toReversed();
  return {
    apiVersion: group === '' ? String(versions[0]) : `${group}/${versions[0]}`,
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }), ...metadata },
    ...fields,
  };
}

export const condition = (type: string, status = 'True', reason = 'AsExpected', message = ''): object => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: hoursAway(-30),
  observedGeneration: 1,
});
export const conditions = (...types: readonly string[]): object => ({
  conditions: types.map((type) => condition(type)),
});

type Labels = Readonly<Record<string, string>>;

export interface NodeParts {
  readonly name: string;
  readonly kubelet: string;
  readonly osImage: string;
  readonly providerID?: string;
  readonly labels: Labels;
  readonly taints?: readonly object[];
  /** Beside readiness and pressure, as `NetworkUnavailable` of a network plug-in or what a problem detector writes. */
  readonly problems?: readonly string[];
}

/** A node that is ready and under no pressure. */
export function nodeOf({
  name,
  kubelet,
  osImage,
  providerID,
  labels,
  taints = [],
  problems = [],
}: NodeParts): KubeObject {
  return objectOf(
    'nodes',
    name,
    {
      spec: { taints, ...(providerID !== undefined && { providerID }) },
      status: {
        conditions: [
          ...['MemoryPressure', 'DiskPressure', 'PIDPressure', ...problems].map((type) => condition(type, 'False')),
          condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
        ],
        nodeInfo: { kubeletVersion: kubelet, osImage, operatingSystem: 'linux', architecture: 'amd64' },
      },
    },
    { labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels } },
  );
}

export interface WorkloadParts {
  /** `namespace/name`. */
  readonly name: string;
  readonly labels: Labels;
  /** By name: the image, or the whole container. */
  readonly containers: Readonly<Record<string, string | object>>;
  readonly spec?: object;
  /** Whether its containers are as the restricted level of the Pod Security Standards wants them. */
  readonly isRestricted?: boolean;
}

const restricted = {
  runAsNonRoot: true,
  runAsUser: 10_001,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

function podSpecOf({ containers, spec = {}, isRestricted = false }: WorkloadParts): object {
  return {
    ...(isRestricted && { automountServiceAccountToken: false }),
    ...spec,
    containers: Object.entries(containers).map(([name, container]) => ({
      name,
      ...(isRestricted && { securityContext: restricted }),
      ...(typeof container === 'string' ? { image: container } : container),
    })),
  };
}

/** A pod that runs on a node, of a workload or on its own. */
export function podOf(
  parts: WorkloadParts,
  node: string,
  owner?: { readonly kind: string; readonly name: string },
): KubeObject {
  const spec = podSpecOf(parts);
  return objectOf(
    'pods',
    parts.name,
    {
      spec: { ...spec, nodeName: node },
      status: {
        phase: 'Running',
        ...conditions('Ready', 'ContainersReady'),
        containerStatuses: (
          spec as { readonly containers: readonly { readonly name: string; readonly image: string }[] }
        ).containers.map(({ name, image }) => ({
          name,
          image,
          imageID: `${image.replace(/@.*$/, '')}@sha256:${'a'.repeat(64)}`,
          ready: true,
          started: true,
          restartCount: 0,
          state: { running: { startedAt: hoursAway(-100) } },
          lastState: {},
        })),
      },
    },
    {
      labels: { ...parts.labels, ...(owner?.kind === 'ReplicaSet' && { 'pod-template-hash': '5d9c' }) },
      ...(owner !== undefined && {
        ownerReferences: [
          {
            apiVersion: owner.kind === 'Node' ? 'v1' : 'apps/v1',
            uid: `uid-${owner.name}`,
            controller: true,
            ...owner,
          },
        ],
      }),
    },
  );
}

/** A pod that the kubelet of a node runs from a file of its own, as the API shows it: named after the node, and owned by it. */
export function staticPodOf(parts: WorkloadParts, node: string): KubeObject {
  return podOf({ ...parts, name: `${parts.name}-${node}` }, node, { kind: 'Node', name: node });
}

function podsOf(
  parts: WorkloadParts,
  nodes: readonly string[],
  owner: { readonly kind: string; readonly name: string },
): readonly KubeObject[] {
  return nodes.map((node, index) => podOf({ ...parts, name: `${parts.name}-x${index}` }, node, owner));
}

const shortName = (named: string): string => named.split('/')[1] ?? named;

export function daemonSetOf(parts: WorkloadParts, nodes: readonly string[]): readonly KubeObject[] {
  const many = nodes.length;
  return [
    objectOf('daemonsets.apps', parts.name, {
      spec: {
        selector: { matchLabels: parts.labels },
        template: { metadata: { labels: parts.labels }, spec: podSpecOf(parts) },
      },
      status: {
        observedGeneration: 1,
        currentNumberScheduled: many,
        desiredNumberScheduled: many,
        numberReady: many,
        numberAvailable: many,
        numberMisscheduled: 0,
        updatedNumberScheduled: many,
      },
    }),
    ...podsOf(parts, nodes, { kind: 'DaemonSet', name: shortName(parts.name) }),
  ];
}

export function deploymentOf(parts: WorkloadParts, nodes: readonly string[]): readonly KubeObject[] {
  const many = nodes.length;
  return [
    objectOf('deployments.apps', parts.name, {
      spec: {
        replicas: many,
        selector: { matchLabels: parts.labels },
        template: { metadata: { labels: parts.labels }, spec: podSpecOf(parts) },
      },
      status: {
        observedGeneration: 1,
        replicas: many,
        readyReplicas: many,
        availableReplicas: many,
        updatedReplicas: many,
        ...conditions('Available'),
      },
    }),
    objectOf(
      'replicasets.apps',
      `${parts.name}-5d9c`,
      {
        spec: {
          replicas: many,
          selector: { matchLabels: parts.labels },
          template: { metadata: { labels: parts.labels }, spec: podSpecOf(parts) },
        },
      },
      {
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'Deployment', name: shortName(parts.name), uid: parts.name, controller: true },
        ],
      },
    ),
    ...podsOf(parts, nodes, { kind: 'ReplicaSet', name: `${shortName(parts.name)}-5d9c` }),
  ];
}

const rbac = 'rbac.authorization.k8s.io';

/** `user NAME`, `group NAME` or `namespace/account`. */
export function bindingOf(name: string, role: string, ...subjects: readonly string[]): KubeObject {
  return objectOf('clusterrolebindings.rbac.authorization.k8s.io', name, {
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
    subjects: subjects.map((subject) => {
      const [, kind, named] = /^(user|group) (.+)$/.exec(subject) ?? [];
      if (kind !== undefined) return { apiGroup: rbac, kind: kind === 'user' ? 'User' : 'Group', name: named };
      const [namespace, account] = subject.split('/');
      return { kind: 'ServiceAccount', namespace, name: account };
    }),
  });
}

export function clusterRoleOf(name: string, ...rules: readonly object[]): KubeObject {
  return objectOf('clusterroles.rbac.authorization.k8s.io', name, { rules });
}

export function namespaceOf(name: string, labels: Labels = {}): KubeObject {
  return objectOf('namespaces', name, {}, { labels });
}

/** Closes a namespace both ways, but for these rules. */
export function policyOf(named: string, egress: readonly object[] = [], ingress: readonly object[] = []): KubeObject {
  return objectOf('networkpolicies.networking.k8s.io', named, {
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress, ingress },
  });
}
