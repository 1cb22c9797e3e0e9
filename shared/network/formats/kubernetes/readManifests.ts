import { parseAddress } from '../../flows/address.ts';
import { toRanges } from '../../flows/addressSpaces.ts';
import type { KnownLabels } from '../../machine/destination.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import type { Found } from '../../reading/ruleFormat.ts';
import type { AdminPolicy } from './adminPolicy.ts';
import { defaultTier } from './calico/calicoPolicy.ts';
import type { CalicoObjects, CalicoPolicy } from './calico/calicoPolicy.ts';
import { keysOf } from './calico/calicoSelector.ts';
import {
  calicoApis,
  makesHostEndpoints,
  readCalicoPolicy,
  readHostEndpoint,
  readNetworkSet,
  readProfile,
  readTier,
  storedApi,
} from './calico/readCalicoObjects.ts';
import { agentRuleKind } from './cilium/ciliumPolicy.ts';
import type { CidrGroup, CiliumPolicy } from './cilium/ciliumPolicy.ts';
import { isCiliumConfig, readCiliumSettings } from './cilium/ciliumSettings.ts';
import { clusterwideKind, readCidrGroup, readCiliumPolicy, warnOfUnseenNames } from './cilium/readCiliumPolicy.ts';
import { findFacts } from './findFacts.ts';
import { findHeldPolicies } from './findHeldPolicies.ts';
import { isOfNamespace, isPolicyKind } from './foreignPolicies.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';
import type { Labels } from './labelSelector.ts';
import {
  makeReport,
  groupOf,
  nameOf,
  namespaceOf,
  objectsOfDocument,
  placeOf,
  readLabels,
  recordAt,
} from './manifestObject.ts';
import type { ManifestDocument, ManifestObject, ManifestProblem } from './manifestObject.ts';
import type { KnownNode } from './clusterFacts.ts';
import type { ForeignPolicy, Manifests, NetworkPolicy, PlugInOfDaemonSet, VpcCni } from './manifests.ts';
import { readAdminPolicy } from './readAdminPolicy.ts';
import { readForeignSettings } from './readForeignSettings.ts';
import { readNetworkPolicy } from './readNetworkPolicy.ts';
import { isPodNetwork, readPodNetwork } from './readPodNetwork.ts';
import type { PodNetwork } from './podNetwork.ts';
import { isOfService, readServices } from './readServices.ts';
import { readPlugIn } from './installedPlugIns.ts';
import { isVpcCni, readVpcCni } from './readVpcCni.ts';
import { isWorkload, readWorkloads } from './readWorkloads.ts';

export interface ReadManifests {
  readonly manifests: Manifests;
  /** What policies are judged with, beside workloads, to be counted. */
  readonly facts: readonly Found[];
  readonly problems: readonly ManifestProblem[];
  /** What may have been meant as a policy and is not readable as an object at all. */
  readonly unreadable: readonly RulePlace[];
}

