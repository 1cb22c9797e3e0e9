import { ALL_SERVICES, uniteAllServices } from '../../flows/services.ts';
import type { Protocol, Services } from '../../flows/services.ts';

/** Ports of a rule: numbers, and names that are looked up on the pod that is the destination. */
export interface RulePorts {
  readonly numbered: Services;
  readonly named: readonly { readonly name: string; readonly protocol: Protocol | undefined }[];
}

/** What several openings open together. */
export function unitePorts(all: readonly RulePorts[]): RulePorts {
  return {
    numbered: uniteAllServices(all.map(({ numbered }) => numbered)),
    named: all.flatMap(({ named }) => named),
  };
}

export const everyPort: RulePorts = { numbered: ALL_SERVICES, named: [] };
