import { LineStarts } from './lineStarts.ts';
import { moveColumn } from './movedColumns.ts';
import type { MovedColumns } from './movedColumns.ts';
import type { Position } from '../../kernel/problem.ts';
import { wordsPattern } from '../../kernel/wordsPattern.ts';

/** Found in a few milliseconds. */
const placesOfStep = 20_000;

interface FoundPlaces {
  readonly places: readonly Position[];
  readonly total: number;
}

/**
 * A text by its lines, which are cut out when they are asked for: of an export with millions few are ever shown. Its places are
 * those of the user's file, from which it is made by withholding values: `moved` says where they stand instead.
 */
export class SourceText {
  readonly #text: string;
  readonly #starts: LineStarts;
  readonly #moved: ReadonlyMap<number, MovedColumns>;
  readonly totalLines: number;

  constructor(text: string, moved: ReadonlyMap<number, MovedColumns> = new Map()) {
    this.#text = text;
    this.#moved = moved;
    this.#starts = new LineStarts(text);
    this.totalLines = this.#starts.countAll();
  }

  /** Without what ends them; both counted from 1, both among them. */
  linesBetween(first: number, last: number): readonly string[] {
    const lines: string[] = [];
    for (let line = Math.max(first, 1); line <= Math.min(last, this.totalLines); line += 1) {
      const [start, end] = [this.#starts.startOf(line), this.#starts.startOf(line + 1)];
      lines.push(this.#text.slice(start, end).replace(/(?:\r\n|\r|\n)$/, ''));
    }
    return lines;
  }

  /** Where in a line as it is shown stands what stands at this column of the user's file. */
  columnShown(line: number, column: number): number {
    const moved = this.#moved.get(line);
    return moved === undefined ? column : moveColumn(column, moved.written, moved.shown);
  }

  /**
   * Where these words stand, whatever their case: the first so many places, and how many there are. Of many it stops in between
   * with their number so far, so that whoever asks may give way to others, or up.
   */
  *find(words: string, most: number): Generator<number, FoundPlaces, void> {
    const places: Position[] = [];
    let total = 0;
    for (const { index } of this.#text.matchAll(wordsPattern(words))) {
      total += 1;
      if (places.length < most) places.push(this.#writtenPosition(index));
      if (total % placesOfStep === 0) yield total;
    }
    return { places, total };
  }

  #writtenPosition(offset: number): Position {
    const { line, column } = this.#starts.positionOf(offset);
    const moved = this.#moved.get(line);
    return { line, column: moved === undefined ? column : moveColumn(column, moved.shown, moved.written) };
  }
}