/** Reads the objects that bear on egress; every other kind is passed over, since only what it holds can decide where a pod may go. */
export function readManifests(
  documents: readonly { readonly file: string; readonly index: number; readonly value: ManifestDocument }[],
): ReadManifests {
  const problems: ManifestProblem[] = [];
  const objects = documents.flatMap(({ file, index, value }) =>
    objectsOfDocument({ file, document: index }, value, problems),
  );
  const unreadable = problems.map(({ place }) => place);
  const namespaces = new Map<string, KnownLabels>();
  const policies = new Map<string, ReadPolicy<NetworkPolicy>>();
  const adminPolicies = new Map<string, ReadPolicy<AdminPolicy>>();
  const ciliumPolicies = new Map<string, ReadPolicy<CiliumPolicy>>();
  const cidrGroups = new Map<string, ReadPolicy<CidrGroup>>();
  const calicoObjects: ManifestObject[] = [];
  const serviceAccounts = new Map<string, Labels | undefined>();
  const nodes: KnownNode[] = [];
  const services: ManifestObject[] = [];
  const podNetworks: PodNetwork[] = [];
  const foreignPolicies: ForeignPolicy[] = [];
  const ciliumConfigs: ManifestObject[] = [];
  const plugIns: PlugInOfDaemonSet[] = [];
  let vpcCni: VpcCni | undefined;
  const workloads: ManifestObject[] = [];

  for (const object of objects) {
    const { value } = object;
    const kind = value['kind'] as string;
    const { apiVersion } = value;
    const group = typeof apiVersion === 'string' ? groupOf(apiVersion) : undefined;
    const adminPolicy = readAdminPolicy(object, problems);
    foreignPolicies.push(...readForeignSettings(object, group));
    if (isCiliumConfig(group, object)) ciliumConfigs.push(object);
    if (isVpcCni(group, object)) vpcCni = readVpcCni(object);
    const plugIn = group === 'apps' && kind === 'DaemonSet' ? readPlugIn(value) : undefined;
    if (plugIn !== undefined) plugIns.push({ namespace: namespaceOf(value), name: nameOf(value), plugIn });
    if (apiVersion === 'networking.k8s.io/v1' && kind === 'NetworkPolicy') {
      const policy = readNetworkPolicy(object, problems);
      addPolicy(policies, { object, key: `${policy.namespace}/${policy.name}`, policy }, problems);
    } else if (adminPolicy !== undefined) {
      addPolicy(adminPolicies, { object, key: `${kind}/${adminPolicy.name}`, policy: adminPolicy }, problems);
    } else if (apiVersion === 'cilium.io/v2' && ciliumKinds.has(kind)) {
      const policy = readCiliumPolicy(object, problems);
      addPolicy(ciliumPolicies, { object, key: `${policy.namespace ?? ''}/${policy.name}`, policy }, problems);
    } else if (kind === agentRuleKind) {
      // A cluster has as many as there are of one name.
      const policy = readCiliumPolicy(object, problems);
      ciliumPolicies.set(`${object.file}#${object.document}`, { object, policy, key: policy.name });
    } else if (group === 'cilium.io' && kind === 'CiliumCIDRGroup') {
      const policy = readCidrGroup(object, problems);
      addPolicy(cidrGroups, { object, key: policy.name, policy }, problems);
    } else if (calicoApis.has(apiVersion) && calicoKinds.has(kind)) {
      calicoObjects.push(object);
    } else if (group === '' && kind === 'ServiceAccount') {
      addServiceAccount(serviceAccounts, object, problems);
    } else if (group !== undefined && isOfService(group, kind)) {
      services.push(object);
    } else if (isPodNetwork(group, kind)) {
      const network = readPodNetwork(object, problems);
      if (network !== undefined) podNetworks.push(network);
    } else if (isPolicyKind(group, kind)) {
      foreignPolicies.push(readForeignPolicy(object, kind));
    } else if (group === '' && kind === 'Namespace') {
      addNamespace(namespaces, object, problems);
    } else if (group === '' && kind === 'Node') {
      nodes.push(...readNode(object, problems));
    } else if (group !== undefined && isWorkload(group, kind)) {
      workloads.push(object);
    } else {
      foreignPolicies.push(...findHeldPolicies(object));
    }
  }
  const { calico, read: calicoPolicies } = readCalico(calicoObjects, problems);
  const read = [...policies.values(), ...adminPolicies.values(), ...ciliumPolicies.values(), ...calicoPolicies];
  const networkPolicies = toPolicies(policies);
  const clusterWide = toPolicies(adminPolicies);
  const ownPolicies = toPolicies(ciliumPolicies);
  const settings = ciliumConfigs.map((object) => readCiliumSettings(object, ownPolicies));
  const closing = settings.flatMap(({ policies: some }) => some);
  const cilium = { policies: [...ownPolicies, ...closing], cidrGroups: toPolicies(cidrGroups) };
  foreignPolicies.push(...settings.flatMap(({ notJudged }) => notJudged));
  warnOfUnseenNames(ownPolicies, problems);
  const selectors = [
    ...networkPolicies.map(({ podSelector }) => podSelector),
    ...clusterWide.flatMap(({ subject }) => (subject === undefined ? [] : [subject.pods])),
    ...cilium.policies.flatMap(({ rules }) => rules.map(({ endpointSelector }) => endpointSelector ?? [])),
  ];
  const selectedKeys = new Set([
    ...selectors.flat().map(({ key }) => key),
    ...calico.policies.flatMap(({ selector }) => keysOf(selector)),
  ]);
  return {
    manifests: {
      ...readWorkloads(workloads, selectedKeys, problems),
      namespaces,
      serviceAccounts,
      nodes,
      services: readServices(services, problems),
      policyObjects: [
        ...read.map(({ object, policy }) => ({ kind: object.value['kind'] as string, place: policy.place })),
        ...closing.map(({ place }) => ({ kind: 'setting of Cilium', place })),
      ],
      networkPolicies,
      adminPolicies: clusterWide,
      cilium,
      calico,
      podNetworks,
      foreignPolicies,
      plugIns,
      vpcCni,
      notEnforced: settings.find(({ notEnforced }) => notEnforced !== undefined)?.notEnforced,
    },
    facts: findFacts(objects),
    problems,
    unreadable,
  };
}

