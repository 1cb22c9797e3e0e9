import { NO_FLOWS } from './flowSet.ts';
import type { Rule, RulePlace } from './ruleProgram.ts';

/** In place of rules that are not understood: they may allow or deny whatever has come to them, or leave it to the next. */
export function undecidedRules(place: RulePlace, because: string): readonly Rule[] {
  const match: Rule['match'] = ({ flows }) => ({ certain: NO_FLOWS, possible: flows, unknownBecause: because });
  return [
    { action: 'allow', place, match },
    { action: 'deny', place, match },
  ];
}
