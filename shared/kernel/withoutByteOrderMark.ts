/** A text without the mark that some editors of Windows write before it, which no parser takes for a blank. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
