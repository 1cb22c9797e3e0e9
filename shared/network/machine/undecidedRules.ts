import { always, both, perhaps } from './condition.ts';
import type { Condition } from './condition.ts';
import { ALL_FLOWS } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { ruleOf } from './ruleOf.ts';
import type { Narrowing, Rule, RulePlace, Section } from './ruleProgram.ts';

/**
 * In place of rules that are not understood: they may allow or deny whatever has come to them of what is matched, or leave it
 * to the next.
 */
export function undecidedRules(
  place: RulePlace,
  because: string,
  condition: Condition = always,
  narrowing?: Narrowing,
): readonly Rule[] {
  const open = both(condition, perhaps(because));
  return [ruleOf('allow', place, open, narrowing), ruleOf('deny', place, open, narrowing)];
}

/** Nothing is known of these flows at all. */
export function unknownSection(place: RulePlace, because: string, flows: FlowSet = ALL_FLOWS): Section {
  return { rules: undecidedRules(place, because, perhaps(because, flows)), otherwise: 'allow', otherwiseBy: [] };
}
