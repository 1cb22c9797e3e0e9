/** A text of the user's as a part of one line: nothing in it ends a comment, or is obeyed by a terminal. */
export function toOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ').trim();
}
