import type { ManagementModelId } from '#shared/catalog/catalog.ts';
import type { RaciView } from '#shared/contract/contract.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { Abilities } from '../ports.ts';
import { raciOfModel } from './raciOfModel.ts';
import { readPlan } from './readPlan.ts';

/** Who does what in a plan, with the people whom it names; beside another model when one is given. */
export function raciOfPlan(
  abilities: Pick<Abilities, 'catalog' | 'planFiles'>,
  { file, compare }: { readonly file: string; readonly compare?: ManagementModelId | undefined },
): Outcome<RaciView> {
  const read = readPlan(abilities, file);
  if (!read.ok) return read;
  const { edition, managementModel, securityTier, owners } = read.value.plan;
  return raciOfModel(abilities, { edition, model: managementModel, tier: securityTier, owners, compare });
}
