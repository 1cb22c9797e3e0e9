import { usePageKeys } from './pageKeys.ts';

/** `/` puts the focus on the table's filter; digits choose one of its outcomes, `0` all. */
export function useFilterKeys<Id extends string>(byKey: Partial<Record<string, Id>>, onChoose: (id: Id) => void): void {
  usePageKeys({
    '/': () => document.querySelector<HTMLInputElement>('[data-table-filter] input')?.focus(),
    ...Object.fromEntries(
      Object.entries(byKey).flatMap(([key, id]) => (id === undefined ? [] : [[key, () => onChoose(id)]])),
    ),
  });
}
