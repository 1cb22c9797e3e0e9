import { parseCidr } from '../../address.ts';
import type { RulePlace } from '../../ruleProgram.ts';
import { protocols } from '../../services.ts';
import type { Protocol } from '../../services.ts';
import { isRecord, readLabelSelector } from './labelSelector.ts';
import type { Labels } from './labelSelector.ts';
import type {
  EgressRule,
  ForeignPolicy,
  Manifests,
  NamedPort,
  NetworkPolicy,
  Peer,
  PolicyPort,
  Workload,
} from './manifests.ts';

/** One object of a document, with its path there: an item of a List stands below `items`. */
interface ManifestObject {
  readonly file: string;
  readonly document: number;
  readonly path: readonly (string | number)[];
  readonly value: Record<string, unknown>;
}

/** Something in a manifest that is wrong, at its place; the line is looked up when it is shown. */
export interface ManifestProblem {
  readonly place: RulePlace;
  readonly message: string;
  readonly remedy: string;
}

export function isManifest(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string';
}

/** API groups whose objects can change where a pod may go. Kinds of them that are not read make the answer unknown. */
const policyGroups: Readonly<Record<string, readonly string[] | 'all'>> = {
  extensions: ['NetworkPolicy'],
  'networking.k8s.io': ['NetworkPolicy'],
  'policy.networking.k8s.io': 'all',
  'networking.k8s.aws': 'all',
  'cilium.io': [
    'CiliumNetworkPolicy',
    'CiliumClusterwideNetworkPolicy',
    'CiliumLocalRedirectPolicy',
    'CiliumEgressGatewayPolicy',
    'CiliumEnvoyConfig',
    'CiliumClusterwideEnvoyConfig',
  ],
  'projectcalico.org': ['NetworkPolicy', 'GlobalNetworkPolicy', 'Tier', 'HostEndpoint', 'Profile'],
  'crd.projectcalico.org': ['NetworkPolicy', 'GlobalNetworkPolicy', 'Tier', 'HostEndpoint', 'Profile'],
  'crd.antrea.io': ['NetworkPolicy', 'ClusterNetworkPolicy', 'Tier', 'Egress'],
  'k8s.ovn.org': ['EgressFirewall', 'EgressIP', 'EgressService', 'AdminPolicyBasedExternalRoute'],
  'network.openshift.io': ['EgressNetworkPolicy'],
  'networking.gke.io': ['FQDNNetworkPolicy', 'CiliumClusterwideNetworkPolicy'],
  'networking.istio.io': ['Sidecar', 'ServiceEntry', 'EnvoyFilter'],
  'security.istio.io': ['AuthorizationPolicy'],
};

const clusterWideKinds =
  /^(?:Global|Cluster|CiliumClusterwide|Admin|Baseline|Tier|Profile|HostEndpoint|CiliumEgress|Egress$|EgressIP)/;

