/** Finds these words in a text, as they were typed but for their case. */
export function wordsPattern(words: string): RegExp {
  return new RegExp(words.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi');
}
