import type { PlannedResource } from './planOf.ts';

/** A resource that is there already, and of which everything is known. */
export function there(address: string, values: PlannedResource['values']): PlannedResource {
  return { address, values, actions: ['no-op'] };
}