/** Reads the objects that bear on egress; every other kind is passed over, since it can't decide where a pod may go. */
export function readManifests(
  documents: readonly { readonly file: string; readonly index: number; readonly value: Record<string, unknown> }[],
): { readonly manifests: Manifests; readonly problems: readonly ManifestProblem[] } {
  const problems: ManifestProblem[] = [];
  const namespaces = new Map<string, Labels>();
  const networkPolicies: NetworkPolicy[] = [];
  const foreignPolicies: ForeignPolicy[] = [];
  const controllers: Workload[] = [];
  const pods: { readonly pod: Workload; readonly owner: Owner | undefined }[] = [];
  const owners = new Map<string, Owner>();

  for (const object of documents.flatMap(({ file, index, value }) =>
    objectsOf({ file, document: index, path: [], value }),
  )) {
    const { value } = object;
    const kind = String(value['kind']);
    const group = groupOf(String(value['apiVersion']));
    if (group === 'networking.k8s.io' && kind === 'NetworkPolicy' && value['apiVersion'] === 'networking.k8s.io/v1') {
      const policy = readNetworkPolicy(object, problems);
      networkPolicies.push(policy);
    } else if (isPolicyKind(group, kind)) {
      foreignPolicies.push({
        apiVersion: String(value['apiVersion']),
        kind,
        namespace: clusterWideKinds.test(kind) ? undefined : namespaceOf(value),
        place: placeOf(object),
      });
    } else if (group === '' && kind === 'Namespace') {
      namespaces.set(nameOf(value), stringMap(recordAt(value, 'metadata')['labels']));
    } else if (group === '' && kind === 'Pod') {
      const owner = ownerOf(value);
      pods.push({ pod: readPodTemplate(object, value, 1), owner });
    } else if (podTemplatePaths[kind] !== undefined && workloadGroups.has(group)) {
      const owner = ownerOf(value);
      // A controller that another one made (the ReplicaSet of a Deployment) says nothing of its own.
      if (owner !== undefined) owners.set(`${namespaceOf(value)}/${kind}/${nameOf(value)}`, owner);
      else controllers.push(readController(object, kind));
    }
  }
  return {
    manifests: { workloads: foldPods(controllers, pods, owners), namespaces, networkPolicies, foreignPolicies },
    problems,
  };
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

function isPolicyKind(group: string, kind: string): boolean {
  const kinds = Object.hasOwn(policyGroups, group) ? policyGroups[group] : undefined;
  return kinds === 'all' || (kinds?.includes(kind) ?? false);
}

/** Items of a `List` (or `PodList`, `NetworkPolicyList`, …) may leave out their own apiVersion and kind. */
function objectsOf(object: ManifestObject): readonly ManifestObject[] {
  const { value } = object;
  const kind = String(value['kind']);
  const items = value['items'];
  if (!kind.endsWith('List') || !Array.isArray(items)) return [object];
  const itemKind = kind === 'List' ? undefined : kind.slice(0, -'List'.length);
  return items.flatMap((item: unknown, index) => {
    if (!isRecord(item)) return [];
    const whole = { apiVersion: value['apiVersion'], kind: itemKind, ...item };
    if (!isManifest(whole)) return [];
    return objectsOf({ ...object, path: [...object.path, 'items', index], value: whole });
  });
}

// ---- workloads

const workloadGroups = new Set(['apps', 'extensions', 'batch', '']);

/** Where a controller keeps the template of its pods. */
const podTemplatePaths: Readonly<Record<string, readonly string[] | undefined>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

interface Owner {
  readonly kind: string;
  readonly name: string;
}

function readController(object: ManifestObject, kind: string): Workload {
  const template = (podTemplatePaths[kind] ?? []).reduce<Record<string, unknown>>(recordAt, object.value);
  const replicas = recordAt(object.value, 'spec')['replicas'];
  return readPodTemplate(object, template, typeof replicas === 'number' ? replicas : 1);
}

function readPodTemplate(object: ManifestObject, template: Record<string, unknown>, pods: number): Workload {
  const spec = recordAt(template, 'spec');
  return {
    namespace: namespaceOf(object.value),
    name: nameOf(object.value),
    kind: String(object.value['kind']),
    labels: stringMap(recordAt(template, 'metadata')['labels']),
    pods,
    hostNetwork: spec['hostNetwork'] === true,
    namedPorts: readNamedPorts(spec),
    place: placeOf(object),
  };
}

function readNamedPorts(spec: Record<string, unknown>): readonly NamedPort[] {
  const containers = Array.isArray(spec['containers']) ? spec['containers'] : [];
  return containers.filter(isRecord).flatMap((container) => {
    const ports = Array.isArray(container['ports']) ? container['ports'] : [];
    return ports
      .filter(isRecord)
      .flatMap(({ name, protocol = 'TCP', containerPort }) =>
        typeof name === 'string' && typeof containerPort === 'number'
          ? [{ name, protocol: String(protocol), port: containerPort }]
          : [],
      );
  });
}

function ownerOf(value: Record<string, unknown>): Owner | undefined {
  const references = recordAt(value, 'metadata')['ownerReferences'];
  if (!Array.isArray(references)) return undefined;
  const records = references.filter(isRecord);
  const reference = records.find(({ controller }) => controller === true) ?? records[0];
  const { kind = 'Pod', name } = reference ?? {};
  // A mirror pod is owned by its node, which says nothing of what it is.
  return typeof kind === 'string' && typeof name === 'string' && kind !== 'Node' ? { kind, name } : undefined;
}

/** Labels by which controllers tell apart the generations of their own pods; no policy is meant to go by them. */
const generationLabels = ['pod-template-hash', 'controller-revision-hash', 'pod-template-generation'];
/** Labels that differ from pod to pod of one StatefulSet or Job. */
const ordinalLabels = [
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-completion-index',
];
const ownPodLabels = new Set([...generationLabels, ...ordinalLabels]);

/** Pods take the name of the topmost owner that is known; pods of one owner with the same labels are one workload. */
function foldPods(
  controllers: readonly Workload[],
  pods: readonly { readonly pod: Workload; readonly owner: Owner | undefined }[],
  owners: ReadonlyMap<string, Owner>,
): readonly Workload[] {
  const running = new Map<string, { workload: Workload; pods: number }>();
  const seenOwners = new Set<string>();
  for (const { pod, owner } of pods) {
    const top = topOwner(owner, pod.namespace, owners) ?? { kind: 'Pod', name: pod.name };
    seenOwners.add(`${pod.namespace}/${top.kind}/${top.name}`);
    const labels = owner === undefined ? pod.labels : withoutOwnPodLabels(pod.labels);
    const key = JSON.stringify([pod.namespace, top.kind, top.name, Object.entries(labels).toSorted(), pod.hostNetwork]);
    const known = running.get(key);
    if (known !== undefined) known.pods++;
    else running.set(key, { workload: { ...pod, ...top, labels }, pods: 1 });
  }
  return [
    ...controllers.filter(({ namespace, kind, name }) => !seenOwners.has(`${namespace}/${kind}/${name}`)),
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

function withoutOwnPodLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !ownPodLabels.has(key)));
}

