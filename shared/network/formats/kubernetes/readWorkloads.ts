import { isLabelKey } from '../../../catalog/labelSelector.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import {
  isNamespaceName,
  makeReport,
  nameOf,
  namespaceOf,
  placeOf,
  readLabels,
  recordAt,
  refuseWrongNamespace,
} from './manifestObject.ts';
import type { ManifestObject, ManifestProblem, Report } from './manifestObject.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import type { Labels } from './labelSelector.ts';
import type { KnownLabels, NamedPort } from '../../machine/destination.ts';
import type { Manifests, RefusedWorkload, Workload } from './manifests.ts';
import type { GivenLabel } from './podLabels.ts';

/** A kind of object that makes pods, and where it keeps the template of them. */
interface ControllerKind {
  readonly groups: readonly string[];
  readonly template: readonly string[];
}

/** Which of them it is, files often have wrong; it is meant all the same. */
const ofKubernetes = ['', 'apps', 'batch', 'extensions'];
const ofKubeVirt = ['kubevirt.io'];
const inSpec = ['spec', 'template'];

const controllerKinds = new Map<string, ControllerKind>([
  ['Deployment', { groups: ofKubernetes, template: inSpec }],
  ['StatefulSet', { groups: ofKubernetes, template: inSpec }],
  ['DaemonSet', { groups: ofKubernetes, template: inSpec }],
  ['ReplicaSet', { groups: ofKubernetes, template: inSpec }],
  ['ReplicationController', { groups: ofKubernetes, template: inSpec }],
  ['Job', { groups: ofKubernetes, template: inSpec }],
  ['CronJob', { groups: ofKubernetes, template: ['spec', 'jobTemplate', 'spec', 'template'] }],
  // OpenShift's own, and Argo's.
  ['DeploymentConfig', { groups: ['apps.openshift.io', ''], template: inSpec }],
  ['Rollout', { groups: ['argoproj.io'], template: inSpec }],
  ['VirtualMachine', { groups: ofKubeVirt, template: inSpec }],
  // An instance is itself what its pod is made after.
  ['VirtualMachineInstance', { groups: ofKubeVirt, template: [] }],
  ['VirtualMachineInstanceReplicaSet', { groups: ofKubeVirt, template: inSpec }],
]);

const machineKinds = new Set(
  [...controllerKinds].flatMap(([kind, { groups }]) => (groups === ofKubeVirt ? [kind] : [])),
);

/** Of pods that name none. */
export const defaultServiceAccount = 'default';

export function isWorkload(group: string, kind: string): boolean {
  const groups = kind === 'Pod' ? ofKubernetes : controllerKinds.get(kind)?.groups;
  return groups?.includes(group) ?? false;
}

interface Owner {
  readonly kind: string;
  readonly name: string;
}

interface OwnedPod {
  readonly pod: Workload;
  readonly owner: Owner | undefined;
}

/** What is gathered beside the workloads. */
interface Findings {
  readonly problems: ManifestProblem[];
  readonly refused: RefusedWorkload[];
}

/**
 * The workloads of a cluster: pods under the name of the topmost owner that is known, and controllers of which no pod is
 * among the objects. Pods of one owner are one workload as long as no policy can tell them apart; `selectedKeys` are the
 * label keys that policies go by. Those that the API server would refuse stand by themselves.
 */
