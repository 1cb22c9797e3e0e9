/** A route that holds in a subnet, and where it stands among the others. */
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import type { RouteTable, Subnet, VirtualNetwork } from '../azureNetwork.ts';
import type { Bounds } from '../bounds.ts';

/** Where traffic leaves: the virtual network is undefined where only a route table is known of it. */
export interface Site {
  readonly subnet: Subnet | undefined;
  readonly virtualNetwork: VirtualNetwork | undefined;
  readonly table: RouteTable | undefined;
}

export interface EffectiveRoute {
  readonly to: Bounds;
  readonly nextHop: NextHop;
  readonly place: RulePlace;
  /** The higher is tried first. */
  readonly rank: number;
}

export type NextHop =
  | { readonly kind: 'internet' | 'nowhere' }
  /** The virtual network, a peered one, or whatever is behind a gateway or a private endpoint. */
  | { readonly kind: 'network' }
  | { readonly kind: 'appliance'; readonly address: string | undefined }
  | { readonly kind: 'not understood'; readonly because: string };

/** A prefix before all shorter ones; of routes with one prefix the one with the higher precedence. */
export function rankOf(prefixLength: number, precedence: number): number {
  return prefixLength * (highestPrecedence + 1) + precedence;
}

/** A destination that is not known may be more specific than any other. */
export const firstRank = Number.MAX_SAFE_INTEGER;

export const highestPrecedence = 5;
