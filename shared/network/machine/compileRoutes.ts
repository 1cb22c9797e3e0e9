import { spend, stepsToWrite } from '../flows/effort.ts';
import type { AddressBounds } from '../flows/addressBounds.ts';
import { NO_FLOWS } from '../flows/flowSet.ts';
import type { Rule, RulePlace, Section } from './ruleProgram.ts';
import { undecidedRules } from './undecidedRules.ts';

export interface RankedRoute {
  readonly to: AddressBounds;
  readonly place: RulePlace;
}

/** What a route comes to for who asks. */
export type Consequence =
  | { readonly action: Rule['action']; readonly does: string }
  | { readonly action: 'unknown'; readonly because: string };

/**
 * The first route that fits decides; what is not known of one ends there, so that no other is tried for it. They go by flows alone.
 */
export function compileRoutes<Route extends RankedRoute>(
  routes: readonly Route[],
  consequenceOf: (route: Route) => Consequence,
): Section['rules'] {
  return routes.flatMap((route): readonly Rule[] => {
    spend(stepsToWrite);
    const { to, place } = route;
    const consequence = consequenceOf(route);
    if (consequence.action !== 'unknown') {
      const { action, does } = consequence;
      const match = { certain: to.certain, possible: to.possible, unknownBecause: to.because };
      const rule = `${place.rule} (${does})`;
      return [{ action, isRoute: true, place: { ...place, rule }, match: () => match, reach: to.possible }];
    }
    const { because } = consequence;
    return undecidedRules(place, because).map((rule) => ({
      ...rule,
      isRoute: true,
      reach: to.possible,
      match: () => ({
        certain: rule.action === 'deny' ? to.certain : NO_FLOWS,
        possible: to.possible,
        unknownBecause: because,
      }),
    }));
  });
}
