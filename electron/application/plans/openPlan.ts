import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import type { Abilities } from '../ports.ts';
import { rememberPlan } from './rememberPlan.ts';
import { viewPlan } from './viewPlan.ts';

/** Opens a plan to work with it: from now on it stands first on the list of plans. */
export async function openPlan(abilities: Abilities, { file }: { readonly file: string }): Promise<Outcome<PlanView>> {
  const view = viewPlan(abilities, { file });
  if (view.ok) await rememberPlan(abilities, view.value.file);
  return view;
}
