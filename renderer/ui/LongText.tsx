import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useState } from 'react';
import type { ReactNode } from 'react';
import { Scroll } from './Page.tsx';

/** Lines are drawn by so many. */
export const LINES_OF_BLOCK = 100;
/** In pixels, as `text-code` is set. */
const LINE_HEIGHT = 18;

interface LongTextProps {
  readonly label: string;
  /** The number of its first line. */
  readonly first: number;
  readonly count: number;
  /** The line that is brought into sight. */
  readonly line?: number;
  /** So many lines from a number on. */
  readonly block: (first: number, count: number) => ReactNode;
}

/** A text of any length under the numbers of its lines; only those in sight are drawn. */
export function LongText({ label, first, count, line, block }: LongTextProps) {
  const [scroll, setScroll] = useState<HTMLElement | null>(null);
  // Its functions are called here and now, and handed to nobody.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: Math.ceil(count / LINES_OF_BLOCK),
    getScrollElement: () => scroll,
    estimateSize: (index) => Math.min(LINES_OF_BLOCK, count - index * LINES_OF_BLOCK) * LINE_HEIGHT,
    overscan: 1,
  });
  const showLine = useEffectEvent(() => {
    if (scroll === null || line === undefined || line < first || line >= first + count) return;
    scroll.scrollTop = (line - first) * LINE_HEIGHT - scroll.clientHeight / 3;
  });
  useEffect(() => showLine(), [scroll, line]);
  return (
    <Scroll label={label} onElement={setScroll}>
      <pre className="relative m-0 text-code" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <code key={index} className="absolute left-0 block w-max min-w-full" style={{ top: start }}>
            {block(first + index * LINES_OF_BLOCK, Math.min(LINES_OF_BLOCK, count - index * LINES_OF_BLOCK))}
          </code>
        ))}
      </pre>
    </Scroll>
  );
}
