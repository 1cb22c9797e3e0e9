import type { Position } from '../../kernel/problem.ts';

/** Where the lines of a text begin, whichever of `\n`, `\r\n` and `\r` ends them, to say of an offset in which of them it lies. */
export class LineStarts {
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#starts = text.includes('\r') ? startsAfterAny(text) : startsAfterLineFeeds(text);
  }

  positionOf(offset: number): Position {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}

function startsAfterAny(text: string): readonly number[] {
  const starts = [0];
  for (const { 0: end, index } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length);
  return starts;
}

/** Exports of clouds have millions of lines, and hardly any ends otherwise. */
function startsAfterLineFeeds(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}
