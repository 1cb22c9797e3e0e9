import { isRecord } from '../kernel/jsonFields.ts';
import type { ClusterResourceId } from './clusterResources.ts';
import { labelsOfGateways } from './exposures.ts';
import { everySidecar } from './namesOfIstio.ts';
import { textAt } from './objectFields.ts';
import type { ClusterObject, ClusterSnapshot, Observed } from './clusterSnapshot.ts';

/** What stays as it is, and what a person should know of a snapshot whose names were replaced. */
export const pseudonymWords =
  'names of objects, namespaces and nodes, and the cluster’s own, are replaced; messages are left out; labels, users and groups, API groups, webhooks, containers, images, hosts and addresses stay, since checks go by them';

/** Labels whose value is the name of an object. */
const nameLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/metadata.name',
  'kubernetes.io/hostname',
  'statefulset.kubernetes.io/pod-name',
  'io.kubernetes.pod.namespace',
  'k8s:io.kubernetes.pod.namespace',
  'internal.gatekeeper.sh/constraint-name',
  'internal.gatekeeper.sh/pod',
  ...labelsOfGateways,
]);

/** Those of them that name what no check knows by its name. */
const labelsOfNodes: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'statefulset.kubernetes.io/pod-name',
  'internal.gatekeeper.sh/pod',
]);

