import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_CONNECTIONS, covers, intersect, isEmpty, NO_FLOWS, unite } from '../flowSet.ts';
import type { Rule, RuleMatch, RuleProgram } from '../ruleProgram.ts';
import { arbitraryFlows } from '../testing/arbitraryFlows.ts';
import { findHiddenRules } from './findHiddenRules.ts';

const arbitraryMatch = fc.tuple(arbitraryFlows, fc.option(arbitraryFlows)).map(([flows, more]): RuleMatch => {
  const certain = intersect(flows, ALL_CONNECTIONS);
  return { certain, possible: more === null ? certain : unite(certain, intersect(more, ALL_CONNECTIONS)) };
});

function toRule(match: RuleMatch, index: number): Rule {
  const place = { file: 'rules.yaml', document: 0, path: [index], rule: `rule ${index}` };
  return { action: index % 3 === 0 ? 'deny' : 'allow', place, match: () => match };
}

const programOf = (rules: readonly Rule[]): RuleProgram => ({
  sections: [{ rules, otherwise: 'deny', otherwiseBy: [] }],
});

/** By the definition: one rule after the other. */
function findNaively(matches: readonly RuleMatch[]): readonly string[] {
  let covered = NO_FLOWS;
  return matches.flatMap(({ certain, possible }, index) => {
    const isHidden = !isEmpty(possible) && covers(covered, possible);
    covered = unite(covered, certain);
    return isHidden ? [`rule ${index}`] : [];
  });
}

const namesOf = (rules: readonly { readonly rule: Rule | { readonly place: Rule['place'] } }[]) =>
  rules.map(({ rule }) => rule.place.rule);

describe('rules that never decide', () => {
  it.each([
    ['few', 8],
    ['many', 40],
  ])('are those that all before them cover, of %s rules', (_how, maxLength) => {
    fc.assert(
      fc.property(fc.array(arbitraryMatch, { maxLength }), (matches) => {
        const { hidden } = findHiddenRules(programOf(matches.map(toRule)), []);
        expect(namesOf(hidden)).toEqual(findNaively(matches));
      }),
    );
  });

  it('are the same where those that decide in another program are not asked about', () => {
    fc.assert(
      fc.property(fc.array(arbitraryMatch, { maxLength: 40 }), fc.array(fc.boolean()), (matches, known) => {
        const program = programOf(matches.map(toRule));
        const whole = findHiddenRules(program, []);
        const some = new Set(whole.deciding.filter((_rule, index) => known[index] === true));
        const rest = findHiddenRules(program, [], some);
        expect(namesOf(rest.hidden)).toEqual(namesOf(whole.hidden));
        expect(rest.deciding).toEqual(whole.deciding);
      }),
    );
  });
});