export function readWorkloads(
  objects: readonly ManifestObject[],
  selectedKeys: ReadonlySet<string>,
  problems: ManifestProblem[],
): Pick<Manifests, 'workloads' | 'refusedWorkloads'> {
  const findings: Findings = { problems, refused: [] };
  const controllers = new Map<string, Workload>();
  const pods = new Map<string, OwnedPod>();
  const owners = new Map<string, Owner>();
  const taken = findTaken(objects);
  for (const object of objects) {
    const { value } = object;
    const kind = value['kind'] as string;
    const key = `${namespaceOf(value)}/${kind}/${nameOf(value)}`;
    const owner = ownerOf(value);
    if (kind === 'Pod') {
      const pod = readPodTemplate(object, value, 1, findings);
      if (pod !== undefined && !pods.has(key)) pods.set(key, { pod, owner });
    } else if (owner !== undefined) {
      // A controller that another one made (the ReplicaSet of a Deployment) says nothing of its own.
      owners.set(key, owner);
    } else {
      const read = readController(object, kind, { selectedKeys, isTaken: taken.has(key) }, findings);
      const contested = read.map((controller, index) => addController(controllers, `${key}/${index}`, controller));
      warnOfOther(placeOf(object), contested, problems);
      // The instance of a virtual machine has its name, and is often left out of an export.
      if (kind === 'VirtualMachine') {
        owners.set(`${namespaceOf(value)}/VirtualMachineInstance/${nameOf(value)}`, { kind, name: nameOf(value) });
      }
    }
  }
  const workloads = foldPods(controllers, [...pods.values()], owners, selectedKeys);
  return { workloads, refusedWorkloads: findings.refused };
}

/** The same controller may stand in several files; where its pods differ, both are judged, and the other one is told. */
function addController(controllers: Map<string, Workload>, key: string, controller: Workload): Workload | undefined {
  const other = controllers.get(key);
  if (other === undefined) controllers.set(key, controller);
  if (other === undefined || describePods(other) === describePods(controller)) return undefined;
  controllers.set(`${key}#${controllers.size}`, controller);
  return other;
}

/** Once, however many pods of it are told apart. */
function warnOfOther(
  place: RulePlace,
  contested: readonly (Workload | undefined)[],
  problems: ManifestProblem[],
): void {
  const other = contested.find((one) => one !== undefined);
  if (other === undefined) return;
  makeReport(place, problems).warn(
    `It stands twice, with other pods in ${other.place.file}; both are judged.`,
    'Leave out the one that does not run.',
  );
}

function describePods({ labels, openLabels, hostNetwork, namedPorts, serviceAccount }: Workload): string {
  return JSON.stringify([Object.entries(labels).toSorted(), openLabels, hostNetwork, namedPorts, serviceAccount]);
}

/** Controllers whose template a Rollout takes, and of which it is not known whether they have pods of their own beside its. */
function findTaken(objects: readonly ManifestObject[]): ReadonlySet<string> {
  return new Set(
    objects.flatMap(({ value }) => {
      const { kind, name } = value['kind'] === 'Rollout' ? recordAt(recordAt(value, 'spec'), 'workloadRef') : {};
      return typeof kind === 'string' && typeof name === 'string' ? [`${namespaceOf(value)}/${kind}/${name}`] : [];
    }),
  );
}

/** None where it makes no pods of its own: what a Rollout refers to instead of a template stands for both. */
function readController(
  object: ManifestObject,
  kind: string,
  { selectedKeys, isTaken }: { readonly selectedKeys: ReadonlySet<string>; readonly isTaken: boolean },
  findings: Findings,
): readonly Workload[] {
  const path = controllerKinds.get(kind)?.template ?? [];
  const template = path.reduce<Record<string, unknown>>(recordAt, object.value);
  const spec = recordAt(object.value, 'spec');
  if (kind === 'Rollout' && !isRecord(spec['template'])) return [];
  const report = makeReport(placeOf(object), findings.problems).at('spec', 'replicas');
  const isMachine = machineKinds.has(kind);
  const pods = isMachine && isHalted(spec) ? 0 : readReplicas(spec['replicas'], report);
  const workload = readPodTemplate(object, template, pods, findings, path);
  if (workload === undefined) return [];
  if (isMachine) return [withOpenLabels(toLauncher(workload, recordAt(template, 'spec')), toGivenLabels(machineKeys))];
  const ofPods = path.slice(0, -1).reduce<Record<string, unknown>>(recordAt, object.value);
  const isNamed = typeof recordAt(object.value, 'metadata')['name'] === 'string';
  const keys = givenKeys(kind, ofPods);
  const given = isTaken ? givenOfTaken : toGivenLabels(keys);
  const own = withoutOverwritten(workload, isTaken ? givenOfTaken.map(({ key }) => key) : keys);
  const named = isNamed ? labelledByController(own, ofPods, selectedKeys) : [own];
  return named.map((pod) => withOpenLabels(pod, given));
}