/** Annotations whose value lists names of objects, each with the provider behind it where Traefik reads it. */
const nameAnnotations: ReadonlySet<string> = new Set([
  'konghq.com/plugins',
  'traefik.ingress.kubernetes.io/router.middlewares',
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

/** Labels of other kinds, by which checks and policies select, and words of annotations. */
const labelFields: ReadonlySet<string> = new Set([
  'labels',
  'annotations',
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

/** What stands in these is the name of an object, also of one that is not read, such as a Secret. */
const referenceFields: ReadonlySet<string> = new Set([
  'nodeName',
  'claimName',
  'secretName',
  'serviceAccountName',
  'ingressClassName',
  'gatewayClassName',
  'storageClassName',
]);

/** So are the name and the namespace below these. */
const referenceHolders: ReadonlySet<string> = new Set([
  'imagePullSecrets',
  'middlewares',
  'service',
  'parentRef',
  'parentRefs',
  'targetRef',
  'targetRefs',
  'backendRefs',
  'extensionRef',
  'sourceRef',
  'issuerRef',
  'secretStoreRef',
]);

/** No check knows one of these by its name, however it begins: it may be, or end in, the host of a node. */
const namedByNodes: ReadonlySet<string> = new Set(['nodes', 'pods', 'Node', 'Pod']);

/** What every cluster has says nothing of this one: checks know it by its name. */
function isCommon(name: string): boolean {
  return (
    name === 'default' ||
    name === 'cluster-admin' ||
    name === 'cilium-config' ||
    /^(?:kube-|system:|kubernetes$)/.test(name)
  );
}

/** What an object is called, and what it calls others by which policies may go. */
function namesOf(id: string, object: ClusterObject): readonly { readonly name: string; readonly isOfNode: boolean }[] {
  const { name, namespace, labels = {}, ownerReferences = [] } = object.metadata;
  const host = id === 'nodes' ? labels['kubernetes.io/hostname'] : undefined;
  const accounts = [['spec'], ['spec', 'template', 'spec']].map((path) =>
    textAt(object, ...path, 'serviceAccountName'),
  );
  return [
    { name, isOfNode: namedByNodes.has(id) },
    ...[namespace, ...accounts].flatMap((other) => (other === undefined ? [] : [{ name: other, isOfNode: false }])),
    ...(host === undefined ? [] : [{ name: host, isOfNode: true }]),
    ...ownerReferences.map((owner) => ({ name: owner.name, isOfNode: namedByNodes.has(owner.kind) })),
  ];
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
  const isKept = (name: string): boolean => isCommon(name) || isKnown(name);
  const kept = new Set<string>();
  const words = new Map<string, string>();
  for (const [id, part] of parts) {
    if (part.state !== 'observed') continue;
    for (const object of part.value) {
      for (const { name, isOfNode } of namesOf(id, object)) {
        if (!isOfNode && isKept(name)) kept.add(name);
        else words.set(name, toWord(name, object.metadata.labels?.['pod-template-hash']));
      }
    }
  }

  /** What a Deployment makes is known for its own by its name and the hash behind it. */
  function toWord(name: string, hash: string | undefined): string {
    const suffix = `-${hash}`;
    if (hash === undefined || !name.endsWith(suffix)) return replace(name);
    const ofDeployment = name.slice(0, -suffix.length);
    return `${isKept(ofDeployment) ? ofDeployment : replace(ofDeployment)}${suffix}`;
  }

  function refer(name: string, isOfNode: boolean): string {
    if (name === '' || kept.has(name) || (!isOfNode && isKept(name))) return name;
    return words.get(name) ?? replace(name);
  }

  // Traefik names a middleware by its namespace and its name in one word.
  const middlewares = new Map(
    partObjects('middlewares.traefik.io').map(({ metadata: { namespace = '', name } }) => [
      `${namespace}-${name}`,
      `${refer(namespace, false)}-${refer(name, false)}`,
    ]),
  );

  function partObjects(id: ClusterResourceId): readonly ClusterObject[] {
    const part = snapshot.resources[id];
    return part?.state === 'observed' ? part.value : [];
  }

  function referListed(list: string): string {
    return list
      .split(',')
      .map((each) => {
        const [name = '', ...provider] = each.trim().split('@');
        return [middlewares.get(name) ?? refer(name, false), ...provider].join('@');
      })
      .join(',');
  }

  function convert(value: unknown, field: string, isLabel: boolean): unknown {
    if (typeof value === 'string') {
      if (isLabel && nameAnnotations.has(field)) return referListed(value);
      if (field === 'gateways' && !isLabel)
        return value === everySidecar
          ? value
          : value
              .split('/')
              .map((name) => refer(name, false))
              .join('/');
      if (field === 'uid') return replace(value);
      if (field === 'providerID') return value.replace(/^([a-z]+:\/\/).*$/, '$1');
      if (referenceFields.has(field) && !isLabel) return refer(value, field === 'nodeName');
      if (isLabel) return nameLabels.has(field) ? refer(value, labelsOfNodes.has(field)) : value;
      return wordFields.has(field) || kept.has(value) ? value : (words.get(value) ?? value);
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
            : (name === 'name' || name === 'namespace') && referenceHolders.has(field) && typeof each === 'string'
              ? refer(each, false)
              : name === 'values' && key !== undefined
                ? convert(each, key, true)
                : convert(each, name, ofLabel),
        ]),
    );
  }

  const resources = Object.fromEntries(
    parts.map(([id, part]) => {
      const told = withoutMessage(part);
      const isSeen = told.state === 'observed';
      return [id, isSeen ? { ...told, value: told.value.map((object) => convert(object, '', false)) } : told];
    }),
  ) as ClusterSnapshot['resources'];
  const { server, caHash, uid } = snapshot.identity;
  return {
    ...snapshot,
    identity: {
      server: `https://${replace(server)}`,
      ...(caHash !== undefined && { caHash: replace(caHash) }),
      ...(uid !== undefined && { uid: replace(uid) }),
    },
    version: withoutMessage(snapshot.version),
    groups: withoutMessage(snapshot.groups),
    resources,
  };
}

/** What the API server or the network said when it broke off, which names hosts and users as they like. */
const leftOut = 'the reason was left out with the names';

function withoutMessage<Value>(part: Observed<Value>): Observed<Value> {
  if (part.state === 'failed') return { ...part, because: leftOut };
  return part.state === 'observed' && part.incomplete !== undefined ? { ...part, incomplete: leftOut } : part;
}
