import Table from 'cli-table3';
import { toPlainText } from './terminal.ts';

/** A cell, and how it is painted once its width is settled. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

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
  const texts = rows.map((row) => row.map((cell) => toPlainText(typeof cell === 'string' ? cell : cell.text)));
  const columns = heads.map((head, column) => [head, ...texts.map((row) => row[column] ?? '')]);
  const table = new Table({
    head: [...heads],
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colWidths: fitWidths(columns, windowColumns).map((width) => width + gap),
    wordWrap: true,
  });
  for (const [index, row] of rows.entries()) {
    table.push(
      row.map((cell, column) => {
        const text = texts[index]?.[column] ?? '';
        return typeof cell === 'string' ? text : cell.paint(text);
      }),
    );
  }
  return `${table.toString().replaceAll(/ +$/gm, '')}\n`;
}

/** Takes from the widest column that can still be wrapped, until the window holds them all or nothing more can be taken. */
function fitWidths(columns: readonly (readonly string[])[], windowColumns: number | undefined): readonly number[] {
  const fitted = columns.map((texts) => ({
    width: widest(texts.flatMap((text) => text.split('\n'))),
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

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
