/** What all objects of a manifest have in common: where they stand, their names, and how faults in them are told. */
import { isLabelKey, isLabelValue } from '../../../catalog/labelSelector.ts';
import type { Problem } from '../../../kernel/problem.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { isClusterWide, isPolicyKind } from './foreignPolicies.ts';
import { isRecord, listOf, recordsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { Labels } from './labelSelector.ts';

/** One object of a document, with its path there: an item of a List stands below `items`. */
export interface ManifestObject {
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
  readonly severity: Problem['severity'];
}

/** The API group of an `apiVersion`; that of the core is empty. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Whether it is meant as an object of Kubernetes, if only it were complete. */
function isManifest(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value) || typeof value['kind'] !== 'string') return false;
  const { apiVersion, kind, metadata, items } = value;
  return typeof apiVersion === 'string' || isRecord(metadata) || (kind === 'List' && Array.isArray(items));
}

/** What a document of manifests holds: an object, or the items of a List alone, as `jq .items` leaves them. */
export type ManifestDocument = Record<string, unknown> | readonly unknown[];

/** A list may lack its kind, or have it misspelt. Other tools print lists of what has a `kind` as well, and no apiVersion. */
export function holdsManifests(value: unknown): value is ManifestDocument {
  if (Array.isArray(value)) {
    return value.some((item) => (isManifest(item) && isVersion(item['apiVersion'])) || looksLikePolicy(item));
  }
  if (!isRecord(value)) return false;
  return isManifest(value) || holdsManifestsIn(value['items']) || looksLikePolicy(value) || looksLikeSpec(value);
}

function holdsManifestsIn(items: unknown): boolean {
  return Array.isArray(items) && holdsManifests(items);
}

/** `v1` or `group/v1`: Azure’s resources have a date there. */
function isVersion(apiVersion: unknown): boolean {
  return typeof apiVersion === 'string' && /^(?:[a-z0-9.-]+\/)?v\d+(?:(?:alpha|beta)\d+)?$/.test(apiVersion);
}

/** A policy as the API lists it, whose items leave out their own apiVersion and kind. */
function looksLikePolicy(item: unknown): boolean {
  if (!isRecord(item) || !isRecord(item['metadata'])) return false;
  return recordsOf([item['spec'], ...listOf(item['specs'])]).some(
    (spec) => ownFields.some((field) => Object.hasOwn(spec, field)) || looksLikeSpec(spec),
  );
}

/** Those of the spec of a policy that nothing else has: of Kubernetes, and of Cilium. */
const ownFields = ['podSelector', 'policyTypes', 'endpointSelector'];

/**
 * That of a NetworkPolicy or of a policy of Calico, cut out of it. Values of charts have switches by the names of its lists, and
 * nothing that says for which directions they are.
 */
function looksLikeSpec(spec: JsonRecord): boolean {
  if (isRecord(spec['podSelector']) && areDirections(listOf(spec['policyTypes']))) return true;
  const lists = ['policyTypes', 'types', 'egress', 'ingress'].map((field) => spec[field] ?? undefined);
  const told = lists.filter((list) => list !== undefined);
  if (told.length === 0 || !told.every(Array.isArray)) return false;
  return isRecord(spec['podSelector']) || isOfCalico(spec);
}

/** It names the directions that it is for, or its rules their actions. */
function isOfCalico({ types, egress, ingress }: JsonRecord): boolean {
  return (
    areDirections(listOf(types)) ||
    recordsOf([...listOf(egress), ...listOf(ingress)]).some(({ action }) => isActionOfCalico(action))
  );
}

function areDirections(types: readonly unknown[]): boolean {
  return types.length > 0 && types.every((type) => type === 'Egress' || type === 'Ingress');
}

function isActionOfCalico(action: unknown): boolean {
  return action === 'Allow' || action === 'Deny' || action === 'Pass' || action === 'Log';
}

/** Tells what is wrong with an object, at a place within it. */
export interface Report {
  /** The API server would not take the object, or it is not understood. */
  refuse(message: string, remedy: string): void;
  warn(message: string, remedy: string): void;
  /** The same further down. */
  at(...steps: readonly (string | number)[]): Report;
}

export function makeReport(
  place: RulePlace,
  problems: ManifestProblem[],
  onRefusal?: (message: string) => void,
): Report {
  const add = (severity: Problem['severity'], message: string, remedy: string): void => {
    problems.push({ place, severity, message: `${place.rule}: ${message}`, remedy });
  };
  return {
    refuse(message, remedy) {
      add('error', message, remedy);
      onRefusal?.(message);
    },
    warn: (message, remedy) => add('warning', message, remedy),
    at: (...steps) => makeReport({ ...place, path: [...place.path, ...steps] }, problems, onRefusal),
  };
}

export function placeOf({ file, document, path, value }: ManifestObject): RulePlace {
  const { kind } = value;
  const isInNamespace = typeof kind !== 'string' || !(kind === 'Namespace' || kind === 'Node' || isClusterWide(kind));
  const name = isInNamespace ? `${namespaceOf(value)}/${nameOf(value)}` : nameOf(value);
  return { file, document, path, rule: `${describeValue(kind)} ${name}` };
}

