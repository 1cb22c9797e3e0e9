import { useState } from 'react';
import { wordsPattern } from '#shared/kernel/wordsPattern.ts';
import { writeNumber } from '#shared/kernel/writeNumber.ts';
import { Button } from '../../ui/Button.tsx';
import { LongText } from '../../ui/LongText.tsx';
import { NumberedLine } from '../../ui/NumberedLine.tsx';
import { useSourceBlock } from './useSourceBlock.ts';

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
export function SourceLines({ totalLines, ...shown }: SourceLinesProps) {
  const { line } = shown;
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
          Lines {writeNumber(first)} to {writeNumber(last)}
          {part > 0 && <Button onPress={() => setPart(part - 1)}>Show earlier lines</Button>}
          {last < totalLines && <Button onPress={() => setPart(part + 1)}>Show later lines</Button>}
        </div>
      )}
      <LongText
        key={part}
        label="Text of the file"
        first={first}
        count={last - first + 1}
        line={line}
        block={(from, count) => <Block {...shown} first={from} count={count} />}
      />
    </>
  );
}

type BlockProps = Omit<SourceLinesProps, 'totalLines'> & { readonly first: number; readonly count: number };

function Block({ file, first, count, line, text, isMarked, words }: BlockProps) {
  const loaded = useSourceBlock(file, first);
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const isAsked = number === line;
    const read = loaded.phase === 'ready' ? (loaded.value.lines[number - loaded.value.firstLine] ?? '') : '';
    return (
      <NumberedLine key={number} number={number} isAsked={isAsked && isMarked}>
        <WithMarks text={isAsked ? text : read} words={words} />
      </NumberedLine>
    );
  });
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