/** Whatever the template says of a label that the controller writes; only those of a Job keep what stands there. */
function withoutOverwritten(workload: Workload, keys: readonly string[]): Workload {
  const overwritten = keys.filter((key) => Object.hasOwn(workload.labels, key) && !keptByJobs.has(key));
  return overwritten.length === 0
    ? workload
    : { ...workload, labels: withoutKeys(workload.labels, new Set(overwritten)) };
}

/**
 * With the labels that a controller gives to its pods by their names, where policies go by them: then each pod of a StatefulSet is
 * one for itself. Source: kubernetes pkg/controller/statefulset/stateful_set_utils.go and pkg/registry/batch/job/strategy.go;
 * openshift library-go pkg/apps/appsutil.
 */
function labelledByController(
  workload: Workload,
  { ordinals, manualSelector }: Record<string, unknown>,
  selectedKeys: ReadonlySet<string>,
): readonly Workload[] {
  const { kind, name, pods, labels } = workload;
  const isAskedFor = (key: string): boolean => selectedKeys.has(key);
  const byName = keysOfName(kind, manualSelector).filter(isAskedFor);
  if (byName.length > 0) {
    return [{ ...workload, labels: { ...labels, ...Object.fromEntries(byName.map((key) => [key, name])) } }];
  }
  const isToldApart = kind === 'StatefulSet' && [podNameKey, podIndexKey].some(isAskedFor);
  if (!isToldApart || pods === 0 || pods > mostToldApart) return [workload];
  const start = isRecord(ordinals) && typeof ordinals['start'] === 'number' ? ordinals['start'] : 0;
  return Array.from({ length: pods }, (_, index) => {
    const number = start + index;
    const own = { [podNameKey]: `${name}-${number}`, [podIndexKey]: `${number}` };
    return { ...workload, pods: 1, labels: { ...labels, ...own } };
  });
}

/** The keys of labels that say which controller it is. */
function keysOfName(kind: string, manualSelector: unknown): readonly string[] {
  if (kind === 'Job' && manualSelector !== true) return jobNameKeys;
  return kind === 'DeploymentConfig' ? [deploymentConfigKey] : [];
}

/** With those that nothing shows the value of. */
function withOpenLabels(workload: Workload, given: readonly GivenLabel[]): Workload {
  const isOpen = ({ key }: GivenLabel): boolean => !Object.hasOwn(workload.labels, key);
  const openLabels = given.every(isOpen) ? given : given.filter(isOpen);
  return openLabels.length === 0 ? workload : { ...workload, openLabels };
}

/** The keys of labels that a controller gives to its pods; `spec` is what the template stands in. */
function givenKeys(kind: string, { manualSelector, completionMode }: Record<string, unknown>): readonly string[] {
  switch (kind) {
    case 'Deployment':
      return [templateHashKey];
    case 'StatefulSet':
      return [revisionKey, podNameKey, podIndexKey];
    case 'DaemonSet':
      return [revisionKey, 'pod-template-generation'];
    case 'Job':
    case 'CronJob':
      return [
        ...(manualSelector === true ? [] : [...jobNameKeys, ...controllerUidKeys]),
        ...(completionMode === 'Indexed' ? [completionIndexKey] : []),
      ];
    case 'DeploymentConfig':
      return ['deployment', deploymentConfigKey];
    case 'Rollout':
      return [rolloutHashKey];
    default:
      return [];
  }
}

const givenLabels = new Map<string, readonly GivenLabel[]>();

