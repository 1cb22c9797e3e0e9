/** The first line of a text that is neither blank nor a comment by `#`, with what it goes on in behind a `\`, and its number. */
export function firstStatement(text: string): { readonly statement: string; readonly line: number } {
  let statement = '';
  let first = 1;
  let line = 1;
  for (let start = 0; start < text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const part = text.slice(start, end < 0 ? text.length : end).trim();
    if (statement !== '' || (part !== '' && !part.startsWith('#'))) {
      if (statement === '') first = line;
      statement += part.replace(/\\$/, ' ');
      if (!part.endsWith('\\')) break;
    }
    if (end < 0) break;
    start = end + 1;
  }
  return { statement: statement.trim(), line: first };
}
