import { create } from 'zustand';
import type { PdpClient } from '../client/client.ts';
import type { Preferences } from '#shared/contract/views.ts';

const STORAGE_KEY = 'pdp-workbench.preferences';
const defaults: Preferences = { theme: 'system', density: 'regular', singleKeys: true };

interface PreferencesState {
  readonly preferences: Preferences;
}

/**
 * How the user wants it to look. The engine keeps them; a copy in the page's own storage lets the first paint have the
 * right theme before the engine has answered.
 */
export const usePreferencesStore = create<PreferencesState>()(() => ({ preferences: readCopy() }));

export function usePreferences(): Preferences {
  return usePreferencesStore((state) => state.preferences);
}

export async function loadPreferences(client: PdpClient): Promise<void> {
  const outcome = await client.preferences.get();
  if (outcome.ok) adopt(outcome.value);
}

/** Shows the choice at once and has it kept; a failure to keep it is for the caller to say. */
export async function setPreferences(client: PdpClient, change: Partial<Preferences>) {
  adopt({ ...usePreferencesStore.getState().preferences, ...change });
  const outcome = await client.preferences.set(change);
  if (outcome.ok) adopt(outcome.value);
  return outcome;
}

function adopt(preferences: Preferences): void {
  usePreferencesStore.setState({ preferences });
  try {
    globalThis.localStorage.setItem(STORAGE_KEY, JSON.stringify(preferences));
  } catch {
    // A page without storage shows the system's theme until the engine has answered.
  }
  applyPreferences(preferences);
}

function readCopy(): Preferences {
  try {
    const kept: unknown = JSON.parse(globalThis.localStorage.getItem(STORAGE_KEY) ?? 'null');
    return typeof kept === 'object' && kept !== null ? { ...defaults, ...kept } : defaults;
  } catch {
    return defaults;
  }
}

export function resolveTheme(theme: Preferences['theme'], systemIsDark: boolean): 'light' | 'dark' {
  if (theme === 'system') return systemIsDark ? 'dark' : 'light';
  return theme;
}

function applyPreferences({ theme, density }: Preferences): void {
  const root = globalThis.document.documentElement;
  root.dataset['theme'] = resolveTheme(theme, globalThis.matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset['density'] = density;
}

/** Sets the theme on the page before anything is drawn, and follows the system's from then on. */
export function followTheme(): void {
  const apply = (): void => applyPreferences(usePreferencesStore.getState().preferences);
  apply();
  globalThis.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}
