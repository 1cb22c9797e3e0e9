/** An empty list is no key at all. */
export function listOrNothing(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : values;
}

export function textOrNothing(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** Ports as numbers; what is none stays as it was typed, so that the refusal names it. */
export function portsOrNothing(values: readonly string[]): readonly (number | string)[] | undefined {
  return values.length === 0 ? undefined : values.map((value) => (/^\d+$/.test(value) ? Number(value) : value));
}
