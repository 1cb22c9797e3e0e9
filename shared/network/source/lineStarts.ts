import type { Position } from '../../kernel/problem.ts';

/**
 * Where the lines of a text begin, whichever of `\n`, `\r\n` and `\r` ends them, to say of an offset in which of them it lies.
 * Lines are counted as far as they are asked about: exports of clouds have millions.
 */
export class LineStarts {
  readonly #starts: number[] = [0];
  readonly #others: Iterator<number, void>;

  constructor(text: string) {
    this.#others = text.includes('\r') ? startsAfterAny(text) : startsAfterLineFeeds(text);
  }

  positionOf(offset: number): Position {
    while ((this.#starts.at(-1) ?? 0) <= offset) {
      const next = this.#others.next();
      if (next.done === true) break;
      this.#starts.push(next.value);
    }
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}

function* startsAfterAny(text: string): Generator<number, void> {
  for (const { 0: end, index } of text.matchAll(/\r\n?|\n/g)) yield index + end.length;
}

/** Hardly any text has lines that end otherwise, and these are found faster. */
function* startsAfterLineFeeds(text: string): Generator<number, void> {
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) yield end + 1;
}
