import type { Tone } from '../../ui/tone.ts';

export interface PaletteItem {
  readonly id: string;
  readonly kind: 'Page' | 'Connection' | 'Finding' | 'Task' | 'Control' | 'Rule' | 'Plan' | 'Action';
  readonly text: string;
  /** More that it is found by: ids, hosts, addresses, files. */
  readonly alsoFoundBy?: string | undefined;
  readonly outcome?: { readonly tone: Tone; readonly word: string } | undefined;
  readonly run: () => void;
}

/**
 * What the typed words find, best first: every word must occur, a name that begins with the text comes before one that
 * holds it, and a name before an address or a file. `>` leaves actions only. Nothing typed shows pages and actions.
 */
export function searchPalette(items: readonly PaletteItem[], typed: string): readonly PaletteItem[] {
  const actionsOnly = typed.trimStart().startsWith('>');
  const text = typed.replace(/^\s*>/, '').trim().toLowerCase();
  const pool = actionsOnly ? items.filter(({ kind }) => kind === 'Action') : items;
  if (text === '') return actionsOnly ? pool : pool.filter(({ kind }) => kind === 'Page' || kind === 'Action');
  const words = text.split(/\s+/);
  return pool
    .map((item) => ({ item, rank: rankOf(item, text, words) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((one, other) => other.rank - one.rank)
    .map(({ item }) => item);
}

function rankOf({ text, alsoFoundBy = '' }: PaletteItem, typed: string, words: readonly string[]): number {
  const name = text.toLowerCase();
  if (name.startsWith(typed)) return 4;
  if (name.includes(typed)) return 3;
  if (words.every((word) => name.includes(word))) return 2;
  const everything = `${name} ${alsoFoundBy.toLowerCase()}`;
  return words.every((word) => everything.includes(word)) ? 1 : 0;
}
