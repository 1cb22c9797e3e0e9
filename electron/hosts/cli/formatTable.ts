import { toPlainText } from '#electron/toPlainText.ts';

/** A cell; one of several lines as a list of them; or with how it is painted once its width is settled. */
export type Cell = string | readonly string[] | { readonly text: string; readonly paint: (text: string) => string };

const gap = 2;

/**
 * Rows under their heads, in columns. In a window the widest columns are wrapped until the table fits, but no word is ever
 * cut; in a pipe or a file nothing is wrapped, so that a line stays a row.
 */
export function formatTable(
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  windowColumns: number | undefined,
): string {
  const cells = [heads, ...rows].map((row) => row.map(toPlainCell));
  const widths = fitWidths(
    heads.map((_, column) => cells.flatMap((row) => row[column]?.lines ?? [])),
    windowColumns,
  );
  return cells.map((row) => formatRow(row, widths)).join('');
}

/** A paragraph in lines that a window holds; one line in a pipe or a file. */
export function formatParagraph(text: string, windowColumns: number | undefined): string {
  return wrap(toPlainText(text), windowColumns ?? Number.POSITIVE_INFINITY).join('\n');
}

/** A paragraph whose further lines stand deeper than its first. */
export function formatIndented(text: string, depth: number, columns: number | undefined): string {
  const hang = 2;
  const width = columns === undefined ? undefined : Math.max(columns - depth - hang, 20);
  const [first = '', ...more] = formatParagraph(text, width).split('\n');
  return [`${' '.repeat(depth)}${first}\n`, ...more.map((line) => `${' '.repeat(depth + hang)}${line}\n`)].join('');
}

interface PlainCell {
  readonly lines: readonly string[];
  readonly paint: (text: string) => string;
}

function toPlainCell(cell: Cell): PlainCell {
  if (typeof cell === 'object' && 'text' in cell) return { lines: [toPlainText(cell.text)], paint: cell.paint };
  return { lines: (typeof cell === 'string' ? [cell] : cell).map(toPlainText), paint: (text) => text };
}

function formatRow(row: readonly PlainCell[], widths: readonly number[]): string {
  const columns = row.map(({ lines }, column) => lines.flatMap((line) => wrap(line, widths[column] ?? 0)));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) => {
    const parts = row.map(({ paint }, column) => {
      const text = columns[column]?.[index] ?? '';
      const isLast = columns.slice(column + 1).every((lines) => (lines[index] ?? '') === '');
      const room = isLast ? 0 : (widths[column] ?? 0) + gap - toColumns(text);
      return `${text === '' ? '' : paint(text)}${' '.repeat(room)}`;
    });
    return `${parts.join('')}\n`;
  }).join('');
}

/** Lines of at most this width, but for a word that is wider. */
function wrap(text: string, width: number): readonly string[] {
  if (toColumns(text) <= width) return [text];
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || toColumns(last) + 1 + toColumns(word) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Takes from the widest column that can still be wrapped, until the window holds them all or nothing more can be taken. */
function fitWidths(columns: readonly (readonly string[])[], windowColumns: number | undefined): readonly number[] {
  const fitted = columns.map((texts) => ({
    width: widest(texts),
    least: widest(texts.flatMap((text) => text.split(/\s/))),
  }));
  let excess = fitted.reduce((sum, { width }) => sum + width + gap, 0) - (windowColumns ?? Number.POSITIVE_INFINITY);
  while (excess > 0) {
    const shrinkable = fitted.filter(({ width, least }) => width > least);
    const column = shrinkable.find(({ width }) => width === Math.max(...shrinkable.map((other) => other.width)));
    if (column === undefined) break;
    column.width -= 1;
    excess -= 1;
  }
  return fitted.map(({ width }) => width);
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, toColumns(text)), 0);
}

/** Columns that a text takes in a window: East Asian characters and pictographs take two. */
function toColumns(text: string): number {
  return [...text].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);
}

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u;
