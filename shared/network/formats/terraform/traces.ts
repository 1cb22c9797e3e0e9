import type { JsonRecord } from '../../jsonFields.ts';
import type { JsonPath } from './terraformPlan.ts';

/** Where in a plan an object stands that a document is made of. As a field of its own it takes a tenth of what a WeakMap does. */
const origin = Symbol('where it stands in the plan');

type Traced = JsonRecord & { [origin]?: JsonPath };

export function traced(value: JsonRecord, path: JsonPath): JsonRecord {
  (value as Traced)[origin] = path;
  return value;
}

/** The place in the plan of a place in a document that was made of it: that of the innermost object that has one. */
export function tracePath(document: unknown, path: JsonPath): JsonPath {
  let found: JsonPath = [];
  let value = document;
  for (const step of [undefined, ...path]) {
    if (step !== undefined) value = (value as Readonly<Record<string | number, unknown>>)[step];
    if (typeof value !== 'object' || value === null) break;
    found = (value as Traced)[origin] ?? found;
  }
  return found;
}
