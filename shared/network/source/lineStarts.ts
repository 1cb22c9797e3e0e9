import type { Position } from '../../kernel/problem.ts';

/** From one mark to the next are so many lines at most, and those after the first begin within so many characters. */
const mostLinesOfMark = 64;
const mostCharactersOfMark = 4096;

/**
 * Where the lines of a text begin, whichever of `\n`, `\r\n` and `\r` ends them, to say of an offset in which of them it lies.
 * Lines are counted as far as they are asked about: exports of clouds have millions. For the same reason only some are marked,
 * and those in between are looked for again: a list of all would take as much memory as the text.
 */
export class LineStarts {
  readonly #text: string;
  readonly #hasOtherEnds: boolean;
  /** Of the marked lines, the first among them: how many lines stand before, and where it begins. */
  readonly #linesBefore: number[] = [0];
  readonly #starts: number[] = [0];
  /** The last of them. */
  #lastMark = { lines: 0, start: 0 };
  /** How many lines are counted, and where the line behind them begins; undefined where there is none. */
  #counted = 1;
  #next: number | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#hasOtherEnds = text.includes('\r');
    this.#next = this.#startAfter(0);
  }

  /** How many lines there are: the whole text is looked through for it. */
  countAll(): number {
    this.#countTo(this.#text.length);
    return this.#counted;
  }

  /** Where a line begins, counted from 1; undefined beyond the last one. */
  startOf(line: number): number | undefined {
    while (this.#counted < line && this.#next !== undefined) this.#countOne(this.#next);
    if (line < 1 || line > this.#counted) return undefined;
    const mark = lastUpTo(this.#linesBefore, line - 1);
    let start = this.#starts[mark];
    for (let before = this.#linesBefore[mark] ?? 0; before < line - 1 && start !== undefined; before += 1) {
      start = this.#startAfter(start);
    }
    return start;
  }

  positionOf(offset: number): Position {
    this.#countTo(offset);
    const mark = lastUpTo(this.#starts, offset);
    const behind = this.#linesBefore[mark + 1] ?? this.#counted;
    let line = (this.#linesBefore[mark] ?? 0) + 1;
    let start = this.#starts[mark] ?? 0;
    while (line < behind) {
      const next = this.#startAfter(start);
      if (next === undefined || next > offset) break;
      start = next;
      line += 1;
    }
    return { line, column: offset - start + 1 };
  }

  #countTo(offset: number): void {
    while (this.#next !== undefined && this.#next <= offset) this.#countOne(this.#next);
  }

  #countOne(start: number): void {
    const { lines, start: marked } = this.#lastMark;
    if (this.#counted - lines === mostLinesOfMark || start - marked > mostCharactersOfMark) {
      this.#linesBefore.push(this.#counted);
      this.#starts.push(start);
      this.#lastMark = { lines: this.#counted, start };
    }
    this.#counted += 1;
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

/** Where the last of these ascending numbers stands that is not above `most`, as the first is not. */
function lastUpTo(ascending: readonly number[], most: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}
