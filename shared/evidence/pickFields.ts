import { isRecord, textsOf } from '../kernel/jsonFields.ts';

/**
 * Which fields of a value are kept: `true` keeps it whole, a record those that it names, a list of one shape every item by
 * it, and `{ '*': shape }` each field of a record whose names are data. A pattern keeps of a list of words the parts that it
 * matches, and no list where it matches none. `there` keeps of a value that says something that it does, as true.
 */
export type FieldShape = true | 'there' | RegExp | { readonly [field: string]: FieldShape } | readonly [FieldShape];

/** The part of a JSON value that a shape names. What is of another kind than the shape expects is left out: it is not known to be harmless. */
export function pickFields(shape: FieldShape, value: unknown): unknown {
  if (shape === true) return value;
  if (shape === 'there') return saysSomething(value) ? true : undefined;
  if (shape instanceof RegExp) {
    const kept = textsOf(value).flatMap((word) => shape.exec(word)?.[0] ?? []);
    return kept.length === 0 ? undefined : kept;
  }
  if (isList(shape)) {
    return Array.isArray(value) ? value.map((item) => pickFields(shape[0], item)) : undefined;
  }
  if (!isRecord(value)) return undefined;
  const every = shape['*'];
  const names = every === undefined ? Object.keys(shape) : Object.keys(value);
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    const inner = every ?? shape[name];
    if (inner === undefined || !Object.hasOwn(value, name)) continue;
    const picked = pickFields(inner, value[name]);
    if (picked !== undefined)
      Object.defineProperty(kept, name, { value: picked, enumerable: true, writable: true, configurable: true });
  }
  return kept;
}

function saysSomething(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function isList(shape: Exclude<FieldShape, true | 'there' | RegExp>): shape is readonly [FieldShape] {
  return Array.isArray(shape);
}