export function nameOf(value: Record<string, unknown>): string {
  const { name, generateName } = recordAt(value, 'metadata');
  return typeof name === 'string' ? name : typeof generateName === 'string' ? generateName : '';
}

export function namespaceOf(value: Record<string, unknown>): string {
  const { namespace } = recordAt(value, 'metadata');
  return typeof namespace === 'string' && namespace !== '' ? namespace : 'default';
}

export function recordAt(value: Record<string, unknown>, key: string): Record<string, unknown> {
  const found = value[key];
  return isRecord(found) ? found : {};
}

/** Without those that the API refuses. It knows strings only, and takes nothing for the empty one. */
export function readLabels(value: unknown, report: Report, isKey = isLabelKey): Labels {
  if (value === null || value === undefined) return {};
  if (!isRecord(value)) {
    report.refuse('labels must be a map.', 'Write each label as `key: value`.');
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, written]) => {
      const label = written ?? '';
      if (typeof label !== 'string') {
        report
          .at(key)
          .refuse(`The label ${key} must be a string, not ${describeValue(label)}.`, 'Put its value in quotes.');
        return [];
      }
      if (isKey(key) && isLabelValue(label)) return [[key, label]];
      const wrong = isKey(key)
        ? `“${describeValue(label)}” can’t be the value`
        : `“${describeValue(key)}” can’t be the key`;
      report.at(key).refuse(`${wrong} of a label.`, 'Write the label that it has in the cluster.');
      return [];
    }),
  );
}

/** The objects of a document. */
export function objectsOfDocument(
  document: Pick<ManifestObject, 'file' | 'document'>,
  value: ManifestDocument,
  problems: ManifestProblem[],
): readonly ManifestObject[] {
  const at = { ...document, path: [] };
  return isRecord(value) ? objectsOf({ ...at, value }, problems) : objectsOfItems(value, at, 'List', {}, problems);
}

/**
 * The objects that an object stands for, a List for what it holds. Items of a `PodList`, `NetworkPolicyList`, … may leave out
 * their own apiVersion and kind. What is no object is reported: it may have been meant as a policy.
 */
function objectsOf(object: ManifestObject, problems: ManifestProblem[]): readonly ManifestObject[] {
  const { kind, items, apiVersion } = object.value;
  if (typeof kind !== 'string') {
    const isList = Array.isArray(items);
    const rule = isList ? 'List' : 'NetworkPolicy';
    const remedy = isList ? 'Write `kind: List`.' : 'Give the whole object, as `kubectl get … -o yaml` prints it.';
    makeReport({ ...placeOf(object), rule }, problems).refuse('It has no kind.', remedy);
    return [];
  }
  if (!kind.endsWith('List')) return isNowhere(object, problems) ? [] : [object];
  const itemKind = kind === 'List' ? undefined : kind.slice(0, -'List'.length);
  if (!Array.isArray(items)) {
    const mayHoldPolicies = itemKind === undefined || isPolicyKind(undefined, itemKind);
    if (!mayHoldPolicies || items === null) return [object];
    makeReport({ ...placeOf(object), rule: kind }, problems).refuse('It has no list of items.', 'Write it as `items`.');
    return [];
  }
  const { file, document, path } = object;
  const at = { file, document, path: [...path, 'items'] };
  return objectsOfItems(items, at, kind, { apiVersion, kind: itemKind }, problems);
}

/** Whether it is a policy for a namespace that can't be: a variable that was not filled in may stand for any. */
function isNowhere(object: ManifestObject, problems: ManifestProblem[]): boolean {
  const { apiVersion, kind } = object.value;
  const group = typeof apiVersion === 'string' ? groupOf(apiVersion) : undefined;
  if (typeof kind !== 'string' || !isPolicyKind(group, kind) || isClusterWide(kind)) return false;
  let isRefused = false;
  const report = makeReport(placeOf(object), problems, () => (isRefused = true));
  refuseWrongNamespace(object.value, report);
  return isRefused;
}

/** Of an object that is for a namespace, or leaves out which. */
export function refuseWrongNamespace(value: Record<string, unknown>, report: Report): void {
  const { namespace } = recordAt(value, 'metadata');
  if ((namespace ?? '') === '' || isNamespaceName(namespace)) return;
  report
    .at('metadata', 'namespace')
    .refuse(
      `“${describeValue(namespace)}” can’t be the name of a namespace.`,
      'Correct it, or fill in what the file leaves open.',
    );
}

export function isNamespaceName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 63 && /^[a-z\d](?:[-a-z\d]*[a-z\d])?$/.test(value);
}

/** `leftOut` is what the list says in place of its items. */
function objectsOfItems(
  items: readonly unknown[],
  at: Omit<ManifestObject, 'value'>,
  rule: string,
  leftOut: Record<string, unknown>,
  problems: ManifestProblem[],
): readonly ManifestObject[] {
  return items.flatMap((item: unknown, index) => {
    const place = { ...at, path: [...at.path, index] };
    const value = isRecord(item) ? { ...leftOut, ...item } : undefined;
    if (isManifest(value)) return objectsOf({ ...place, value }, problems);
    makeReport({ ...place, rule }, problems).refuse(
      `Item ${index + 1} is no object: it has no kind.`,
      'Export the list again, or take the item out.',
    );
    return [];
  });
}
