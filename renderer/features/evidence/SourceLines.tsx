import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useState } from 'react';
import { wordsPattern } from '#shared/kernel/wordsPattern.ts';
import { Button } from '../../ui/Button.tsx';
import { Scroll } from '../../ui/Page.tsx';
import { classes } from '../../ui/classes.ts';
import { LINES_OF_BLOCK, useSourceBlock } from './useSourceBlock.ts';

/** In pixels, as `text-code` is set. */
const LINE_HEIGHT = 18;
/** No browser draws what is higher than some thirty million pixels: longer files are shown in parts. */
const LINES_OF_PART = 1_000_000;

interface SourceLinesProps {
  readonly file: string;
  readonly totalLines: number;
  /** The line that is looked at, and its text around the column that is meant. */
  readonly line: number;
  readonly text: string;
  readonly isMarked: boolean;
  /** Shown wherever they stand. */
  readonly words: string;
}

/** The lines of a file under their numbers; only those in sight are asked for and drawn. */
export function SourceLines(props: SourceLinesProps) {
  const { totalLines, line } = props;
  const [part, setPart] = useState(0);
  const [shownFor, setShownFor] = useState<number>();
  if (shownFor !== line) {
    setShownFor(line);
    setPart(Math.floor((line - 1) / LINES_OF_PART));
  }
  const first = part * LINES_OF_PART + 1;
  const last = Math.min(first + LINES_OF_PART - 1, totalLines);
  return (
    <>
      {totalLines > LINES_OF_PART && (
        <div className="flex items-center gap-2 border-b border-line px-6 py-2 text-ink-2 max-rail:px-5">
          Lines {first.toLocaleString('en')} to {last.toLocaleString('en')}
          {part > 0 && <Button onPress={() => setPart(part - 1)}>Show earlier lines</Button>}
          {last < totalLines && <Button onPress={() => setPart(part + 1)}>Show later lines</Button>}
        </div>
      )}
      <Part key={part} {...props} first={first} count={last - first + 1} />
    </>
  );
}

function Part({ first, count, ...shown }: SourceLinesProps & { readonly first: number; readonly count: number }) {
  const { line } = shown;
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
    if (scroll === null || line < first || line >= first + count) return;
    scroll.scrollTop = (line - first) * LINE_HEIGHT - scroll.clientHeight / 3;
  });
  useEffect(() => showLine(), [scroll, line]);
  return (
    <Scroll label="Text of the file" onElement={setScroll}>
      <pre className="relative m-0 text-code" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <Block
            key={index}
            {...shown}
            first={first + index * LINES_OF_BLOCK}
            count={Math.min(LINES_OF_BLOCK, count - index * LINES_OF_BLOCK)}
            top={start}
          />
        ))}
      </pre>
    </Scroll>
  );
}

interface BlockProps extends Omit<SourceLinesProps, 'totalLines'> {
  readonly first: number;
  readonly count: number;
  /** In pixels. */
  readonly top: number;
}

function Block({ file, first, count, top, line, text, isMarked, words }: BlockProps) {
  const loaded = useSourceBlock(file, first);
  return (
    <code className="absolute left-0 block w-max min-w-full" style={{ top }}>
      {Array.from({ length: count }, (_, index) => {
        const number = first + index;
        const isAsked = number === line;
        const read = loaded.phase === 'ready' ? (loaded.value.lines[number - loaded.value.firstLine] ?? '') : '';
        return (
          <span
            key={number}
            className={classes(
              'block h-4.5 pr-5 whitespace-pre',
              isAsked && isMarked && 'bg-selected shadow-[inset_2px_0_var(--color-accent)]',
            )}
          >
            <span className="inline-block w-20 pr-4 text-right text-ink-3 select-none">{number}</span>
            {isAsked && isMarked && <span className="sr-only">Asked for: </span>}
            <WithMarks text={isAsked ? text : read} words={words} />
            {'\n'}
          </span>
        );
      })}
    </code>
  );
}

/** A text with the words that are searched for marked in it. */
function WithMarks({ text, words }: { readonly text: string; readonly words: string }) {
  if (words === '') return text;
  const parts: React.ReactNode[] = [];
  let end = 0;
  for (const { index, 0: found } of text.matchAll(wordsPattern(words))) {
    parts.push(text.slice(end, index), <mark key={index}>{found}</mark>);
    end = index + found.length;
  }
  return [...parts, text.slice(end)];
}
