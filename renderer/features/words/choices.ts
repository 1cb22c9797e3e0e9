import type { Catalog, EditionId, ManagementModelId } from '#shared/catalog/catalog.ts';
import type { Plan } from '#shared/plan/plan.ts';
import { cloudTitles, tierTitles } from '#shared/report/words.ts';

export { cloudTitles, tierTitles };

export function editionTitle(catalog: Catalog, id: EditionId): string {
  return catalog.editions.find((edition) => edition.id === id)?.title ?? id;
}

export function modelTitle(catalog: Catalog, id: ManagementModelId): string {
  return catalog.managementModels.find((model) => model.id === id)?.shortTitle ?? id;
}

/** `Integration Platform, self-managed, Azure`: the choices that everything else follows from. */
export function describeChoices(catalog: Catalog, plan: Pick<Plan, 'edition' | 'managementModel' | 'cloud'>): string {
  return [
    editionTitle(catalog, plan.edition),
    modelTitle(catalog, plan.managementModel).replace(/^Customer /, ''),
    cloudTitles[plan.cloud],
  ].join(', ');
}
