import { ALL_FLOWS, intersect, NO_FLOWS, subtract, unite, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { RuleMatch } from './ruleProgram.ts';

/** What one test of a rule matches: the same as of a rule, so that tests can be joined. */
export type Condition = Pick<RuleMatch, 'certain' | 'possible' | 'unknownBecause'>;

export const always: Condition = { certain: ALL_FLOWS, possible: ALL_FLOWS };
export const never: Condition = { certain: NO_FLOWS, possible: NO_FLOWS };

export function exactly(flows: FlowSet): Condition {
  return { certain: flows, possible: flows };
}

/** It may match these flows, and it is not known whether it does. */
export function perhaps(because: string, flows: FlowSet = ALL_FLOWS): Condition {
  return { certain: NO_FLOWS, possible: flows, unknownBecause: because };
}

function not(condition: Condition): Condition {
  if (condition === always) return never;
  if (condition === never) return always;
  const certain = subtract(ALL_FLOWS, condition.possible);
  const possible = isExact(condition) ? certain : subtract(ALL_FLOWS, condition.certain);
  return { ...condition, certain, possible };
}

export function negateIf(isNegated: boolean, condition: Condition): Condition {
  return isNegated ? not(condition) : condition;
}

export function both(one: Condition, other: Condition): Condition {
  if (one === always) return other;
  if (other === always) return one;
  const possible = intersect(one.possible, other.possible);
  if (isExact(one) && isExact(other)) return exactly(possible);
  const unknownBecause = one.unknownBecause ?? other.unknownBecause;
  return { certain: intersect(one.certain, other.certain), possible, unknownBecause };
}

export function either(one: Condition, other: Condition): Condition {
  if (one === never) return other;
  if (other === never) return one;
  const possible = unite(one.possible, other.possible);
  if (isExact(one) && isExact(other)) return exactly(possible);
  const unknownBecause = one.unknownBecause ?? other.unknownBecause;
  return { certain: unite(one.certain, other.certain), possible, unknownBecause };
}

/** Of many at once: sets of addresses have thousands of elements. */
export function anyOf(conditions: readonly Condition[]): Condition {
  if (conditions.includes(always)) return always;
  const certain = uniteAll(conditions.map((condition) => condition.certain));
  if (conditions.every(isExact)) return exactly(certain);
  const unknownBecause = conditions.find((condition) => condition.unknownBecause !== undefined)?.unknownBecause;
  return { certain, possible: uniteAll(conditions.map(({ possible }) => possible)), unknownBecause };
}

export function isExact({ certain, possible }: Condition): boolean {
  return certain === possible;
}
