/**
 * Rows as CSV by RFC 4180: CRLF, quotes where needed. A cell that a spreadsheet would take for a formula is led by an
 * apostrophe, which spreadsheets take as "this is text". Some of them take semicolons, tabs or line breaks for the end of a
 * cell, so what follows one is guarded as well. What a terminal would obey is left out.
 */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

function toCell(text: string): string {
  const guarded = text
    .replaceAll(/\r(?!\n)/g, '\n')
    .replaceAll(/(?![\t\r\n])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '')
    .replaceAll(/(?<=^|[;\t\n])[=+\-@]|^[\t\n]/g, "'$&");
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