// ---- NetworkPolicy

const specFields = new Set(['podSelector', 'policyTypes', 'ingress', 'egress']);

function readNetworkPolicy(object: ManifestObject, problems: ManifestProblem[]): NetworkPolicy {
  const spec = recordAt(object.value, 'spec');
  const place = placeOf(object);
  let notUnderstood: string | undefined;
  const refuse = (path: readonly (string | number)[], message: string, remedy: string): void => {
    notUnderstood ??= message;
    problems.push({
      place: { ...place, path: [...place.path, 'spec', ...path] },
      message: `${place.rule}: ${message}`,
      remedy,
    });
  };

  for (const field of Object.keys(spec)) {
    if (!specFields.has(field))
      refuse([field], `The field spec.${field} is not known.`, 'Correct its name, or take it out.');
  }
  const podSelector = readLabelSelector(spec['podSelector']);
  if (!podSelector.ok) refuse(['podSelector'], podSelector.failure, 'Correct the selector.');

  const types = spec['policyTypes'] ?? undefined;
  if (
    types !== undefined &&
    !(Array.isArray(types) && types.every((type) => type === 'Ingress' || type === 'Egress'))
  ) {
    refuse(['policyTypes'], 'policyTypes may hold Ingress and Egress only.', 'Correct the list.');
  }
  const egress = spec['egress'] ?? [];
  if (!Array.isArray(egress)) refuse(['egress'], 'egress must be a list.', 'Write each rule as an item of a list.');
  return {
    namespace: namespaceOf(object.value),
    name: nameOf(object.value),
    podSelector: podSelector.ok ? podSelector.value : [],
    policyTypes: Array.isArray(types) ? types.map(String) : undefined,
    egress: (Array.isArray(egress) ? egress : []).map((rule: unknown, index) =>
      readEgressRule(rule, { ...place, path: [...place.path, 'spec', 'egress', index] }, (path, message, remedy) =>
        refuse(['egress', index, ...path], message, remedy),
      ),
    ),
    place,
    notUnderstood,
  };
}

type Refuse = (path: readonly (string | number)[], message: string, remedy: string) => void;

function readEgressRule(value: unknown, place: RulePlace, refuse: Refuse): EgressRule {
  const rule = value === null ? {} : value;
  if (!isRecord(rule)) {
    refuse([], 'An egress rule must be a map.', 'Write `- to: […]` and `ports: […]`.');
    return { to: undefined, ports: undefined, place };
  }
  for (const field of Object.keys(rule)) {
    if (field !== 'to' && field !== 'ports')
      refuse([field], `An egress rule has no field “${field}”.`, 'Use `to` and `ports`.');
  }
  const listOf = (field: 'to' | 'ports'): readonly unknown[] | undefined => {
    const list = rule[field] ?? [];
    if (Array.isArray(list)) return list.length === 0 ? undefined : list;
    refuse([field], `${field} must be a list.`, 'Write each entry as an item of a list.');
    return undefined;
  };
  return {
    to: listOf('to')?.map((peer, index) =>
      readPeer(peer, (path, message, remedy) => refuse(['to', index, ...path], message, remedy)),
    ),
    ports: listOf('ports')?.map((port, index) =>
      readPort(port, (path, message, remedy) => refuse(['ports', index, ...path], message, remedy)),
    ),
    place,
  };
}

const nothing: Peer = { kind: 'ipBlock', cidr: '0.0.0.0/32', except: ['0.0.0.0/32'] };

