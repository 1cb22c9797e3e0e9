import type { Catalog } from '#shared/catalog/catalog.ts';
import { findPlanProblems } from '#shared/plan/findPlanProblems.ts';
import type { Plan } from '#shared/plan/plan.ts';
import type { PlanFinding } from '#shared/plan/planFinding.ts';

/** What another choice would mean for this very plan. */
export interface Effects {
  readonly favourable: readonly string[];
  readonly unfavourable: readonly string[];
}

const MOST_OF_A_KIND = 3;

/**
 * Compares the plan as it is with the plan as it would be: what the choice would settle speaks for it, what it would open
 * or contradict against it.
 */
export function findEffects(
  catalog: Catalog,
  plan: Plan,
  changed: Plan,
  now: readonly PlanFinding[] = findPlanProblems(catalog, plan),
): Effects {
  const then = findPlanProblems(catalog, changed);
  return {
    favourable: summarise(
      missingFrom(then, now).map(({ message }) => `No longer open: ${message}`),
      'points are no longer open',
    ),
    unfavourable: summarise(
      missingFrom(now, then).map(({ message }) => message),
      'points open up',
    ),
  };
}

/** Findings of `among` whose like is not in `known`. */
function missingFrom(known: readonly PlanFinding[], among: readonly PlanFinding[]): readonly PlanFinding[] {
  const ids = new Set(known.map(({ id }) => id));
  return among.filter(({ id }) => !ids.has(id));
}

function summarise(messages: readonly string[], more: string): readonly string[] {
  const rest = messages.length - MOST_OF_A_KIND;
  return rest <= 1 ? messages : [...messages.slice(0, MOST_OF_A_KIND), `${rest} more ${more}`];
}
