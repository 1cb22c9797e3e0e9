import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { nearestWord } from '#shared/plan/nearestWord.ts';
import { usePageKeys } from './pageKeys.ts';
import { closeDetail, openDetail } from './router.ts';

export interface Rows {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly open: (id: string) => void;
  readonly close: () => void;
  /** Of the row that is open; undefined at either end. */
  readonly previous: (() => void) | undefined;
  readonly next: (() => void) | undefined;
  /** Place of the open row among those that are shown, from 1; 0 when it is not among them. */
  readonly position: number;
  /** The row that is to have the focus and is not drawn yet: a table that draws only what is in sight brings it there. */
  readonly wanted: string | undefined;
  /** Told by such a table whenever it has drawn rows. */
  readonly onDrawn: () => void;
  /** The row that was most likely meant, where what is open is none of them. */
  readonly nearest: string | undefined;
}

/** By how many rows a key moves the focus, which stops at either end. */
const steps: ReadonlyMap<string, number> = new Map([
  ['ArrowDown', 1],
  ['ArrowUp', -1],
  ['PageDown', 10],
  ['PageUp', -10],
  ['End', Infinity],
  ['Home', -Infinity],
]);

/**
 * Keys of a table whose rows open in the drawer: j, k, the arrows, Page Up and Down, Home and End move the focus, brackets move
 * what is open, and closing gives the focus back to the row that was open. A row's button carries `data-row-id`. `list` is the
 * page's detail while no row is open.
 */
export function useRows(ids: readonly string[], openId: string | undefined, list?: string): Rows {
  const open = (id: string): void => openDetail(list === undefined ? id : `${list}/${id}`, list);
  const close = (): void => closeDetail(list);
  const wasOpen = useRef(openId);
  const [wanted, setWanted] = useState<string>();
  // Keys come faster than rows are drawn: the next one goes on from here.
  const newestWanted = useRef<string>(undefined);

  const focusRow = (id: string): void => {
    const button = buttonOf(id);
    button?.focus();
    newestWanted.current = button === null && ids.includes(id) ? id : undefined;
    setWanted(newestWanted.current);
  };
  const focusClosed = useEffectEvent(focusRow);
  useEffect(() => {
    const closed = wasOpen.current;
    wasOpen.current = openId;
    if (openId === undefined && closed !== undefined) focusClosed(closed);
  }, [openId]);

  const focusFrom = (step: number): void => {
    const focused =
      newestWanted.current ?? document.activeElement?.closest('[data-row-id]')?.getAttribute('data-row-id');
    const from = ids.indexOf(focused ?? openId ?? '');
    const place = from === -1 ? (step > 0 ? 0 : ids.length - 1) : from + step;
    const target = ids[Math.min(Math.max(place, 0), ids.length - 1)];
    if (target !== undefined) focusRow(target);
  };

  const position = openId === undefined ? 0 : ids.indexOf(openId) + 1;
  const neighbour = (step: 1 | -1): (() => void) | undefined => {
    const id = position === 0 ? undefined : ids[position - 1 + step];
    return id === undefined ? undefined : () => open(id);
  };
  const previous = neighbour(-1);
  const next = neighbour(1);

  usePageKeys({
    j: () => focusFrom(1),
    k: () => focusFrom(-1),
    '[': () => previous?.(),
    ']': () => next?.(),
    ...(openId === undefined ? {} : { Escape: close }),
  });

  return {
    onKeyDown(event) {
      const step = steps.get(event.key);
      if (step === undefined || event.altKey || event.metaKey) return;
      if (!(event.target instanceof Element) || event.target.closest('[data-row-id]') === null) return;
      event.preventDefault();
      focusFrom(step);
    },
    open,
    close,
    previous,
    next,
    position,
    wanted,
    onDrawn() {
      if (newestWanted.current !== undefined && buttonOf(newestWanted.current) !== null) focusRow(newestWanted.current);
    },
    // Only where it is shown: of tens of thousands it takes a while, and a filter leaves out the open row with every key.
    get nearest() {
      return openId === undefined || position > 0 ? undefined : nearestWord(openId, ids);
    },
  };
}

function buttonOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-row-id="${CSS.escape(id)}"]`);
}
