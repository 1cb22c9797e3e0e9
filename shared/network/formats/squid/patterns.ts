import { RE2JS } from 're2js';

/** A POSIX extended regular expression that tests in linear time; undefined where it is none that is understood. */
export interface Pattern {
  test(text: string): boolean;
}

/** What means something else to squid’s C library than to RE2: back references, and classes by a backslash and a letter. */
const foreign = /\\[0-9A-Za-z<>`'\]]|\(\?/;

export function compilePattern(source: string, ignoresCase: boolean): Pattern | undefined {
  if (foreign.test(source)) return undefined;
  try {
    const compiled = RE2JS.compile(source, ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    return { test: (text) => compiled.matcher(text).find() };
  } catch {
    return undefined;
  }
}
