/**
 * As much of a line as can be shown: whole, or the piece around a column, with `…` for what is left out. Tools print whole
 * files in one line.
 */
export function excerptOf(line: string, most: number, column = 1): string {
  if (line.length <= most) return line;
  const before = Math.min(charactersBefore, Math.floor(most / 2));
  const start = Math.max(0, Math.min(column - 1 - before, line.length - most));
  const end = start + most;
  return `${start > 0 ? '… ' : ''}${line.slice(start, end)}${end < line.length ? ' …' : ''}`;
}

/** What comes behind a place says more of it than what stands before. */
const charactersBefore = 20;
