/** Who is granted what: roles joined with their bindings. */
import { recordsOf, textOf, textsOf } from '../kernel/jsonFields.ts';
import type { JsonRecord } from '../kernel/jsonFields.ts';
import type { ClusterResourceId } from './clusterResources.ts';
import type { ClusterObject } from './clusterSnapshot.ts';
import { textAt } from './objectFields.ts';

export const bindingResources = [
  'clusterrolebindings.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
] as const satisfies readonly ClusterResourceId[];

export type BindingResource = (typeof bindingResources)[number];

export interface Subject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  /** `namespace/name` of a service account. */
  readonly name: string;
}

export interface Grant {
  readonly binding: ClusterObject;
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly Subject[];
}

export function findGrants(bindings: readonly ClusterObject[]): readonly Grant[] {
  return bindings.map((binding) => ({
    binding,
    role: { kind: textAt(binding, 'roleRef', 'kind') ?? '', name: textAt(binding, 'roleRef', 'name') ?? '' },
    subjects: recordsOf(binding['subjects']).flatMap((subject) => toSubject(subject, binding.metadata.namespace)),
  }));
}

function toSubject(subject: JsonRecord, namespace: string | undefined): readonly Subject[] {
  const kind = subject['kind'];
  const name = textOf(subject['name']) ?? '';
  if (kind === 'User' || kind === 'Group') return [toServiceAccount(name) ?? { kind, name }];
  if (kind !== 'ServiceAccount') return [];
  return [{ kind, name: `${textOf(subject['namespace']) ?? namespace ?? ''}/${name}` }];
}

/** A service account can be named as the user that it is, too. */
function toServiceAccount(name: string): Subject | undefined {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  return account === undefined ? undefined : { kind: 'ServiceAccount', name: `${namespace}/${account}` };
}

/** Groups that everybody is in, or that nobody has to log in for: nothing of the cluster's own needs more than to look. */
const everybody = new Set(['system:authenticated', 'system:unauthenticated', 'system:anonymous']);

/** Whether a user or group is one that everybody, or every service account, is in. */
export function isEverybody({ kind, name }: Subject): boolean {
  return (
    kind !== 'ServiceAccount' &&
    (everybody.has(name) || name.startsWith('system:authenticated:') || isAllAccounts(name))
  );
}

function isAllAccounts(name: string): boolean {
  return name === 'system:serviceaccounts' || name.startsWith('system:serviceaccounts:');
}

/** Whether a user or group is of nodes, or of what asks to become one with a token: roles of their own say what they need. */
export function isOfNodes({ kind, name }: Subject): boolean {
  return kind !== 'ServiceAccount' && /^system:(?:nodes|node:.+|bootstrappers(?::.+)?|bootstrap:.+)$/.test(name);
}

/** Where a rule grants everything of a kind, in words: `resources *`. */
export function findWildcards(role: ClusterObject): readonly string[] {
  const wildcards = recordsOf(role['rules']).flatMap((rule) =>
    ['verbs', 'apiGroups', 'resources'].filter((field) => textsOf(rule[field]).includes('*')),
  );
  return [...new Set(wildcards)].map((field) => `${field} *`);
}

/** The roles that come with Kubernetes; its controllers keep them as they are. */
export function isBuiltIn({ metadata: { name, labels = {} } }: ClusterObject): boolean {
  return labels['kubernetes.io/bootstrapping'] === 'rbac-defaults' || name.startsWith('system:');
}

export function describeSubject({ kind, name }: Subject): string {
  return kind === 'ServiceAccount' ? `service account ${name}` : `${kind.toLowerCase()} ${name}`;
}
