import { none } from './none.ts';

/** The same list in as little room as it needs: one that grew has room for more, several times what its one item takes. */
export function fitted<Item>(list: readonly Item[]): readonly Item[] {
  if (list.length === 0) return none;
  return list.length < 16 ? list.slice() : list;
}
