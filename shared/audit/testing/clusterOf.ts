import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { clusterResources } from '../../evidence/clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from '../../evidence/clusterResources.ts';
import type { ClusterObject, ClusterSnapshot, Observed, ServedGroup } from '../../evidence/clusterSnapshot.ts';
import type { Assessment } from '../assessment.ts';
import type { AuditCheck } from '../auditCheck.ts';
import type { MaterialOptions } from './auditMaterial.ts';
import { auditMaterial } from './auditMaterial.ts';

const at = '2026-11-21T08:59:00Z';
const resourceIds = Object.keys(clusterResources) as ClusterResourceId[];

export type Seen =
  | readonly ClusterObject[]
  | Observed<readonly ClusterObject[]>
  | 'forbidden'
  | 'failed'
  | 'absent'
  | 'incomplete'
  | 'not-collected';

/** A cluster that holds these objects and no others, all of it seen; a word in place of objects says how a part was not. */
export function clusterOf(
  seen: Readonly<Partial<Record<ClusterResourceId, Seen>>> = {},
  more: Partial<ClusterSnapshot> = {},
): ClusterSnapshot {
  const resources = Object.fromEntries(
    resourceIds.flatMap((id) => {
      const part = partOf(id, seen[id] ?? []);
      return part === undefined ? [] : [[id, part]];
    }),
  );
  return {
    identity: { server: 'https://10.0.0.1:6443', caHash: 'c0ffee', uid: '4a7d' },
    startedAt: at,
    finishedAt: at,
    version: { state: 'observed', at, value: { gitVersion: 'v1.34.1' } },
    groups: { state: 'observed', at, value: [] },
    resources,
    calls: [],
    ...more,
  };
}

function partOf(id: ClusterResourceId, seen: Seen): Observed<readonly ClusterObject[]> | undefined {
  switch (seen) {
    case 'forbidden':
      return { state: 'forbidden', at, needs: `list ${id}` };
    case 'failed':
      return { state: 'failed', at, because: 'etcdserver: request timed out' };
    case 'absent':
      return { state: 'absent', at };
    case 'incomplete':
      return { state: 'observed', at, value: [], incomplete: 'the list broke off after 500' };
    case 'not-collected':
      return undefined;
    default:
      return 'state' in seen ? seen : { state: 'observed', at, value: seen };
  }
}

/** `objectOf('nodes', 'node-1', {status: …})`; a name with a slash begins with its namespace. */
export function objectOf(
  resource: ClusterResourceId,
  named: string,
  fields: Readonly<Record<string, unknown>> = {},
  metadata: Partial<ClusterObject['metadata']> = {},
): ClusterObject {
  const {
    group,
    versions: [version],
    kind,
  }: ClusterResource = clusterResources[resource];
  const [name = named, namespace] = named.split('/').toReversed();
  return {
    apiVersion: group === '' ? String(version) : `${group}/${version}`,
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }), ...metadata },
    ...fields,
  };
}

export function conditionsOf(
  ...conditions: readonly (readonly [type: string, status: string, reason?: string | undefined])[]
): object {
  return {
    conditions: conditions.map(([type, status, reason]) => ({ type, status, ...(reason !== undefined && { reason }) })),
  };
}

/** What a check that asks one question of a cluster says of this one. */
export function assessOn(
  check: AuditCheck,
  cluster: ClusterSnapshot | undefined,
  options: MaterialOptions = {},
): Assessment {
  const [question, ...others] = check.questions(auditMaterial(embeddedCatalog, { ...options, cluster }));
  if (question === undefined || others.length > 0) throw new Error(`${check.id} asks ${others.length + 1} questions.`);
  return question.assess();
}

/** What every API server serves, as discovery says it. */
export const upstreamGroups: readonly ServedGroup[] = [
  { name: '', versions: ['v1'] },
  ...['apps', 'batch', 'policy'].map((name) => ({ name, versions: ['v1'] })),
  { name: 'autoscaling', versions: ['v2', 'v1'] },
  ...[
    'networking',
    'rbac.authorization',
    'storage',
    'apiextensions',
    'apiregistration',
    'admissionregistration',
    'coordination',
    'discovery',
  ].map((name) => ({ name: `${name}.k8s.io`, versions: ['v1'] })),
];

interface ContainerOfTest {
  readonly name: string;
  readonly image?: string;
  /** What the kubelet says of it; undefined: nothing yet. */
  readonly status?: object | undefined;
}

export function podOf(
  named: string,
  containers: readonly ContainerOfTest[],
  metadata: Partial<ClusterObject['metadata']> = {},
  status: object = {},
  spec: object = {},
): ClusterObject {
  return objectOf(
    'pods',
    named,
    {
      spec: { containers: containers.map(({ name, image = 'web:1' }) => ({ name, image })), ...spec },
      status: {
        containerStatuses: containers.flatMap(({ name, status: said }) =>
          said === undefined ? [] : [{ name, ...said }],
        ),
        ...status,
      },
    },
    metadata,
  );
}

export function nodeOf(name: string, ready = 'True'): ClusterObject {
  return objectOf('nodes', name, { status: conditionsOf(['Ready', ready]) });
}

/** A DaemonSet with a ready pod on each of these nodes. */
export function daemonSetOf(
  named: string,
  labels: Readonly<Record<string, string>>,
  on: readonly string[],
  container: ContainerOfTest = { name: 'agent' },
): { readonly 'daemonsets.apps': readonly ClusterObject[]; readonly pods: readonly ClusterObject[] } {
  const [namespace, name = ''] = named.split('/');
  const ownerReferences = [{ kind: 'DaemonSet', name, controller: true }];
  return {
    'daemonsets.apps': [
      objectOf('daemonsets.apps', named, {
        spec: {
          template: { metadata: { labels }, spec: { containers: [{ name: container.name, image: container.image }] } },
        },
        status: { observedGeneration: 1, desiredNumberScheduled: on.length, numberReady: on.length },
      }),
    ],
    pods: on.map((node) =>
      podOf(`${namespace}/${name}-${node}`, [container], { labels, ownerReferences }, conditionsOf(['Ready', 'True']), {
        nodeName: node,
      }),
    ),
  };
}
