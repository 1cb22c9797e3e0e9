import canonicalizeJson from 'canonicalize';

/**
 * The one text of a value: JSON by RFC 8785, with sorted keys and without white space, so that equal content has equal
 * bytes and an equal hash. A property that is undefined is absent, as in JSON. What JSON would quietly turn into something
 * else (undefined in a list, NaN, a Date, a Map, a function) is a mistake of ours and throws.
 */
export function canonicalise(value: unknown): string {
  refuseForeign(value, '');
  const text = canonicalizeJson(value);
  if (text === undefined) throw new Error('There is no JSON for undefined.');
  return text;
}

function refuseForeign(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return;
  } else if (Array.isArray(value)) {
    // By index: forEach would skip the holes of a sparse list, which JSON writes as null.
    for (let index = 0; index < value.length; index += 1) refuseForeign(value[index], `${path}/${index}`);
    return;
  } else if (typeof value === 'object' && isPlain(value)) {
    for (const [key, part] of Object.entries(value)) if (part !== undefined) refuseForeign(part, `${path}/${key}`);
    return;
  }
  throw new Error(`Not a value of JSON at "${path}": ${typeof value} ${String(value)}`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
