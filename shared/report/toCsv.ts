/**
 * Rows as CSV by RFC 4180: CRLF, quotes where needed. A cell that a spreadsheet would take for a formula is led by an
 * apostrophe, which spreadsheets take as "this is text".
 */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

function toCell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
