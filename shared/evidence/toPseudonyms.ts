import { isRecord } from '../network/jsonFields.ts';
import type { ClusterObject, ClusterSnapshot, Observed } from './clusterSnapshot.ts';

/** What stays as it is, and what a person should know of a snapshot whose names were replaced. */
export const pseudonymWords =
  'names of objects, namespaces and nodes, and the cluster’s own, are replaced; messages are left out; labels, containers, images, hosts and addresses stay, since checks go by them';

/** Labels whose value is the name of an object. */
const nameLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/metadata.name',
  'kubernetes.io/hostname',
  'statefulset.kubernetes.io/pod-name',
  'io.kubernetes.pod.namespace',
  'k8s:io.kubernetes.pod.namespace',
]);

/** Below these stand words of the API, which an object may be called by chance. */
const wordFields: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'type',
  'status',
  'phase',
  'reason',
  'protocol',
  'operator',
  'apiGroups',
  'resources',
  'verbs',
  'capabilities',
]);

/** Labels of other kinds, by which checks and policies select. */
const labelFields: ReadonlySet<string> = new Set([
  'labels',
  'matchLabels',
  'selector',
  'podSelector',
  'endpointSelector',
]);

/** Of what stands below these the name is a container's, by which the parts of a component are told. */
const containerFields: ReadonlySet<string> = new Set([
  'containers',
  'initContainers',
  'ephemeralContainers',
  'containerStatuses',
  'initContainerStatuses',
]);

/** What every cluster has says nothing of this one: checks know it by its name. */
function isCommon(name: string): boolean {
  return (
    name === 'default' ||
    name === 'cluster-admin' ||
    name === 'cilium-config' ||
    /^(?:kube-|system:|kubernetes$)/.test(name)
  );
}

/**
 * The same snapshot with every name replaced, the same one by the same word wherever it stands, so that it is judged the same and
 * tells less. `replace` must not be reversible by whoever gets it: an HMAC whose key is thrown away.
 */
export function toPseudonyms(
  snapshot: ClusterSnapshot,
  replace: (name: string) => string,
  /** Of names that the catalogue or a check knows, such as the namespaces of components. */
  isKnown: (name: string) => boolean,
): ClusterSnapshot {
  const parts = Object.entries(snapshot.resources) as [string, Observed<readonly ClusterObject[]>][];
  const names = new Set<string>();
  for (const [, part] of parts) {
    if (part.state !== 'observed') continue;
    for (const { metadata } of part.value) {
      for (const name of [metadata.name, metadata.namespace]) {
        if (name !== undefined && !isCommon(name) && !isKnown(name)) names.add(name);
      }
    }
  }

  function convert(value: unknown, field: string, isLabel: boolean): unknown {
    if (typeof value === 'string') {
      if (field === 'uid') return replace(value);
      if (field === 'providerID') return value.replace(/^([a-z]+:\/\/).*$/, '$1');
      const isName = names.has(value) && (isLabel ? nameLabels.has(field) : !wordFields.has(field));
      return isName ? replace(value) : value;
    }
    if (Array.isArray(value)) return value.map((item) => convert(item, field, isLabel));
    if (!isRecord(value)) return value;
    const ofLabel = isLabel || labelFields.has(field);
    // `{key, operator, values}` of a selector: the values are of the key.
    const key = typeof value['key'] === 'string' && Array.isArray(value['values']) ? value['key'] : undefined;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => name !== 'message')
        .map(([name, each]) => [
          name,
          name === 'name' && containerFields.has(field)
            ? each
            : name === 'values' && key !== undefined
              ? convert(each, key, true)
              : convert(each, name, ofLabel),
        ]),
    );
  }

  const resources = Object.fromEntries(
    parts.map(([id, part]) => [
      id,
      part.state === 'observed' ? { ...part, value: part.value.map((object) => convert(object, '', false)) } : part,
    ]),
  ) as ClusterSnapshot['resources'];
  const { server, caHash, uid } = snapshot.identity;
  return {
    ...snapshot,
    identity: {
      server: `https://${replace(server)}`,
      ...(caHash !== undefined && { caHash: replace(caHash) }),
      ...(uid !== undefined && { uid: replace(uid) }),
    },
    resources,
  };
}