function readForeignPolicy(object: ManifestObject, kind: string): ForeignPolicy {
  const { apiVersion } = object.value;
  const isOfOne = isOfNamespace(kind) ?? recordAt(object.value, 'metadata')['namespace'] !== undefined;
  return {
    apiVersion: typeof apiVersion === 'string' ? apiVersion : undefined,
    kind,
    namespace: isOfOne ? namespaceOf(object.value) : undefined,
    place: placeOf(object),
  };
}

/** A policy as it was read, and the object that it was read from. */
interface ReadPolicy<Policy> {
  readonly object: ManifestObject;
  /** By which a cluster tells objects of its kind apart. */
  readonly key: string;
  readonly policy: Policy;
  /** The object's spec as text, once it was compared. */
  written?: string;
}

function toPolicies<Policy>(read: ReadonlyMap<string, ReadPolicy<Policy>>): readonly Policy[] {
  return [...read.values()].map(({ policy }) => policy);
}

interface Contestable {
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
  /** Of what is selected by them. */
  readonly labels?: Labels;
}

/** A cluster has one policy of a name: of two that differ nobody knows which is in force. */
function addPolicy<Policy extends Contestable>(
  policies: Map<string, ReadPolicy<Policy>>,
  read: ReadPolicy<Policy>,
  problems: ManifestProblem[],
): void {
  const { policy, key } = read;
  const other = policies.get(key);
  if (other === undefined) {
    policies.set(key, read);
    return;
  }
  if (writtenSpec(other) === writtenSpec(read)) return;
  const contested = `It stands twice, with other rules in ${other.policy.place.file}.`;
  makeReport(policy.place, problems).refuse(contested, 'Leave out the one that is not in force.');
  policies.set(key, { ...other, policy: { ...other.policy, notUnderstood: contested } });
  policies.set(`${key}#${policies.size}`, { ...read, policy: { ...policy, notUnderstood: contested } });
}

/** Written once: a policy of many rules can stand there thousands of times. */
function writtenSpec(read: ReadPolicy<Contestable>): string {
  const { object, policy } = read;
  read.written ??= JSON.stringify([object.value['spec'], object.value['specs'], policy.labels]);
  return read.written;
}

const calicoKinds = new Set([
  'NetworkPolicy',
  'GlobalNetworkPolicy',
  'NetworkSet',
  'GlobalNetworkSet',
  'HostEndpoint',
  'Tier',
  'Profile',
  'KubeControllersConfiguration',
]);

interface ReadCalico {
  readonly calico: CalicoObjects;
  /** What decides by itself, to be counted. */
  readonly read: readonly ReadPolicy<{ readonly place: RulePlace }>[];
}

function readCalico(objects: readonly ManifestObject[], problems: ManifestProblem[]): ReadCalico {
  const policies = new Map<string, ReadPolicy<CalicoPolicy>>();
  const ofKind = (...kinds: readonly string[]): readonly ManifestObject[] =>
    objects.filter(({ value }) => kinds.includes(value['kind'] as string));
  for (const object of ofKind('NetworkPolicy', 'GlobalNetworkPolicy')) {
    const policy = readCalicoPolicy(object, problems);
    addPolicy(policies, { object, key: `${policy.namespace ?? ''}/${servedName(object, policy)}`, policy }, problems);
  }
  const readAll = <Fact extends Contestable>(
    kind: string,
    readOne: (object: ManifestObject, problems: ManifestProblem[]) => Fact,
  ): readonly Fact[] => {
    const read = new Map<string, ReadPolicy<Fact>>();
    for (const object of ofKind(kind)) {
      const policy = readOne(object, problems);
      addPolicy(read, { object, key: policy.place.rule, policy }, problems);
    }
    return toPolicies(read);
  };
  return {
    calico: {
      policies: toPolicies(policies),
      profiles: ofKind('Profile').map((object) => readProfile(object, problems)),
      networkSets: [...readAll('NetworkSet', readNetworkSet), ...readAll('GlobalNetworkSet', readNetworkSet)],
      hostEndpoints: readAll('HostEndpoint', readHostEndpoint),
      automaticHostEndpoints: ofKind('KubeControllersConfiguration').filter(makesHostEndpoints).map(placeOf),
      tiers: readAll('Tier', readTier),
    },
    read: [...policies.values()],
  };
}

