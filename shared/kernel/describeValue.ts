const longest = 80;

/**
 * A value of a file in a sentence. Never `String(value)`: a map of a hostile file can have a `toString` of its own, and a
 * text can be a megabyte long.
 */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = String(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
