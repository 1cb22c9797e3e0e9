import type { Abilities } from '../ports.ts';

/**
 * Puts a plan on the list of plans, first. The list is a convenience: where the archive can't be written the plan opens all
 * the same, and the failure is told by whatever asks the archive for something that is needed.
 */
export async function rememberPlan(
  { archive, clock }: Pick<Abilities, 'archive' | 'clock'>,
  file: string,
): Promise<void> {
  const opened = await archive();
  if (opened.ok) await opened.value.rememberPlan(file, clock.now());
}
