import { isExact } from './condition.ts';
import type { Condition } from './condition.ts';
import type { Rule, RulePlace } from './ruleProgram.ts';

/** A rule as it stands in a section, by what it matches. */
export function ruleOf(action: Rule['action'], place: RulePlace, condition: Condition): Rule {
  const { certain, possible } = condition;
  const match = isExact(condition) ? { certain, possible } : condition;
  return { action, place, match: () => match, reach: possible };
}
