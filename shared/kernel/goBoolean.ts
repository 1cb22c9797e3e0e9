const words = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((word) => [word, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((word) => [word, false] as const),
]);

/** A switch as Go programs read it (`strconv.ParseBool`); undefined for anything else. */
export function parseGoBoolean(text: string): boolean | undefined {
  return words.get(text);
}
