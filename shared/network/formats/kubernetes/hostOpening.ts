import type { Services } from '../../services.ts';

/** A name, or a pattern of names as its format writes them, and the services that rules open towards it. */
export interface HostOpening {
  readonly pattern: string;
  readonly services: Services;
  /** Why it is not certain that they open it; undefined where it is. */
  readonly unknownBecause?: string | undefined;
}
