import { NO_FLOWS } from '../../flowSet.ts';
import type { Rule, RulePlace } from '../../ruleProgram.ts';

/** Something at this place decides about the flows, and what it decides is not known. */
export function undecided(place: RulePlace, because: string): readonly Rule[] {
  const match: Rule['match'] = ({ flows }) => ({ certain: NO_FLOWS, possible: flows, unknownBecause: because });
  return [
    { action: 'allow', place, match },
    { action: 'deny', place, match },
  ];
}
