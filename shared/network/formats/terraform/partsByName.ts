import { textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { Fields } from './fields.ts';

/** Parts of things of Azure that stand as resources by themselves, and say the name and the resource group of what they are of. */
export interface PartsByName {
  readonly of: (owner: Fields) => readonly Fields[];
  /** Those of things that the plan does not have, by thing. */
  readonly others: readonly (readonly [Fields, ...Fields[]])[];
}

/** `unknown` is told of a part of which nobody knows what it is of, since that is not named yet, or the things are not. */
export function partsByName(
  parts: readonly Fields[],
  attribute: string,
  owners: readonly Fields[],
  unknown: (part: Fields) => void,
): PartsByName {
  const byKey = new Map<string, [Fields, ...Fields[]]>();
  for (const part of parts) {
    if (isUnnamed(part, attribute)) {
      unknown(part);
      continue;
    }
    const key = keyOf(part.resource.values, attribute);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [part]);
    else same.push(part);
  }
  const named = new Set(
    owners.filter((owner) => !isUnnamed(owner, 'name')).map(({ resource }) => keyOf(resource.values, 'name')),
  );
  const rest = [...byKey].filter(([key]) => !named.has(key)).map(([, same]) => same);
  // They may be of a thing whose own name is known only after the apply.
  const isOpen = owners.some((owner) => isUnnamed(owner, 'name'));
  if (isOpen) for (const [first] of rest) unknown(first);
  return {
    of: (owner) => (isUnnamed(owner, 'name') ? [] : (byKey.get(keyOf(owner.resource.values, 'name')) ?? [])),
    others: isOpen ? [] : rest,
  };
}

function isUnnamed(fields: Fields, attribute: string): boolean {
  return fields.isUndecided(attribute) || fields.isUndecided('resource_group_name');
}

/** Azure's names are the same in any case. */
export function keyOf(values: JsonRecord, attribute: string): string {
  return `${textOf(values['resource_group_name']) ?? ''}/${textOf(values[attribute]) ?? ''}`.toLowerCase();
}
