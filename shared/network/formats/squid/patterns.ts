import { RE2JS } from 're2js';
import type { AclValue } from './squidConfig.ts';

/** A POSIX extended regular expression that tests in linear time; undefined where it is none that is understood. */
export interface Pattern {
  test(text: string): boolean;
}

/** What means something else to squid’s C library than to RE2: back references, and classes by a backslash and a letter. */
const foreign = /\\[0-9A-Za-z<>`'\]]|\(\?/;

const compiledValues = new WeakMap<AclValue, { readonly pattern: Pattern | undefined }>();

/** What a value of an acl is as a pattern; compiled once, which takes as long as to read a hundred names. */
export function patternOf(value: AclValue): Pattern | undefined {
  let known = compiledValues.get(value);
  if (known === undefined) compiledValues.set(value, (known = { pattern: compile(value) }));
  return known.pattern;
}

function compile({ text: source, ignoresCase }: AclValue): Pattern | undefined {
  if (foreign.test(source)) return undefined;
  try {
    const compiled = RE2JS.compile(source, ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    return { test: (text) => compiled.matcher(text).find() };
  } catch {
    return undefined;
  }
}
