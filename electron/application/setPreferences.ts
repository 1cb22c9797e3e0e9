import type { Outcome } from '#shared/contract/failure.ts';
import type { Preferences } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Abilities } from './ports.ts';

/** Changes what is given and leaves the rest. */
export async function setPreferences(
  { archive }: Pick<Abilities, 'archive'>,
  changes: { readonly [Key in keyof Preferences]?: Preferences[Key] | undefined },
): Promise<Outcome<Preferences>> {
  const opened = await archive();
  if (!opened.ok) return opened;
  const current = await opened.value.readPreferences();
  if (!current.ok) return current;
  const preferences: Preferences = {
    theme: changes.theme ?? current.value.theme,
    density: changes.density ?? current.value.density,
    singleKeys: changes.singleKeys ?? current.value.singleKeys,
  };
  const written = await opened.value.writePreferences(preferences);
  return written.ok ? succeed(preferences) : written;
}
