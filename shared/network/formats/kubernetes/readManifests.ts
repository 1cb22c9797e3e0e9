import type { KnownLabels, RulePlace } from '../../ruleProgram.ts';
import { isClusterWide, isPolicyKind } from './foreignPolicies.ts';
import type { Labels } from './labelSelector.ts';
import { makeReport, nameOf, namespaceOf, objectsOf, placeOf, readLabels, recordAt } from './manifestObject.ts';
import type { ManifestObject, ManifestProblem } from './manifestObject.ts';
import type { ForeignPolicy, Manifests, NetworkPolicy } from './manifests.ts';
import { readNetworkPolicy } from './readNetworkPolicy.ts';
import { isWorkload, readWorkloads } from './readWorkloads.ts';

export interface ReadManifests {
  readonly manifests: Manifests;
  readonly problems: readonly ManifestProblem[];
  /** What may have been meant as a policy and is not readable as an object at all. */
  readonly unreadable: readonly RulePlace[];
}

/** Reads the objects that bear on egress; every other kind is passed over, since it can't decide where a pod may go. */
export function readManifests(
  documents: readonly { readonly file: string; readonly index: number; readonly value: Record<string, unknown> }[],
): ReadManifests {
  const problems: ManifestProblem[] = [];
  const objects = documents.flatMap(({ file, index, value }) =>
    objectsOf({ file, document: index, path: [], value }, problems),
  );
  const unreadable = problems.map(({ place }) => place);
  const namespaces = new Map<string, KnownLabels>();
  const policies = new Map<string, ReadPolicy>();
  const foreignPolicies: ForeignPolicy[] = [];
  const workloads: ManifestObject[] = [];

  for (const object of objects) {
    const { value } = object;
    const kind = value['kind'] as string;
    const { apiVersion } = value;
    const group = typeof apiVersion === 'string' ? groupOf(apiVersion) : undefined;
    if (apiVersion === 'networking.k8s.io/v1' && kind === 'NetworkPolicy') {
      addPolicy(policies, { object, policy: readNetworkPolicy(object, problems) }, problems);
    } else if (isPolicyKind(group, kind)) {
      foreignPolicies.push(readForeignPolicy(object, kind));
    } else if (group === '' && kind === 'Namespace') {
      addNamespace(namespaces, object, problems);
    } else if (group !== undefined && isWorkload(group, kind)) {
      workloads.push(object);
    }
  }
  const networkPolicies = [...policies.values()].map(({ policy }) => policy);
  const selectedKeys = new Set(networkPolicies.flatMap(({ podSelector }) => podSelector.map(({ key }) => key)));
  return {
    manifests: {
      workloads: readWorkloads(workloads, selectedKeys, problems),
      namespaces,
      networkPolicies,
      foreignPolicies,
    },
    problems,
    unreadable,
  };
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

function readForeignPolicy(object: ManifestObject, kind: string): ForeignPolicy {
  const { apiVersion } = object.value;
  return {
    apiVersion: typeof apiVersion === 'string' ? apiVersion : undefined,
    kind,
    namespace: isClusterWide(kind) ? undefined : namespaceOf(object.value),
    place: placeOf(object),
  };
}

interface ReadPolicy {
  readonly object: ManifestObject;
  readonly policy: NetworkPolicy;
}

/** A cluster has one policy of a name: of two that differ nobody knows which is in force. */
function addPolicy(policies: Map<string, ReadPolicy>, read: ReadPolicy, problems: ManifestProblem[]): void {
  const { policy, object } = read;
  const key = `${policy.namespace}/${policy.name}`;
  const other = policies.get(key);
  if (other === undefined) {
    policies.set(key, read);
    return;
  }
  if (JSON.stringify(other.object.value['spec']) === JSON.stringify(object.value['spec'])) return;
  const contested = `It stands twice, with other rules in ${other.policy.place.file}.`;
  makeReport(policy.place, problems).refuse(contested, 'Leave out the one that is not in force.');
  policies.set(key, { ...other, policy: { ...other.policy, notUnderstood: contested } });
  policies.set(`${key}#${policies.size}`, { ...read, policy: { ...policy, notUnderstood: contested } });
}

/** Where a namespace stands twice, only what both say of it is known. */
function addNamespace(namespaces: Map<string, KnownLabels>, object: ManifestObject, problems: ManifestProblem[]): void {
  const place = placeOf(object);
  const report = makeReport(place, problems);
  const labels = readLabels(recordAt(object.value, 'metadata')['labels'], report.at('metadata', 'labels'));
  const name = nameOf(object.value);
  const other = namespaces.get(name);
  if (other === undefined) {
    namespaces.set(name, { labels, incomplete: undefined });
    return;
  }
  const agreed = commonLabels(labels, other.labels);
  const count = Object.keys(agreed).length;
  if (count === Object.keys(labels).length && count === Object.keys(other.labels).length) return;
  const contested = 'It stands twice, with other labels.';
  if (other.incomplete === undefined) report.warn(contested, 'Leave out the one that is not in force.');
  namespaces.set(name, { labels: agreed, incomplete: `${place.rule}: ${contested}` });
}

function commonLabels(one: Labels, other: Labels): Labels {
  return Object.fromEntries(
    Object.entries(one).filter(([key, label]) => Object.hasOwn(other, key) && other[key] === label),
  );
}