function readPeer(value: unknown, refuse: Refuse): Peer {
  if (!isRecord(value)) {
    refuse([], 'A peer must be a map.', 'Use ipBlock, podSelector or namespaceSelector.');
    return nothing;
  }
  const { ipBlock, podSelector, namespaceSelector, ...rest } = value;
  for (const field of Object.keys(rest)) {
    refuse([field], `A peer has no field “${field}”.`, 'Use ipBlock, podSelector or namespaceSelector.');
  }
  if (ipBlock !== undefined && ipBlock !== null) {
    if (podSelector !== undefined || namespaceSelector !== undefined) {
      refuse([], 'A peer with ipBlock can’t have a selector as well.', 'Make two peers of it.');
    }
    return readIpBlock(ipBlock, refuse);
  }
  if (podSelector === undefined && namespaceSelector === undefined) {
    refuse([], 'A peer needs ipBlock, podSelector or namespaceSelector.', 'Name one of them.');
    return nothing;
  }
  const read = (field: 'podSelector' | 'namespaceSelector', selector: unknown) => {
    if (selector === undefined || selector === null) return undefined;
    const result = readLabelSelector(selector);
    if (!result.ok) refuse([field], result.failure, 'Correct the selector.');
    return result.ok ? result.value : undefined;
  };
  return {
    kind: 'pods',
    namespaceSelector: read('namespaceSelector', namespaceSelector),
    podSelector: read('podSelector', podSelector),
  };
}

function readIpBlock(value: unknown, refuse: Refuse): Peer {
  const { cidr, except = [], ...rest } = isRecord(value) ? value : {};
  for (const field of Object.keys(rest))
    refuse(['ipBlock', field], `ipBlock has no field “${field}”.`, 'Use cidr and except.');
  const block = typeof cidr === 'string' && cidr.includes('/') ? parseCidr(cidr) : undefined;
  if (typeof cidr !== 'string' || block === undefined || !block.ok) {
    refuse(
      ['ipBlock', 'cidr'],
      `“${String(cidr)}” is not an address range in CIDR notation.`,
      'Write it as 203.0.113.0/24.',
    );
    return nothing;
  }
  const list: readonly unknown[] = Array.isArray(except) ? except : [];
  for (const [index, hole] of list.entries()) {
    const range = typeof hole === 'string' && hole.includes('/') ? parseCidr(hole) : undefined;
    if (range === undefined || !range.ok) {
      refuse(
        ['ipBlock', 'except', index],
        `“${String(hole)}” is not an address range in CIDR notation.`,
        'Correct it.',
      );
    } else if (
      range.value.range.family !== block.value.range.family ||
      range.value.range.first < block.value.range.first ||
      range.value.range.last > block.value.range.last
    ) {
      refuse(
        ['ipBlock', 'except', index],
        `${String(hole)} does not lie within ${cidr}.`,
        'Take it out, or widen the block.',
      );
    }
  }
  return {
    kind: 'ipBlock',
    cidr,
    except: list.filter((hole) => typeof hole === 'string' && parseCidr(hole).ok) as string[],
  };
}

function readPort(value: unknown, refuse: Refuse): PolicyPort {
  const { protocol = 'TCP', port, endPort, ...rest } = isRecord(value) ? value : {};
  for (const field of Object.keys(rest))
    refuse([field], `A port has no field “${field}”.`, 'Use protocol, port and endPort.');
  const known = protocols.find((candidate) => candidate === (protocol ?? 'TCP'));
  if (known === undefined)
    refuse(['protocol'], `“${String(protocol)}” is not TCP, UDP or SCTP.`, 'Use one of the three.');
  const isNumber = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65535;
  const isName = typeof port === 'string' && /^(?=.*[a-z])[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?$/.test(port);
  if (port !== undefined && port !== null && !isNumber && !isName) {
    refuse(
      ['port'],
      `“${String(port)}” is not a port.`,
      'Write a number from 1 to 65535, or the name of a container’s port.',
    );
  }
  if (
    endPort !== undefined &&
    endPort !== null &&
    !(isNumber && typeof endPort === 'number' && endPort >= port && endPort <= 65535)
  ) {
    refuse(['endPort'], 'endPort needs a numeric port that is not above it.', 'Correct the range.');
  }
  return {
    protocol: (known ?? 'TCP') satisfies Protocol,
    port: isNumber || isName ? port : undefined,
    endPort: typeof endPort === 'number' ? endPort : undefined,
  };
}

// ---- what all objects have

function placeOf({ file, document, path, value }: ManifestObject): RulePlace {
  const namespaced = value['kind'] === 'Namespace' ? nameOf(value) : `${namespaceOf(value)}/${nameOf(value)}`;
  return { file, document, path, rule: `${String(value['kind'])} ${namespaced}` };
}

function nameOf(value: Record<string, unknown>): string {
  const { name, generateName } = recordAt(value, 'metadata');
  return typeof name === 'string' ? name : typeof generateName === 'string' ? generateName : '';
}

function namespaceOf(value: Record<string, unknown>): string {
  const { namespace } = recordAt(value, 'metadata');
  return typeof namespace === 'string' && namespace !== '' ? namespace : 'default';
}

function recordAt(value: Record<string, unknown>, key: string): Record<string, unknown> {
  const found = value[key];
  return isRecord(found) ? found : {};
}

function stringMap(value: unknown): Labels {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, label]) => [key, String(label)]));
}
