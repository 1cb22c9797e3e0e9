import type { Position } from '../../kernel/problem.ts';

/**
 * Where the lines of a text begin, whichever of `\n`, `\r\n` and `\r` ends them, to say of an offset in which of them it lies.
 * Lines are counted as far as they are asked about: exports of clouds have millions.
 */
export class LineStarts {
  readonly #text: string;
  readonly #starts: number[] = [0];
  readonly #hasOtherEnds: boolean;
  /** Where the line behind those counted begins; undefined where there is none. */
  #next: number | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#hasOtherEnds = text.includes('\r');
    this.#next = this.#startAfter(0);
  }

  /** How many lines there are: the whole text is looked through for it. */
  countAll(): number {
    this.#countTo(this.#text.length);
    return this.#starts.length;
  }

  /** Where a line begins, counted from 1; undefined beyond the last one. */
  startOf(line: number): number | undefined {
    while (this.#starts.length < line && this.#next !== undefined) this.#countOne(this.#next);
    return this.#starts[line - 1];
  }

  positionOf(offset: number): Position {
    this.#countTo(offset);
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  #countTo(offset: number): void {
    while (this.#next !== undefined && this.#next <= offset) this.#countOne(this.#next);
  }

  #countOne(start: number): void {
    this.#starts.push(start);
    this.#next = this.#startAfter(start);
  }

  #startAfter(from: number): number | undefined {
    return this.#hasOtherEnds ? afterAnyEnd(this.#text, from) : afterLineFeed(this.#text, from);
  }
}

function afterAnyEnd(text: string, from: number): number | undefined {
  const anyEnd = /\r\n?|\n/g;
  anyEnd.lastIndex = from;
  return anyEnd.test(text) ? anyEnd.lastIndex : undefined;
}

/** Hardly any text has lines that end otherwise, and these are found faster. */
function afterLineFeed(text: string, from: number): number | undefined {
  const end = text.indexOf('\n', from);
  return end < 0 ? undefined : end + 1;
}
