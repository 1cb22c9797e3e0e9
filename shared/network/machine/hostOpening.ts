import type { Services } from '../flows/services.ts';

/**
 * A name, or a pattern of names in which stars stand for anything, and the services that rules may open towards it: all, where
 * asking the rules themselves tells.
 */
export interface HostOpening {
  readonly pattern: string;
  readonly services: Services;
}
