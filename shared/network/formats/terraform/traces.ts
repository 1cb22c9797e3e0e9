import type { JsonPath } from './terraformPlan.ts';

/** Where in a plan the objects stand that documents are made of. */
export type Traces = WeakMap<object, JsonPath>;

/** The place in the plan of a place in a document that was made of it: that of the innermost object that has one. */
export function tracePath(document: unknown, path: JsonPath, traces: Traces): JsonPath {
  let found: JsonPath = [];
  let value = document;
  for (const step of [undefined, ...path]) {
    if (step !== undefined) value = (value as Readonly<Record<string | number, unknown>>)[step];
    if (typeof value !== 'object' || value === null) break;
    found = traces.get(value) ?? found;
  }
  return found;
}
