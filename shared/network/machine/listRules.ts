import type { Rule, RuleProgram } from './ruleProgram.ts';
import { callersFirst } from './callersFirst.ts';

/** All rules of a program that decide by themselves, those of shared sections once. */
export function listRules({ sections }: RuleProgram): readonly Rule[] {
  return callersFirst(sections).flatMap((some) =>
    some.flatMap(({ rules }) => rules.flatMap((rule) => (rule.action === 'run' ? [] : [rule]))),
  );
}
