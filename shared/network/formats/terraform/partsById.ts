import { addTo } from './addTo.ts';
import type { Fields, Target } from './fields.ts';

/** Parts by the id of what they belong to. */
export type PartsById = ReadonlyMap<string, readonly Fields[]>;

/** Parts that stand as resources by themselves, by the id of what they belong to. */
export function partsById(
  parts: readonly Fields[],
  attribute: string,
  target: Target,
  unknown: (part: Fields) => void,
): PartsById {
  const found = new Map<string, Fields[]>();
  for (const part of parts) {
    const id = part.reference(attribute, target);
    if (id === undefined) unknown(part);
    else addTo(found, id, part);
  }
  return found;
}
