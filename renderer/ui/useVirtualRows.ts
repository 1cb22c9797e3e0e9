import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent } from 'react';

/** Up to here a table is drawn whole. */
const DRAWN_WHOLE = 200;
const DRAWN_AROUND = 12;

interface VirtualRowsOptions<Row> {
  readonly rows: readonly Row[];
  /** What the table scrolls in; null before it is there. */
  readonly scroll: HTMLElement | null;
  /** In pixels. */
  readonly heightOf: (row: Row) => number;
  /** Place of the row that is open beside the table: kept in sight, so that closing it gives the focus back to it. */
  readonly openIndex?: number | undefined;
  /** Place of a row that is asked for by the keyboard: it is brought into sight, and drawn. */
  readonly wantedIndex?: number | undefined;
  readonly onDrawn?: () => void;
}

interface VirtualRows<Row> {
  readonly shown: readonly { readonly row: Row; readonly index: number }[];
  /** In pixels: what stands in for the rows that are not drawn. */
  readonly spaceBefore: number;
  readonly spaceAfter: number;
}

/** Draws only the rows in sight of a long table; a short one as it is. */
export function useVirtualRows<Row>({
  rows,
  scroll,
  heightOf,
  openIndex = -1,
  wantedIndex = -1,
  onDrawn,
}: VirtualRowsOptions<Row>): VirtualRows<Row> {
  const isLong = rows.length > DRAWN_WHOLE;
  // Its functions are called here and now, and handed to nobody.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: isLong ? rows.length : 0,
    getScrollElement: () => scroll,
    estimateSize(index) {
      const row = rows[index];
      return row === undefined ? 0 : heightOf(row);
    },
    overscan: DRAWN_AROUND,
  });
  const showOpen = useEffectEvent(() => {
    if (isLong && openIndex >= 0) virtualizer.scrollToIndex(openIndex);
  });
  useEffect(() => showOpen(), [openIndex, scroll]);
  const showWanted = useEffectEvent(() => {
    if (isLong && wantedIndex >= 0) virtualizer.scrollToIndex(wantedIndex);
  });
  useEffect(() => showWanted(), [wantedIndex]);
  const tellDrawn = useEffectEvent(() => onDrawn?.());
  // After every drawing: which rows there are is known to the page only.
  useEffect(() => tellDrawn());
  if (!isLong) return { shown: rows.map((row, index) => ({ row, index })), spaceBefore: 0, spaceAfter: 0 };
  const inSight = virtualizer.getVirtualItems();
  return {
    shown: inSight.flatMap(({ index }) => {
      const row = rows[index];
      return row === undefined ? [] : [{ row, index }];
    }),
    spaceBefore: inSight[0]?.start ?? 0,
    spaceAfter: virtualizer.getTotalSize() - (inSight.at(-1)?.end ?? 0),
  };
}
