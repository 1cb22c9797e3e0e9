import type { Destination } from './destination.ts';
import { isEmpty, NO_FLOWS, subtract, unite } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { RulePlace, Section } from './ruleProgram.ts';
import { Effort } from '../flows/effort.ts';
import { Passages } from './passages.ts';
import { walk } from './walkSections.ts';
import type { MetRule } from './walkSections.ts';

export type Follow = (met: MetRule) => void;

/** Tells of rules in the order in which flows meet them; what meets shared sections again is told once. */
export function followSections(
  sections: readonly Section[],
  destination: Destination,
  passages: Passages,
  follow: Follow,
): void {
  const followed = new Map<readonly Section[], FlowSet>();
  const effort = new Effort();
  const followInto = (some: readonly Section[], flows: FlowSet, within: readonly RulePlace[]): void => {
    const before = followed.get(some) ?? NO_FLOWS;
    const fresh = subtract(flows, before);
    if (isEmpty(fresh)) return;
    followed.set(some, unite(before, fresh));
    walk(some, destination, fresh, {
      decide: () => undefined,
      doubt: () => undefined,
      follow: { tell: follow, within },
      run: (rule, hit) => followInto(rule.sections, hit, [...within, rule.place]),
      back: (rule) => passages.of(rule.sections).back,
      effort,
    });
  };
  followInto(sections, destination.flows, []);
}
