/** Whether policies close a namespace to traffic that nobody has opened, for pods that are there and for any that come. */
import type { LabelSelector } from '../catalog/labelSelector.ts';
import { readLabelSelector, selects } from '../network/formats/kubernetes/labelSelector.ts';
import { hasContent, isRecord, listOf, textOf, textsOf } from '../kernel/jsonFields.ts';
import type { JsonRecord } from '../kernel/jsonFields.ts';
import type { ClusterResourceId } from './clusterResources.ts';
import type { ClusterObject } from './clusterSnapshot.ts';
import { fieldAt, nameOf, recordsAt, textAt } from './objectFields.ts';

export type Direction = 'ingress' | 'egress';

export const defaultDenyResources = [
  'networkpolicies.networking.k8s.io',
  'ciliumnetworkpolicies.cilium.io',
  'ciliumclusterwidenetworkpolicies.cilium.io',
  'networkpolicies.crd.projectcalico.org',
  'globalnetworkpolicies.crd.projectcalico.org',
  'baselineadminnetworkpolicies.policy.networking.k8s.io',
  'clusternetworkpolicies.policy.networking.k8s.io',
] as const satisfies readonly ClusterResourceId[];

type DefaultDenyResource = (typeof defaultDenyResources)[number];

/** `perhaps`: there is a policy for the whole namespace, and what it comes to is not read here. */
export type Closure =
  | { readonly state: 'closed' | 'perhaps'; readonly by: string }
  | { readonly state: 'opened'; readonly by: string }
  | { readonly state: 'open' };

/** What a policy says of every pod of a namespace in one direction. */
type Word = 'closes' | 'opens' | 'perhaps' | undefined;

export interface NamespacePolicies {
  /** Policies that are in force in the namespace, for whichever pods. */
  readonly policies: number;
  readonly ingress: Closure;
  readonly egress: Closure;
}

export function makeFindDefaultDeny(
  objects: (resource: DefaultDenyResource) => readonly ClusterObject[],
): (namespace: ClusterObject) => NamespacePolicies {
  const all = defaultDenyResources.flatMap((resource) => objects(resource).map((policy) => ({ resource, policy })));
  const byNamespace = Map.groupBy(all, ({ policy }) => policy.metadata.namespace);
  return (namespace) => {
    const own = byNamespace.get(namespace.metadata.name) ?? [];
    const inForce = [...own, ...(byNamespace.get(undefined) ?? [])];
    const closure = (direction: Direction): Closure => {
      const words = inForce.map(({ resource, policy }) => ({
        word: readers[resource](policy, direction, namespace),
        by: `${policy.kind} ${nameOf(policy)}`,
      }));
      const said = (word: Word): string | undefined => words.find((one) => one.word === word)?.by;
      const [opens, closes, perhaps] = [said('opens'), said('closes'), said('perhaps')];
      if (closes !== undefined && opens === undefined) return { state: 'closed', by: closes };
      if (perhaps !== undefined) return { state: 'perhaps', by: perhaps };
      return opens === undefined ? { state: 'open' } : { state: 'opened', by: opens };
    };
    return { policies: own.length, ingress: closure('ingress'), egress: closure('egress') };
  };
}

type Reader = (policy: ClusterObject, direction: Direction, namespace: ClusterObject) => Word;

const readers: Readonly<Record<DefaultDenyResource, Reader>> = {
  'networkpolicies.networking.k8s.io': (policy, direction) => {
    if (hasContentBelow(fieldAt(policy, 'spec', 'podSelector'))) return undefined;
    const rules = listOf(fieldAt(policy, 'spec', direction));
    const types = textsOf(fieldAt(policy, 'spec', 'policyTypes')).map((type) => type.toLowerCase());
    const isMeant = types.length > 0 ? types.includes(direction) : direction === 'ingress' || rules.length > 0;
    if (!isMeant) return undefined;
    return rules.some((rule) => !hasContent(rule)) ? 'opens' : 'closes';
  },
  'ciliumnetworkpolicies.cilium.io': (policy, direction) => wordOfCilium(policy, direction, undefined),
  'ciliumclusterwidenetworkpolicies.cilium.io': wordOfCilium,
  'networkpolicies.crd.projectcalico.org': wordOfCalico,
  'globalnetworkpolicies.crd.projectcalico.org': wordOfCalico,
  'baselineadminnetworkpolicies.policy.networking.k8s.io': wordOfAdmin,
  'clusternetworkpolicies.policy.networking.k8s.io': (policy, direction) =>
    textAt(policy, 'spec', 'tier') === 'Baseline' ? wordOfAdmin(policy, direction) : undefined,
};

