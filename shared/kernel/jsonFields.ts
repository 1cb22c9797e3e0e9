/** Fields of JSON objects as the tools of clouds print them: absent, null and empty are the same thing there. */

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function recordsOf(value: unknown): readonly JsonRecord[] {
  return listOf(value).filter(isRecord);
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

/** The first field that says something and is not among the known ones. */
export function findUnknownField(thing: JsonRecord, known: ReadonlySet<string>): string | undefined {
  // Without a list of its fields: exports of clouds have hundreds of thousands of things.
  for (const field in thing) if (!known.has(field) && hasContent(thing[field])) return field;
  return undefined;
}

/** Whether two values are the same JSON; what is nested too deeply to be told counts as different. */
export function isSameJson(one: unknown, other: unknown): boolean {
  try {
    return JSON.stringify(one) === JSON.stringify(other);
  } catch {
    return false;
  }
}

export function hasContent(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value !== 'object') return true;
  for (const field in value) if (Object.hasOwn(value, field)) return true;
  return false;
}

/** The record that a text is; undefined where it is none. */
export function parseRecord(text: string): JsonRecord | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
