import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { JsonPath } from './terraformPlan.ts';

/** What stands somewhere in a plan. Of hundreds of thousands of rules few are ever shown: the way to one is made when it is asked for. */
export interface Located {
  readonly path: JsonPath;
}

/** An item of one of its lists. */
export class LocatedItem implements Located {
  readonly #of: Located;
  readonly #list: string;
  readonly #index: number;

  constructor(of: Located, list: string, index: number) {
    this.#of = of;
    this.#list = list;
    this.#index = index;
  }

  get path(): JsonPath {
    return this.#of.path.concat(this.#list, this.#index);
  }
}

/** Where in a plan an object stands that a document is made of. As a field of its own it takes a tenth of what a WeakMap does. */
export const origin = Symbol('where it stands in the plan');

export type Traced = JsonRecord & { [origin]?: Located };

export function traced(value: JsonRecord, located: Located): JsonRecord {
  (value as Traced)[origin] = located;
  return value;
}

/** The place in the plan of a place in a document that was made of it: that of the innermost object that has one. */
export function tracePath(document: unknown, path: JsonPath): JsonPath {
  let found: Located | undefined;
  let value = document;
  for (const step of [undefined, ...path]) {
    if (step !== undefined) value = (value as Readonly<Record<string | number, unknown>>)[step];
    if (typeof value !== 'object' || value === null) break;
    found = (value as Traced)[origin] ?? found;
  }
  return found?.path ?? [];
}
