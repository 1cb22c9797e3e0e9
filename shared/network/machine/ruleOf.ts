import { isExact } from './condition.ts';
import type { Condition } from './condition.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { Placed, Rule, RuleMatch, RulePlace } from './ruleProgram.ts';

/** A rule as it stands in a section, by what it matches. */
export function ruleOf(
  action: Rule['action'],
  place: RulePlace,
  condition: Condition,
  narrowing?: Rule['narrowing'],
): Rule {
  const match = matchOf(condition);
  return { action, place, match: () => match, reach: match.possible, narrowing };
}

/** Of what is known for certain no reason is told. */
export function matchOf(condition: Condition): RuleMatch {
  const { certain, possible } = condition;
  return isExact(condition) ? { certain, possible } : condition;
}

/** A rule that matches the same whatever is asked. Walls of rules are made of it: it takes half of the memory that closures take. */
export class FixedRule implements Rule {
  readonly action: Rule['action'];
  readonly narrowing: Rule['narrowing'];
  readonly #match: RuleMatch;
  readonly #placed: Placed;

  constructor(action: Rule['action'], match: RuleMatch, placed: Placed, narrowing?: Rule['narrowing']) {
    this.action = action;
    this.narrowing = narrowing;
    this.#match = match;
    this.#placed = placed;
  }

  get place(): RulePlace {
    return this.#placed.place;
  }

  get reach(): FlowSet {
    return this.#match.possible;
  }

  match(): RuleMatch {
    return this.#match;
  }
}
