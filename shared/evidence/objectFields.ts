/** Fields of API objects, which come from a server or a file that anybody may have written: each is looked at before it is believed. */
import { isRecord, recordsOf, textOf } from '../kernel/jsonFields.ts';
import type { JsonRecord } from '../kernel/jsonFields.ts';
import type { ClusterObject } from './clusterSnapshot.ts';

/** The value at the end of a path of fields; undefined where a part of the way is missing or no object. */
export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const field of path) {
    if (!isRecord(at) || !Object.hasOwn(at, field)) return undefined;
    at = at[field];
  }
  return at;
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  return textOf(fieldAt(value, ...path));
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = fieldAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export function recordsAt(value: unknown, ...path: readonly string[]): readonly JsonRecord[] {
  return recordsOf(fieldAt(value, ...path));
}

/** `namespace/name`, or the name alone of what has no namespace. */
export function nameOf({ metadata: { namespace, name } }: Pick<ClusterObject, 'metadata'>): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

export interface Condition {
  readonly type: string;
  /** `True`, `False` or `Unknown`. */
  readonly status: string;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly lastTransitionTime?: string | undefined;
  /** Of the `metadata.generation` that it speaks of. */
  readonly observedGeneration?: number | undefined;
}

/** Of `status.conditions`, or of a part of the status that has conditions of its own. */
export function conditionOf(holder: unknown, type: string): Condition | undefined {
  const conditions = recordsAt(holder, 'conditions');
  const found = conditions.find((condition) => condition['type'] === type);
  if (found === undefined) return undefined;
  return {
    type,
    status: textAt(found, 'status') ?? 'Unknown',
    reason: textAt(found, 'reason'),
    message: textAt(found, 'message'),
    lastTransitionTime: textAt(found, 'lastTransitionTime'),
    observedGeneration: numberAt(found, 'observedGeneration'),
  };
}

/** `status.conditions[Ready]=False (KubeletNotReady: …)`. */
export function describeCondition(type: string, condition: Condition | undefined): string {
  if (condition === undefined) return `status.conditions[${type}] is not there`;
  const why = [condition.reason, condition.message].filter((part) => part !== undefined).join(': ');
  return `status.conditions[${type}]=${condition.status}${why === '' ? '' : ` (${why})`}`;
}
