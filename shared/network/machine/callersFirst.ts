import type { Section } from './ruleProgram.ts';

const orders = new WeakMap<readonly Section[], readonly (readonly Section[])[]>();

/** The sections, and all that their rules run, each once and after all that run it. */
export function callersFirst(sections: readonly Section[]): readonly (readonly Section[])[] {
  const known = orders.get(sections);
  if (known !== undefined) return known;
  const seen = new Set<readonly Section[]>();
  const calleesFirst: (readonly Section[])[] = [];
  const visit = (some: readonly Section[]): void => {
    if (seen.has(some)) return;
    seen.add(some);
    for (const section of some) {
      // Such a section runs no others, and may make its rules only where they are needed.
      if (section.goesByFlowsAlone === true) continue;
      for (const rule of section.rules) if (rule.action === 'run') visit(rule.sections);
    }
    calleesFirst.push(some);
  };
  visit(sections);
  const order = calleesFirst.toReversed();
  orders.set(sections, order);
  return order;
}
