import type { Outcome } from '#shared/contract/failure.ts';
import type { EgressReach } from '#shared/network/verdict.ts';
import type { Abilities, ReachEgressInput } from './ports.ts';
import { workOnRules } from './workOnRules.ts';

export type { ReachEgressInput } from './ports.ts';

/** What each workload of these files may reach outside of the cluster. */
export function reachEgress(
  abilities: Abilities,
  input: ReachEgressInput,
  signal?: AbortSignal,
): Promise<Outcome<EgressReach>> {
  return workOnRules(abilities, 'reach', input, input.rules, signal);
}
