import type { Outcome } from '#shared/contract/failure.ts';
import type { Preferences } from '#shared/contract/views.ts';
import type { Abilities } from './ports.ts';

export async function getPreferences({ archive }: Pick<Abilities, 'archive'>): Promise<Outcome<Preferences>> {
  const opened = await archive();
  return opened.ok ? opened.value.readPreferences() : opened;
}
