import type { Requirements } from '../../requirements/deriveRequirements.ts';
import type { Plan } from '../plan.ts';
import type { PlanFinding } from '../planFinding.ts';

/** Labels that are confirmed without being written down: with another catalogue they are others, which nobody has looked at. */
export function findComponentProblems(plan: Plan, { components }: Requirements): PlanFinding[] {
  return components
    .filter(({ id, selectorIsConfirmed }) => selectorIsConfirmed && plan.components?.[id]?.selector === undefined)
    .map(({ id, title, selectors }) => ({
      id: `selector-not-written.${id}`,
      kind: 'warning',
      path: ['components', id, 'confirmedSelector'],
      message: `The labels of ${title} are confirmed, and stand in the catalogue alone: ${selectors.map(({ selector }) => selector).join(' or ')}.`,
      remedy: `Write those that were confirmed under components.${id}.selector, so that they stay what they are.`,
    }));
}
