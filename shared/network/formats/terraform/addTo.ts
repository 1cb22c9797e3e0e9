/** Adds one more thing to those under a key. */
export function addTo<Key, Thing>(lists: Map<Key, Thing[]>, key: Key, thing: Thing): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [thing]);
  else known.push(thing);
}
