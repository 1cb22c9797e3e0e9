import type { ManagementModelId } from '#shared/catalog/catalog.ts';
import type { RaciView } from '#shared/contract/contract.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { compareRaci } from '#shared/raci/compareRaci.ts';
import { deriveRaci } from '#shared/raci/raci.ts';
import type { RaciChoices } from '#shared/raci/raci.ts';
import type { Abilities } from '../ports.ts';

/** Who does what in an edition and model, without a plan. */
export function raciOfModel(
  { catalog }: Pick<Abilities, 'catalog'>,
  { compare, ...choices }: RaciChoices & { readonly compare?: ManagementModelId | undefined },
): Outcome<RaciView> {
  const raci = deriveRaci(catalog, choices);
  return succeed(
    compare === undefined
      ? { raci }
      : { raci, comparison: compareRaci(raci, deriveRaci(catalog, { ...choices, model: compare })) },
  );
}
