import type {
  AddOnId,
  Catalog,
  CloudId,
  EditionId,
  ManagementModelId,
  OpenQuestion,
  SecurityTierId,
} from './catalog.ts';

/** The choices of a plan that decide which questions matter to it. */
export interface PlanChoices {
  readonly edition: EditionId;
  readonly managementModel: ManagementModelId;
  readonly cloud: CloudId;
  readonly securityTier: SecurityTierId;
  readonly addOns?: readonly AddOnId[] | undefined;
}

/** The questions that the documents leave open for a plan with these choices, in the catalogue's order. */
export function findOpenQuestions(catalog: Catalog, choices: PlanChoices): readonly OpenQuestion[] {
  return catalog.openQuestions.filter(({ appliesTo }) => {
    const { editions, models, clouds, tiers, withoutAddOn } = appliesTo;
    return (
      (editions?.includes(choices.edition) ?? true) &&
      (models?.includes(choices.managementModel) ?? true) &&
      (clouds?.includes(choices.cloud) ?? true) &&
      (tiers?.includes(choices.securityTier) ?? true) &&
      (withoutAddOn === undefined || choices.addOns?.includes(withoutAddOn) !== true)
    );
  });
}
