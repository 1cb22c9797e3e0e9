import type { EgressCheck, RuleReference } from './verdict.ts';

/** Every rule that decides in some layer of some connection, as often as it does. */
export function decidingRules({ preconditions, connections }: EgressCheck): readonly RuleReference[] {
  return [...preconditions, ...connections].flatMap(({ layers }) => layers.flatMap(({ decidedBy }) => decidedBy));
}
