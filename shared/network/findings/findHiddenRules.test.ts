import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { always } from '../machine/condition.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import { Effort } from '../flows/effort.ts';
import { covers, flowsTo, isEmpty, NO_FLOWS, unite } from '../flows/flowSet.ts';
import { servicesOf } from '../flows/services.ts';
import type { Rule, RuleMatch, RuleProgram, RunRule } from '../machine/ruleProgram.ts';
import { arbitraryFlows } from '../testing/arbitraryFlows.ts';
import { findHiddenRules } from './findHiddenRules.ts';

const arbitraryMatch = fc
  .tuple(arbitraryFlows, fc.option(arbitraryFlows))
  .map(([certain, more]): RuleMatch => ({ certain, possible: more === null ? certain : unite(certain, more) }));

function toRule(match: RuleMatch, index: number): Rule {
  const place = { file: 'rules.yaml', document: 0, path: [index], rule: `rule ${index}` };
  return { action: index % 3 === 0 ? 'deny' : 'allow', place, match: () => match };
}

const programOf = (rules: readonly Rule[]): RuleProgram => ({
  sections: [{ rules, otherwise: 'deny', otherwiseBy: [] }],
});

/** The same, run by a rule, so that it is followed. */
function calledFrom({ sections }: RuleProgram): RuleProgram {
  const place = { file: 'rules.yaml', document: 0, path: [], rule: 'call' };
  const call: RunRule = { action: 'run', undecided: 'continue', place, match: () => always, sections };
  return { sections: [{ rules: [call], otherwise: 'deny', otherwiseBy: [] }] };
}

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

  it('are the same in a chain that is run', () => {
    fc.assert(
      fc.property(fc.array(arbitraryMatch, { maxLength: 20 }), (matches) => {
        const { hidden } = findHiddenRules(calledFrom(programOf(matches.map(toRule))), []);
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
        const rest = findHiddenRules(program, [], { known: some });
        expect(namesOf(rest.hidden)).toEqual(namesOf(whole.hidden));
        expect(rest.deciding).toEqual(whole.deciding);
      }),
    );
  });

  it('are not told where lists multiply beyond what is worked out: each rule may decide', () => {
    const ranges = toRanges(Array.from({ length: 20_000 }, (_, at) => `20.${at >> 8}.${at % 256}.0/25`));
    const ofList = (index: number): Rule => {
      const flows = flowsTo(ranges, servicesOf('TCP', 1 + (index % 500)));
      return toRule({ certain: flows, possible: flows }, index);
    };
    const find = (rules: number) =>
      findHiddenRules(programOf(Array.from({ length: rules }, (_, at) => ofList(at))), []);
    expect(find(4).notCompared).toBeUndefined();
    const { deciding, hidden, notCompared } = find(501);
    expect([deciding.length, hidden.length, notCompared]).toEqual([501, 0, 'any']);
  });

  it('are not told of a chain in which there is no room to meet every rule', () => {
    const range = (at: number): string => `20.${at >> 8}.${at % 256}.0/25`;
    const rules = Array.from({ length: 400 }, (_, at) => {
      const flows = flowsTo(toRanges([range(at)]), servicesOf('TCP', 1 + at));
      return toRule({ certain: flows, possible: flows }, at);
    });
    for (const steps of [100_000, 400_000, 800_000, 1_600_000]) {
      const effort = new Effort(steps);
      const { hidden, notCompared } = findHiddenRules(calledFrom(programOf(rules)), [], { effort });
      expect([hidden.length, notCompared]).toEqual([0, 'any']);
    }
    expect(findHiddenRules(calledFrom(programOf(rules)), []).notCompared).toBeUndefined();
  });
});
