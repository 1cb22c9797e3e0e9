/** The value of a key, made and kept where there is none yet. */
export function entryOf<Key, Value>(entries: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = entries.get(key);
  if (value === undefined) entries.set(key, (value = make()));
  return value;
}
