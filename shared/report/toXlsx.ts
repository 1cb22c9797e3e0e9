import { writeXlsx } from 'hucre/xlsx';

export interface WorkbookSheet {
  readonly name: string;
  /** The first row is the head. */
  readonly rows: readonly (readonly string[])[];
}

/** Characters; what is longer is wrapped. */
const widestColumn = 60;

/** Tables as a workbook without formulas or macros: every cell is text, the head stays in view and on each printed page. */
export function toXlsx(title: string, sheets: readonly WorkbookSheet[]): Promise<Uint8Array> {
  return writeXlsx({
    properties: { title },
    sheets: sheets.map(({ name, rows }) => ({
      name,
      rows: rows.map((row) => row.map(withoutControls)),
      columns: (rows[0] ?? []).map((_, column) => ({
        width: Math.min(Math.max(...rows.map((row) => longestLine(row[column] ?? ''))) + 2, widestColumn),
        style: { alignment: { vertical: 'top', wrapText: true } },
      })),
      cells: new Map((rows[0] ?? []).map((_, column) => [`0,${column}`, { style: { font: { bold: true } } }])),
      freezePane: { rows: 1, columns: 1 },
      pageSetup: {
        paperSize: 'a4',
        orientation: 'landscape',
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        printTitlesRow: '$1:$1',
      },
    })),
  });
}

function longestLine(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

/** XML has no place for them, and a spreadsheet refuses the whole file for one. */
function withoutControls(text: string): string {
  return text.replaceAll(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, '').toWellFormed();
}
