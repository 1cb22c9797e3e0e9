import type { Catalog, OpenQuestion } from '../catalog/catalog.ts';
import type { Plan } from '../plan/plan.ts';

/** What the documents leave open for a plan like this one, until its `answers` has an entry with the question's id. */
export function findOpenQuestions(catalog: Catalog, plan: Plan): readonly OpenQuestion[] {
  return catalog.openQuestions.filter(
    (question) => isConcernedBy(plan, question) && !Object.hasOwn(plan.answers ?? {}, question.id),
  );
}

function isConcernedBy(plan: Plan, { appliesTo }: OpenQuestion): boolean {
  return (
    (appliesTo.editions?.includes(plan.edition) ?? true) &&
    (appliesTo.models?.includes(plan.managementModel) ?? true) &&
    (appliesTo.clouds?.includes(plan.cloud) ?? true) &&
    (appliesTo.tiers?.includes(plan.securityTier) ?? true) &&
    (appliesTo.withoutAddOn === undefined || !(plan.addOns ?? []).includes(appliesTo.withoutAddOn))
  );
}