/** One list for all controllers that give the same: a cluster has thousands of them. */
function toGivenLabels(keys: readonly string[]): readonly GivenLabel[] {
  const all = keys.join();
  let labels = givenLabels.get(all);
  if (labels === undefined) {
    givenLabels.set(all, (labels = keys.map((key) => ({ key, isThere: !notOnAll.has(key) }))));
  }
  return labels;
}

/** Nobody writes policies for each of more pods. */
const mostToldApart = 1000;

const templateHashKey = 'pod-template-hash';
const rolloutHashKey = 'rollouts-pod-template-hash';
const podNameKey = 'statefulset.kubernetes.io/pod-name';
const podIndexKey = 'apps.kubernetes.io/pod-index';
const revisionKey = 'controller-revision-hash';
const jobNameKeys = ['job-name', 'batch.kubernetes.io/job-name'];
const controllerUidKeys = ['batch.kubernetes.io/controller-uid', 'controller-uid'];
const keptByJobs: ReadonlySet<string> = new Set([...jobNameKeys, ...controllerUidKeys]);
const deploymentConfigKey = 'deploymentconfig';
const completionIndexKey = 'batch.kubernetes.io/job-completion-index';
const machineKeys = ['kubevirt.io/created-by', 'kubevirt.io/nodeName', 'kubevirt.io/migrationJobUID'];

/** Of the keys that controllers give those that releases before 1.28 do not, and such as only some pods get. */
const notOnAll: ReadonlySet<string> = new Set([
  podIndexKey,
  completionIndexKey,
  ...[...jobNameKeys, ...controllerUidKeys].filter((key) => key.includes('/')),
  ...machineKeys,
]);

/** Of pods that the controller makes, or a Rollout in its place. */
const givenOfTaken: readonly GivenLabel[] = [templateHashKey, rolloutHashKey].map((key) => ({ key, isThere: false }));

/** A virtual machine that is switched off. */
function isHalted({ running, runStrategy }: Record<string, unknown>): boolean {
  return running === false || runStrategy === 'Halted';
}

/**
 * The pod in which a virtual machine runs: KubeVirt labels it with what it is and whose, and opens the ports of the
 * machine's interfaces on it.
 */
function toLauncher(machine: Workload, spec: Record<string, unknown>): Workload {
  const { hostname } = spec;
  const account = recordsIn(spec['volumes']).map((volume) => recordAt(volume, 'serviceAccount')['serviceAccountName']);
  const named = account.find((name) => typeof name === 'string');
  return {
    ...machine,
    labels: {
      ...machine.labels,
      'kubevirt.io': 'virt-launcher',
      'vm.kubevirt.io/name': typeof hostname === 'string' && hostname !== '' ? hostname : machine.name,
    },
    namedPorts: recordsIn(recordAt(recordAt(spec, 'domain'), 'devices')['interfaces']).flatMap(({ ports }) =>
      recordsIn(ports).flatMap(({ name, protocol, port }) => toNamedPort(name, protocol, port)),
    ),
    serviceAccount: named ?? machine.serviceAccount,
  };
}