function hasContentBelow(value: unknown): boolean {
  return isRecord(value) && Object.values(value).some(hasContent);
}

/** Of several rules of one policy the one that opens everything stands for all. */
function wordOfCilium(policy: ClusterObject, direction: Direction, namespace: ClusterObject | undefined): Word {
  const rules = [fieldAt(policy, 'spec'), ...listOf(fieldAt(policy, 'specs'))].filter(isRecord);
  const words = rules.map((rule): Word => {
    const selected = selectsWholeNamespace(rule['endpointSelector'], namespace);
    if (selected === 'no') return undefined;
    const sections = [...listOf(rule[direction]), ...listOf(rule[`${direction}Deny`])];
    const closes = sections.length > 0 && (fieldAt(rule, 'enableDefaultDeny', direction) ?? true);
    if (selected === 'perhaps') return closes === true ? 'perhaps' : undefined;
    if (recordsAt(rule, direction).some(isForAll)) return 'opens';
    return closes === true ? 'closes' : undefined;
  });
  return words.find((word) => word === 'opens') ?? words.find((word) => word === 'closes') ?? words.find(Boolean);
}

/** A rule without peers allows nothing in Cilium; `all` and the whole world without ports allow everything outside. */
function isForAll(rule: JsonRecord): boolean {
  const entities = textsOf(rule['toEntities'] ?? rule['fromEntities']);
  return entities.includes('all') && !hasContent(rule['toPorts']);
}

const namespaceKey = /^(?:k8s:|any:)?io\.(?:kubernetes\.pod\.namespace|cilium\.k8s\.namespace\.labels\..+)$/;

/** By the labels that Cilium gives each pod for its namespace; a condition on anything else leaves pods out. */
function selectsWholeNamespace(selector: unknown, namespace: ClusterObject | undefined): 'yes' | 'no' | 'perhaps' {
  if (!isRecord(selector)) return 'no';
  if (!hasContentBelow(selector)) return 'yes';
  if (namespace === undefined) return 'no';
  const parsed = readLabelSelector(withoutSources(selector));
  if (!parsed.ok) return 'perhaps';
  const requirements: LabelSelector = parsed.value;
  if (!requirements.every(({ key }) => namespaceKey.test(key))) return 'no';
  const { name, labels = {} } = namespace.metadata;
  const known = Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [`io.cilium.k8s.namespace.labels.${key}`, value]),
  );
  return selects(requirements, { ...known, 'io.kubernetes.pod.namespace': name }) ? 'yes' : 'no';
}

/** `k8s:app` and `any:app` are the label `app` of Kubernetes. */
function withoutSources(selector: JsonRecord): JsonRecord {
  const bare = (key: string): string => key.replace(/^(?:k8s|any)[:.]/, '');
  const { matchLabels, matchExpressions } = selector;
  return {
    ...(isRecord(matchLabels) && {
      matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [bare(key), value])),
    }),
    ...(Array.isArray(matchExpressions) && {
      matchExpressions: matchExpressions.map((one: unknown) =>
        isRecord(one) ? { ...one, key: bare(textOf(one['key']) ?? '') } : one,
      ),
    }),
  };
}

/** Selectors of Calico other than all are not read here. */
function wordOfCalico(policy: ClusterObject, direction: Direction): Word {
  const types = textsOf(fieldAt(policy, 'spec', 'types')).map((type) => type.toLowerCase());
  const rules = recordsAt(policy, 'spec', direction);
  if (types.length > 0 && !types.includes(direction)) return undefined;
  const isAll = ['selector', 'namespaceSelector', 'serviceAccountSelector'].every((field) =>
    ['', 'all()'].includes(textAt(policy, 'spec', field) ?? ''),
  );
  if (!isAll) return policy.metadata.namespace === undefined ? 'perhaps' : undefined;
  const opens = rules.some(
    (rule) => rule['action'] === 'Allow' && Object.keys(rule).every((field) => field === 'action'),
  );
  return opens ? 'opens' : 'closes';
}

/** A baseline that denies something is one; how much it denies, and to whom, is not read here. */
function wordOfAdmin(policy: ClusterObject, direction: Direction): Word {
  return recordsAt(policy, 'spec', direction).some((rule) => rule['action'] === 'Deny') ? 'perhaps' : undefined;
}
