import { ALL_FLOWS } from '../../flowSet.ts';
import type { FlowSet } from '../../flowSet.ts';
import type { Rule, RulePlace } from '../../ruleProgram.ts';
import { both, isExact, perhaps } from './condition.ts';
import type { Condition } from './condition.ts';

/** A rule as it stands in a section, by what it matches. */
export function ruleOf(action: Rule['action'], place: RulePlace, condition: Condition): Rule {
  const { certain, possible } = condition;
  const match = isExact(condition) ? { certain, possible } : condition;
  return { action, place, match: () => match, reach: possible };
}

/** Something decides there about what is matched, or does not, and what it decides is not known. */
export function undecidedRules(place: RulePlace, condition: Condition, because: string): readonly Rule[] {
  const open = both(condition, perhaps(because));
  return [ruleOf('allow', place, open), ruleOf('deny', place, open)];
}

/** Nothing is known of these flows at all. */
export function unknownSection(place: RulePlace, because: string, flows: FlowSet = ALL_FLOWS) {
  const rules = undecidedRules(place, perhaps(because, flows), because);
  return { rules, otherwise: 'allow', otherwiseBy: [] } as const;
}