function recordsIn(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
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

/** Undefined for what the API server would refuse, so that it can't be running as it stands. */
function readPodTemplate(
  object: ManifestObject,
  template: Record<string, unknown>,
  pods: number,
  { problems, refused }: Findings,
  path: readonly string[] = [],
): Workload | undefined {
  const spec = recordAt(template, 'spec');
  const place = placeOf(object);
  let wrong: string | undefined;
  const report = makeReport(place, problems, (message) => (wrong ??= message));
  refuseWrongNamespace(object.value, report);
  const written = recordAt(template, 'metadata')['labels'];
  const labels = readLabels(written, report.at(...path, 'metadata', 'labels'));
  if (wrong !== undefined) {
    const because = `${place.rule} may open it too, and can’t be read: ${wrong}`;
    const namespace = namespaceOf(object.value);
    refused.push({
      namespace: isNamespaceName(namespace) ? namespace : undefined,
      name: nameOf(object.value),
      labels: withoutRefused(labels, written, because),
      because,
      unread: `${place.rule} can’t be read: ${wrong}`,
    });
    return undefined;
  }
  return {
    namespace: namespaceOf(object.value),
    name: nameOf(object.value),
    kind: object.value['kind'] as string,
    labels,
    pods,
    hostNetwork: spec['hostNetwork'] === true,
    namedPorts: readNamedPorts(spec),
    serviceAccount: readServiceAccount(spec),
    place,
  };
}

/** Of what is refused either the value is not known, or which label it is. */
function withoutRefused(labels: Labels, written: unknown, because: string): KnownLabels {
  const keys = Object.keys(isRecord(written) ? written : {}).filter((key) => !Object.hasOwn(labels, key));
  const isWhole = (isRecord(written) || (written ?? undefined) === undefined) && keys.every(isLabelKey);
  return {
    labels,
    incomplete: isWhole ? undefined : because,
    open: new Map(keys.map((key) => [key, { isThere: true, because }])),
  };
}

function readServiceAccount({ serviceAccountName }: Record<string, unknown>): string {
  return typeof serviceAccountName === 'string' && serviceAccountName !== ''
    ? serviceAccountName
    : defaultServiceAccount;
}

function readNamedPorts(spec: Record<string, unknown>): readonly NamedPort[] {
  return recordsIn(spec['containers']).flatMap((container) =>
    recordsIn(container['ports']).flatMap(({ name, protocol, containerPort }) =>
      toNamedPort(name, protocol, containerPort),
    ),
  );
}

function toNamedPort(name: unknown, protocol: unknown, port: unknown): readonly NamedPort[] {
  return typeof name === 'string' && typeof port === 'number'
    ? [{ name, protocol: typeof protocol === 'string' ? protocol : 'TCP', port }]
    : [];
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
  templateHashKey,
  revisionKey,
  'pod-template-generation',
  podNameKey,
  podIndexKey,
  completionIndexKey,
  ...controllerUidKeys,
  ...jobNameKeys,
  ...machineKeys,
];

function foldPods(
  controllers: ReadonlyMap<string, Workload>,
  pods: readonly OwnedPod[],
  owners: ReadonlyMap<string, Owner>,
  selectedKeys: ReadonlySet<string>,
): readonly Workload[] {
  const toldApart = new Set(ownPodLabels.filter((key) => !selectedKeys.has(key)));
  const running = new Map<string, { workload: Workload; pods: number; left: Map<string, number> }>();
  const seenOwners = new Set<string>();
  for (const { pod, owner } of pods) {
    const top = topOwner(owner, pod.namespace, owners) ?? { kind: 'Pod', name: pod.name };
    seenOwners.add(`${pod.namespace}/${top.kind}/${top.name}`);
    const labels = owner === undefined ? pod.labels : withoutKeys(pod.labels, toldApart);
    const own = [Object.entries(labels).toSorted(), pod.hostNetwork, pod.serviceAccount];
    const key = JSON.stringify([pod.namespace, top.kind, top.name, ...own]);
    const known = running.get(key);
    const left = Object.keys(pod.labels).filter((one) => !Object.hasOwn(labels, one));
    if (known === undefined) {
      running.set(key, { workload: { ...pod, ...top, labels }, pods: 1, left: new Map(left.map((one) => [one, 1])) });
    } else {
      known.pods++;
      for (const one of left) known.left.set(one, (known.left.get(one) ?? 0) + 1);
    }
  }
  return [
    ...[...controllers.values()].filter(({ namespace, kind, name }) => !seenOwners.has(`${namespace}/${kind}/${name}`)),
    ...[...running.values()].map(({ workload, pods: count, left }) =>
      withOpenLabels(
        { ...workload, pods: count },
        [...left].map(([key, on]) => ({ key, isThere: on === count })),
      ),
    ),
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
