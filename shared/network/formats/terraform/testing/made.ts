import { refersTo } from './planOf.ts';
import type { PlannedResource } from './planOf.ts';

/** A resource that is yet to be made: its id is known after the apply, as is all that refers to others. */
export function made(
  address: string,
  values: PlannedResource['values'],
  references: Readonly<Record<string, string>> = {},
  unknown: PlannedResource['values'] = {},
): PlannedResource {
  return {
    address,
    values,
    unknown: { id: true, ...Object.fromEntries(Object.keys(references).map((one) => [one, true])), ...unknown },
    expressions: Object.fromEntries(Object.entries(references).map(([one, to]) => [one, refersTo(to)])),
  };
}
