/** Policies that stand whole within an object of another kind, and come into force by what reads that object. */
import { isPolicyKind } from './foreignPolicies.ts';
import { groupOf, isNamespaceName, placeOf, recordAt } from './manifestObject.ts';
import type { ManifestObject } from './manifestObject.ts';
import type { ForeignPolicy } from './manifests.ts';
import { isRecord, textsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { none } from '../../../kernel/none.ts';

/**
 * Of a Template of OpenShift, of what other controllers apply (ManifestWork, Kyverno’s `generate`, the values of a HelmRelease),
 * or of a list whose kind is misspelt. The namespace of one that names none is chosen by what reads its holder.
 */
export function findHeldPolicies(holder: ManifestObject): readonly ForeignPolicy[] {
  return findWithin(holder.value).map(({ path, policy }) => {
    const place = placeOf({ ...holder, path: [...holder.path, ...path], value: policy });
    const { namespace } = recordAt(policy, 'metadata');
    return {
      apiVersion: policy.apiVersion,
      kind: policy.kind,
      namespace: isNamespaceName(namespace) ? namespace : undefined,
      place: { ...place, rule: `${place.rule} (in ${placeOf(holder).rule})` },
    };
  });
}

/** Groups of objects that hold others, which a controller or a command applies. */
const groupsOfHolders: ReadonlySet<string> = new Set([
  'template.openshift.io',
  'hive.openshift.io',
  'work.open-cluster-management.io',
  'policy.open-cluster-management.io',
  'apps.open-cluster-management.io',
  'work.karmada.io',
  'kyverno.io',
  'policies.kyverno.io',
  'helm.toolkit.fluxcd.io',
  'helm.cattle.io',
  'fluxcd.controlplane.io',
  'kubernetes.crossplane.io',
  'apiextensions.crossplane.io',
  'core.oam.dev',
  'argoproj.io',
  'kro.run',
]);

/** Whether an object of which not all is told may hold a policy where nothing is told: of these, and of lists. */
export function mayHoldPolicies(apiVersion: string, kind: string): boolean {
  return kind.endsWith('List') || groupsOfHolders.has(groupOf(apiVersion) ?? '');
}

interface WrittenPolicy extends Record<string, unknown> {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Held {
  readonly path: readonly (string | number)[];
  readonly policy: WrittenPolicy;
}

/** Reading bounds how deep values stand in each other. */
function findWithin(value: unknown): readonly Held[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => findBelow(index, item));
  return isRecord(value) ? Object.entries(value).flatMap(([key, item]) => findBelow(key, item)) : none;
}

function findBelow(step: string | number, value: unknown): readonly Held[] {
  if (typeof value !== 'object' || value === null) return none;
  if (isWrittenPolicy(value)) return [{ path: [step], policy: value }];
  if (step === 'cloneList' && isRecord(value)) return findCloned(value);
  return findWithin(value).map(({ path, policy }) => ({ path: [step, ...path], policy }));
}

/** Kyverno makes copies of all objects of some kinds, each as `networking.k8s.io/v1/NetworkPolicy`. */
function findCloned({ kinds }: JsonRecord): readonly Held[] {
  return textsOf(kinds).flatMap((written, index) => {
    const end = written.lastIndexOf('/');
    const apiVersion = written.slice(0, Math.max(end, 0));
    const kind = written.slice(end + 1);
    const path = ['cloneList', 'kinds', index];
    return isPolicyKind(groupOf(apiVersion), kind) ? [{ path, policy: { apiVersion, kind } }] : [];
  });
}

/** More than a reference to one, which has a name alone: Kyverno’s `clone` says of which it is to be a copy. */
function isWrittenPolicy(value: object): value is WrittenPolicy {
  if (!isRecord(value)) return false;
  const { apiVersion, kind } = value;
  const isOfPolicy =
    typeof apiVersion === 'string' && typeof kind === 'string' && isPolicyKind(groupOf(apiVersion), kind);
  return isOfPolicy && ['metadata', 'spec', 'data', 'clone'].some((field) => isRecord(value[field]));
}
