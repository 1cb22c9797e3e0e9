/** Documents in a text of JSON, and places in one that is known to be valid: found by scanning, without a tree of the whole. */

import type { JsonRecord } from '../../kernel/jsonFields.ts';
import type { DocumentText } from './documentText.ts';

/** A member of an object or an item of a list. */
export interface JsonChild {
  readonly key: string | number;
  /** Of the key, or of the item. */
  readonly offset: number;
  readonly valueOffset: number;
}

const quote = 0x22;
const backslash = 0x5c;
const isOpening = (code: number): boolean => code === 0x7b || code === 0x5b;
const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d;
const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const comma = 0x2c;
const colon = 0x3a;

/** The offset after the string that begins at `start`. */
export function skipString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === backslash) backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
  return text.length;
}

export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/**
 * The documents of a text of JSON: one, or several one after the other, as `jq -c` and `kubectl get -o json` in a loop print
 * them. Each ends with its last bracket. Where one has no end, it and all after it are taken to end before the next line that
 * begins with a bracket: exports indent what stands deeper, or print a document a line.
 */
export function* splitJson(text: string): Generator<DocumentText, void, void> {
  let areWhole = true;
  for (let at = skipBlanks(text, 0); at < text.length;) {
    const whole: number | undefined = areWhole ? endOfDocument(text, at) : undefined;
    areWhole = whole !== undefined;
    const end = whole ?? startOfNext(text, at);
    yield { text: text.slice(at, end), offset: at };
    at = skipBlanks(text, end);
  }
}

/** The offset after the bracket that closes the one at `start`; undefined where none does. No string goes on over a line's end. */
function endOfDocument(text: string, start: number): number | undefined {
  let depth = 0;
  let lineEnd = start;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = skipString(text, at);
      if (lineEnd < at) lineEnd = text.indexOf('\n', at);
      if (lineEnd < 0) lineEnd = text.length;
      if (lineEnd < end) return undefined;
      at = end - 1;
    } else if (isOpening(code)) depth++;
    else if (isClosing(code)) depth--;
    if (depth <= 0) return isClosing(code) ? at + 1 : undefined;
  }
  return undefined;
}

function startOfNext(text: string, start: number): number {
  const opening = /[\r\n](?=[[{])/g;
  opening.lastIndex = start;
  return opening.test(text) ? opening.lastIndex : text.length;
}

/** What stands directly in the object or list that begins at `start`; nothing where something else does. */
export function* childrenAt(text: string, start: number): Generator<JsonChild, void, void> {
  const isList = text.charAt(start) === '[';
  if (!isList && text.charAt(start) !== '{') return;
  let at = skipBlanks(text, start + 1);
  for (let index = 0; at < text.length && !isClosing(text.charCodeAt(at)); index += 1) {
    const offset = at;
    if (isList) {
      yield { key: index, offset, valueOffset: offset };
    } else {
      at = skipString(text, at);
      const key = JSON.parse(text.slice(offset, at)) as string;
      at = skipBlanks(text, skipBlanks(text, at) + 1);
      yield { key, offset, valueOffset: at };
    }
    at = skipBlanks(text, skipValue(text, at));
    if (text.charCodeAt(at) === comma) at = skipBlanks(text, at + 1);
  }
}

/** The offset of the comma or bracket that ends the value at `start`. */
function skipValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = skipString(text, at) - 1;
    else if (isOpening(code)) depth++;
    else if (isClosing(code) && --depth < 0) return at;
    else if (code === comma && depth === 0) return at;
  }
  return text.length;
}

/** How deep lists and objects stand in each other, and how many keys the text has, by their colons. */
export function measureJson(text: string): { readonly nesting: number; readonly keys: number } {
  let depth = 0;
  let nesting = 0;
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = skipString(text, at) - 1;
    else if (code === colon) keys++;
    else if (isOpening(code)) nesting = Math.max(nesting, ++depth);
    else if (isClosing(code)) depth--;
  }
  return { nesting, keys };
}

/** Deeper than any export goes, and shallow enough for everything that walks through the values afterwards. */
export const deepestNesting = 500;

/** The first key that stands twice in one object. */
export function findRepeatedKey(text: string): { readonly key: string; readonly offset: number } | undefined {
  const open = [skipBlanks(text, 0)];
  for (let start = open.pop(); start !== undefined; start = open.pop()) {
    const keys = new Set<string | number>();
    for (const { key, offset, valueOffset } of childrenAt(text, start)) {
      if (keys.has(key)) return { key: String(key), offset };
      keys.add(key);
      open.push(valueOffset);
    }
  }
  return undefined;
}

/**
 * Colons with a quote before them: as many as there are keys, or more, where such a colon stands within a text. It takes a
 * fraction of the time that it takes to tell texts from what is around them.
 */
export function countColonsBehindQuotes(text: string): number {
  let colons = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (isBlank(text.charCodeAt(before))) before--;
    if (text.charCodeAt(before) === quote) colons++;
  }
  return colons;
}

/** How many keys a parsed value has, and how deep its lists and objects stand in each other, as far as the deepest that is read. */
export function measureValue(value: unknown): { readonly nesting: number; readonly keys: number } {
  let [nesting, keys] = [0, 0];
  // Without lists of keys, since an export has millions.
  const measure = (one: object, depth: number): void => {
    nesting = Math.max(nesting, depth);
    if (depth > deepestNesting) return;
    if (Array.isArray(one)) {
      for (const item of one as readonly unknown[]) if (isContainer(item)) measure(item, depth + 1);
    } else {
      for (const key in one) {
        keys++;
        const member = (one as JsonRecord)[key];
        if (isContainer(member)) measure(member, depth + 1);
      }
    }
  };
  if (isContainer(value)) measure(value, 1);
  return { nesting, keys };
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
