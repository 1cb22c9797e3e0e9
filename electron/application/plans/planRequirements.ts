import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import type { Requirements } from '#shared/requirements/deriveRequirements.ts';
import type { Abilities } from '../ports.ts';
import { readPlan } from './readPlan.ts';

/** What a plan needs: connections, components, infrastructure, controls. */
export function planRequirements(
  abilities: Pick<Abilities, 'catalog' | 'planFiles'>,
  { file }: { readonly file: string },
): Outcome<Requirements> {
  const read = readPlan(abilities, file);
  return read.ok ? succeed(deriveRequirements(abilities.catalog, read.value.plan)) : read;
}
