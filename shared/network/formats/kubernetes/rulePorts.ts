import { ALL_SERVICES } from '../../services.ts';
import type { Protocol, Services } from '../../services.ts';

/** Ports of a rule: numbers, and names that are looked up on the pod that is the destination. */
export interface RulePorts {
  readonly numbered: Services;
  readonly named: readonly { readonly name: string; readonly protocol: Protocol | undefined }[];
}

export const everyPort: RulePorts = { numbered: ALL_SERVICES, named: [] };
