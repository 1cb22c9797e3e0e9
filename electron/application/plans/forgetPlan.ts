import type { Outcome } from '#shared/contract/failure.ts';
import type { Abilities } from '../ports.ts';

/** Takes a plan off the list. The file, its runs and their evidence stay. */
export async function forgetPlan(
  { archive }: Pick<Abilities, 'archive'>,
  { file }: { readonly file: string },
): Promise<Outcome<null>> {
  const opened = await archive();
  return opened.ok ? opened.value.forgetPlan(file) : opened;
}
