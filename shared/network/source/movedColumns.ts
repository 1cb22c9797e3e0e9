import { skipString } from './jsonText.ts';
import { LineStarts } from './lineStarts.ts';

/** Within so many characters of a line a place is found by the line alone: what is quoted of a line shows them. */
export const farthestSeen = 200;

/**
 * Where what stands behind a value that was withheld stands in the user's file (`written`) and where in what is shown of it
 * (`shown`): columns of one line, counted from 1 and ascending, of the same place under the same index.
 */
export interface MovedColumns {
  readonly written: readonly number[];
  readonly shown: readonly number[];
}

/**
 * By their numbers, the lines in which columns count and are not the same in what is shown. `shown` has the lines of
 * `written`, and in each the same brackets and commas around other values; from where it has not, nothing is told of the line.
 */
export function findMovedColumns(written: string, shown: string): ReadonlyMap<number, MovedColumns> {
  const moved = new Map<number, MovedColumns>();
  if (written === shown) return moved;
  const lines = { written: new LineStarts(written), shown: new LineStarts(shown) };
  const total = lines.written.countAll();
  for (let line = 1; line <= total; line += 1) {
    const start = lines.written.startOf(line) ?? 0;
    const end = lines.written.startOf(line + 1) ?? written.length;
    const shownStart = lines.shown.startOf(line);
    if (end - start <= farthestSeen || shownStart === undefined) continue;
    const inLine = compareLine(written.slice(start, end), shown.slice(shownStart, lines.shown.startOf(line + 1)));
    if (inLine.written.length > 0) moved.set(line, inLine);
  }
  return moved;
}

/** The column of the same place in the other text; `from` and `to` are the two lists of `MovedColumns`, either way round. */
export function moveColumn(column: number, from: readonly number[], to: readonly number[]): number {
  let [low, high] = [0, from.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= column) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? column : column - (from[low - 1] ?? 0) + (to[low - 1] ?? 0);
}

function compareLine(written: string, shown: string): MovedColumns {
  const moved = { written: [] as number[], shown: [] as number[] };
  let [at, shownAt] = [0, 0];
  while (at < written.length && shownAt < shown.length) {
    const [end, shownEnd] = [tokenEnd(written, at), tokenEnd(shown, shownAt)];
    if (parts.test(written.charAt(at)) && written.charAt(at) !== shown.charAt(shownAt)) break;
    if (end - at !== shownEnd - shownAt) {
      moved.written.push(end + 1);
      moved.shown.push(shownEnd + 1);
    }
    [at, shownAt] = [end, shownEnd];
  }
  return moved;
}

/** What parts values from each other in JSON, and in collections of YAML that are written as it. */
const parts = /[\s,:[\]{}]/;

/** Behind a quoted or a plain value, or behind one character of what parts them. */
function tokenEnd(text: string, start: number): number {
  if (text.charAt(start) === '"') return skipString(text, start);
  let end = start + 1;
  if (!parts.test(text.charAt(start))) while (end < text.length && !parts.test(text.charAt(end))) end += 1;
  return end;
}