/** Stored, a policy of the default tier may carry the tier in its name; Calico's API server serves it without. */
function servedName({ value }: ManifestObject, { name }: CalicoPolicy): string {
  const prefix = `${defaultTier.name}.`;
  return value['apiVersion'] === storedApi && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

const ciliumKinds = new Set(['CiliumNetworkPolicy', clusterwideKind]);

/** Its labels and its addresses; what is no address, such as its host name, is passed over. None for one that can't be. */
function readNode(object: ManifestObject, problems: ManifestProblem[]): readonly KnownNode[] {
  let isRefused = false;
  const report = makeReport(placeOf(object), problems, () => (isRefused = true)).at('metadata', 'labels');
  const labels = readLabels(recordAt(object.value, 'metadata')['labels'], report);
  if (isRefused) return [];
  const { addresses } = recordAt(object.value, 'status');
  const node = {
    name: nameOf(object.value),
    labels,
    addresses: (Array.isArray(addresses) ? addresses : []).flatMap((item: unknown) => {
      const address = isRecord(item) ? item['address'] : undefined;
      return typeof address === 'string' && parseAddress(address) !== undefined ? toRanges([address]) : [];
    }),
  };
  return [node];
}

/** Of the labels of one that stands twice with others, or that the API refuses, nothing is known. */
function addServiceAccount(
  serviceAccounts: Map<string, Labels | undefined>,
  object: ManifestObject,
  problems: ManifestProblem[],
): void {
  const { value } = object;
  let isRefused = false;
  const report = makeReport(placeOf(object), problems, () => (isRefused = true));
  const labels = readLabels(recordAt(value, 'metadata')['labels'], report.at('metadata', 'labels'));
  const key = `${namespaceOf(value)}/${nameOf(value)}`;
  const other = serviceAccounts.get(key);
  const isContested = serviceAccounts.has(key) && !(other !== undefined && areSameLabels(labels, other));
  if (isContested && other !== undefined) report.warn(standsTwice, leaveOutOne);
  serviceAccounts.set(key, isContested || isRefused ? undefined : labels);
}

const standsTwice = 'It stands twice, with other labels.';
const leaveOutOne = 'Leave out the one that is not in force.';

function areSameLabels(one: Labels, other: Labels): boolean {
  const count = Object.keys(commonLabels(one, other)).length;
  return count === Object.keys(one).length && count === Object.keys(other).length;
}

/** Where a namespace stands twice, only what both say of it is known; of labels that the API refuses, those that it takes. */
function addNamespace(namespaces: Map<string, KnownLabels>, object: ManifestObject, problems: ManifestProblem[]): void {
  const place = placeOf(object);
  let incomplete: string | undefined;
  const report = makeReport(place, problems, (message) => (incomplete ??= `${place.rule}: ${message}`));
  const labels = readLabels(recordAt(object.value, 'metadata')['labels'], report.at('metadata', 'labels'));
  const name = nameOf(object.value);
  const other = namespaces.get(name);
  if (other === undefined || areSameLabels(labels, other.labels)) {
    namespaces.set(name, { labels, incomplete: other?.incomplete ?? incomplete });
    return;
  }
  if (other.incomplete === undefined) report.warn(standsTwice, leaveOutOne);
  namespaces.set(name, { labels: commonLabels(labels, other.labels), incomplete: `${place.rule}: ${standsTwice}` });
}

function commonLabels(one: Labels, other: Labels): Labels {
  return Object.fromEntries(
    Object.entries(one).filter(([key, label]) => Object.hasOwn(other, key) && other[key] === label),
  );
}
