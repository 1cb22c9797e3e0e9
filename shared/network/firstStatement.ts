/** The first line of a text that is neither blank nor a comment by `#`, and its number. */
export function firstStatement(text: string): { readonly statement: string; readonly line: number } {
  let line = 1;
  for (let start = 0; start < text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const statement = text.slice(start, end < 0 ? text.length : end).trim();
    if (statement !== '' && !statement.startsWith('#')) return { statement, line };
    if (end < 0) break;
    start = end + 1;
  }
  return { statement: '', line: 1 };
}
