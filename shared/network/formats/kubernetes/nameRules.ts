import type { RulePlace } from '../../machine/ruleProgram.ts';

const mostNamed = 2;

/** A few rules by name, in a sentence. */
export function nameRules(places: readonly RulePlace[]): string {
  const names = places.slice(0, mostNamed).map(({ rule }) => rule);
  return places.length > mostNamed ? `${names.join(', ')} and ${places.length - mostNamed} more` : names.join(' and ');
}
