import { describeValue } from '../../describeValue.ts';
import { makeReport, nameOf, namespaceOf, placeOf, readLabels, recordAt } from './manifestObject.ts';
import type { ManifestObject, ManifestProblem, Report } from './manifestObject.ts';
import { isRecord } from '../../jsonFields.ts';
import type { Labels } from './labelSelector.ts';
import type { NamedPort } from '../../destination.ts';
import type { Workload } from './manifests.ts';

/** Where a controller keeps the template of its pods. */
const podTemplatePaths = new Map<string, readonly string[]>([
  ['Deployment', ['spec', 'template']],
  ['StatefulSet', ['spec', 'template']],
  ['DaemonSet', ['spec', 'template']],
  ['ReplicaSet', ['spec', 'template']],
  ['ReplicationController', ['spec', 'template']],
  ['Job', ['spec', 'template']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/** Of pods that name none. */
export const defaultServiceAccount = 'default';

const workloadGroups = new Set(['', 'apps', 'batch', 'extensions']);

export function isWorkload(group: string, kind: string): boolean {
  return kind === 'Pod' ? group === '' : podTemplatePaths.has(kind) && workloadGroups.has(group);
}

interface Owner {
  readonly kind: string;
  readonly name: string;
}

interface OwnedPod {
  readonly pod: Workload;
  readonly owner: Owner | undefined;
}

/**
 * The workloads of a cluster: pods under the name of the topmost owner that is known, and controllers of which no pod is
 * among the objects. Pods of one owner are one workload as long as no policy can tell them apart; `selectedKeys` are the
 * label keys that policies go by.
 */
export function readWorkloads(
  objects: readonly ManifestObject[],
  selectedKeys: ReadonlySet<string>,
  problems: ManifestProblem[],
): readonly Workload[] {
  const controllers = new Map<string, Workload>();
  const pods = new Map<string, OwnedPod>();
  const owners = new Map<string, Owner>();
  for (const object of objects) {
    const { value } = object;
    const kind = value['kind'] as string;
    const key = `${namespaceOf(value)}/${kind}/${nameOf(value)}`;
    const owner = ownerOf(value);
    if (kind === 'Pod') {
      const pod = readPodTemplate(object, value, 1, problems);
      if (pod !== undefined && !pods.has(key)) pods.set(key, { pod, owner });
    } else if (owner !== undefined) {
      // A controller that another one made (the ReplicaSet of a Deployment) says nothing of its own.
      owners.set(key, owner);
    } else {
      const controller = readController(object, kind, problems);
      if (controller !== undefined) addController(controllers, key, controller, problems);
    }
  }
  return foldPods(controllers, [...pods.values()], owners, selectedKeys);
}

/** The same controller may stand in several files; where its pods differ, both are judged. */
function addController(
  controllers: Map<string, Workload>,
  key: string,
  controller: Workload,
  problems: ManifestProblem[],
): void {
  const other = controllers.get(key);
  if (other === undefined) controllers.set(key, controller);
  if (other === undefined || describePods(other) === describePods(controller)) return;
  controllers.set(`${key}#${controllers.size}`, controller);
  makeReport(controller.place, problems).warn(
    `It stands twice, with other pods in ${other.place.file}; both are judged.`,
    'Leave out the one that does not run.',
  );
}

function describePods({ labels, hostNetwork, namedPorts, serviceAccount }: Workload): string {
  return JSON.stringify([Object.entries(labels).toSorted(), hostNetwork, namedPorts, serviceAccount]);
}

function readController(object: ManifestObject, kind: string, problems: ManifestProblem[]): Workload | undefined {
  const path = podTemplatePaths.get(kind) ?? [];
  const template = path.reduce<Record<string, unknown>>(recordAt, object.value);
  const report = makeReport(placeOf(object), problems).at('spec', 'replicas');
  const pods = readReplicas(recordAt(object.value, 'spec')['replicas'], report);
  return readPodTemplate(object, template, pods, problems, path);
}

/** A wrong number says nothing of what its pods may reach: they are judged as those of one pod. */
function readReplicas(value: unknown, report: Report): number {
  if (value === undefined || value === null) return 1;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostReplicas) return value;
  report.warn(`“${describeValue(value)}” is not a number of pods; it is read as 1.`, 'Write a whole number from 0 on.');
  return 1;
}

/** The API keeps it as an int32. */
const mostReplicas = 2 ** 31 - 1;

/** Undefined for what the API server would refuse, so that it can't be running. */
function readPodTemplate(
  object: ManifestObject,
  template: Record<string, unknown>,
  pods: number,
  problems: ManifestProblem[],
  path: readonly string[] = [],
): Workload | undefined {
  const spec = recordAt(template, 'spec');
  let isRefused = false;
  const report = makeReport(placeOf(object), problems, () => (isRefused = true));
  const labels = readLabels(recordAt(template, 'metadata')['labels'], report.at(...path, 'metadata', 'labels'));
  if (isRefused) return undefined;
  return {
    namespace: namespaceOf(object.value),
    name: nameOf(object.value),
    kind: object.value['kind'] as string,
    labels,
    pods,
    hostNetwork: spec['hostNetwork'] === true,
    namedPorts: readNamedPorts(spec),
    serviceAccount: readServiceAccount(spec),
    place: placeOf(object),
  };
}

function readServiceAccount({ serviceAccountName }: Record<string, unknown>): string {
  return typeof serviceAccountName === 'string' && serviceAccountName !== ''
    ? serviceAccountName
    : defaultServiceAccount;
}

function readNamedPorts(spec: Record<string, unknown>): readonly NamedPort[] {
  const containers = Array.isArray(spec['containers']) ? spec['containers'] : [];
  return containers.filter(isRecord).flatMap((container) => {
    const ports = Array.isArray(container['ports']) ? container['ports'] : [];
    return ports
      .filter(isRecord)
      .flatMap(({ name, protocol, containerPort }) =>
        typeof name === 'string' && typeof containerPort === 'number'
          ? [{ name, protocol: typeof protocol === 'string' ? protocol : 'TCP', port: containerPort }]
          : [],
      );
  });
}

function ownerOf(value: Record<string, unknown>): Owner | undefined {
  const references = recordAt(value, 'metadata')['ownerReferences'];
  if (!Array.isArray(references)) return undefined;
  const records = references.filter(isRecord);
  const { kind = 'Pod', name } = records.find(({ controller }) => controller === true) ?? records[0] ?? {};
  // A mirror pod is owned by its node, which says nothing of what it is.
  return typeof kind === 'string' && typeof name === 'string' && kind !== 'Node' ? { kind, name } : undefined;
}

/** Labels by which a controller tells its own pods apart: their generation, or their number. */
const ownPodLabels = [
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-completion-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'controller-uid',
  'job-name',
];

function foldPods(
  controllers: ReadonlyMap<string, Workload>,
  pods: readonly OwnedPod[],
  owners: ReadonlyMap<string, Owner>,
  selectedKeys: ReadonlySet<string>,
): readonly Workload[] {
  const toldApart = new Set(ownPodLabels.filter((key) => !selectedKeys.has(key)));
  const running = new Map<string, { workload: Workload; pods: number }>();
  const seenOwners = new Set<string>();
  for (const { pod, owner } of pods) {
    const top = topOwner(owner, pod.namespace, owners) ?? { kind: 'Pod', name: pod.name };
    seenOwners.add(`${pod.namespace}/${top.kind}/${top.name}`);
    const labels = owner === undefined ? pod.labels : withoutKeys(pod.labels, toldApart);
    const own = [Object.entries(labels).toSorted(), pod.hostNetwork, pod.serviceAccount];
    const key = JSON.stringify([pod.namespace, top.kind, top.name, ...own]);
    const known = running.get(key);
    if (known !== undefined) known.pods++;
    else running.set(key, { workload: { ...pod, ...top, labels }, pods: 1 });
  }
  return [
    ...[...controllers.values()].filter(({ namespace, kind, name }) => !seenOwners.has(`${namespace}/${kind}/${name}`)),
    ...[...running.values()].map(({ workload, pods: count }) => ({ ...workload, pods: count })),
  ];
}

function topOwner(owner: Owner | undefined, namespace: string, owners: ReadonlyMap<string, Owner>): Owner | undefined {
  let top = owner;
  // A chain of owners is two long in practice; the bound only ends a cycle in a hostile file.
  for (let step = 0; top !== undefined && step < 8; step++) {
    const next = owners.get(`${namespace}/${top.kind}/${top.name}`);
    if (next === undefined) break;
    top = next;
  }
  return top;
}

function withoutKeys(labels: Labels, keys: ReadonlySet<string>): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !keys.has(key)));
}
