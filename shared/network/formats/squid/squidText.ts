/** squid.conf as lines of words. */

/** A directive with the number of the line that it begins on, from 1 on. */
export interface Directive {
  readonly line: number;
  readonly name: string;
  readonly words: readonly string[];
}

/**
 * What follows a word that begins with # is a comment. A line that ends in a backslash goes on in the next, without a space in
 * between, and over lines that are empty or a comment. Source: parseOneConfigFile of squid's cache_cf.cc.
 */
export function readDirectives(text: string): readonly Directive[] {
  const directives: Directive[] = [];
  let begun: { readonly line: number; text: string } | undefined;
  for (const [index, raw] of linesOf(text).entries()) {
    const line = raw.replace(/^[ \t\v\f]+/, '');
    if (line === '' || line.startsWith('#')) continue;
    const goesOn = line.endsWith('\\');
    const part = goesOn ? line.slice(0, -1) : line;
    if (begun === undefined) begun = { line: index + 1, text: part };
    else begun.text += part;
    if (goesOn) continue;
    const [name, ...words] = wordsOf(begun.text);
    if (name !== undefined) directives.push({ line: begun.line, name, words });
    begun = undefined;
  }
  return directives;
}

/** A file of values, one on each line. */
export function readList(text: string): readonly { readonly line: number; readonly value: string }[] {
  return linesOf(text).flatMap((raw, index) => {
    const value = raw.replace(/(?:^|\s)#.*$/, '').trim();
    return value === '' ? [] : [{ line: index + 1, value }];
  });
}

/** Squid has room for so many bytes of a line, of its configuration (BUFSIZ of glibc) and of a list (CONFIG_LINE_LIMIT). */
export const longestLine = { configuration: 8191, list: 2047 } as const;

/** The numbers of lines that squid cuts: to it, what is left of one is the next line, even behind a comment. */
export function findCutLines(text: string, longest: number): readonly number[] {
  return text.split('\n').flatMap((line, index) => (isLonger(line.replace(/\r$/, ''), longest) ? [index + 1] : []));
}

/** In UTF-8, as files have it. */
function isLonger(line: string, bytes: number): boolean {
  if (line.length * 3 <= bytes) return false;
  let size = 0;
  for (const character of line) {
    const code = character.codePointAt(0) ?? 0;
    size += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10_000 ? 3 : 4;
  }
  return size > bytes;
}

/** A carriage return ends what squid reads of a line. */
function linesOf(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.replace(/\r.*$/s, ''));
}

/** Words keep their quotes, which tell the name of a file from a value. Other spaces than these are a part of a word. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  const word = /"[^"]*"|[^ \t]+/y;
  let at = 0;
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t') at += 1;
    if (at >= line.length || line[at] === '#') return words;
    word.lastIndex = at;
    const found = word.exec(line)?.[0];
    if (found === undefined) return words;
    words.push(found);
    at += found.length;
  }
}

const tellingDirectives =
  /^(?:http_access\s+(?:allow|deny)|acl\s+\S+\s+[a-z_:-]+|https?_port\s+\S*\d|ssl_bump\s+\w+|cache_peer\s+\S+\s+\w+\s+\d|include\s+\S+\.conf)\b/;

/** Whether a text is a configuration of squid, or a part of one: no document about it, in which lines begin otherwise. */
export function isSquidText(text: string): boolean {
  const lines = linesOf(text).map((line) => line.trimStart());
  return (
    lines.some((line) => tellingDirectives.test(line)) &&
    readDirectives(text).every(({ name }) => /^[a-z][a-z0-9_]*$/.test(name))
  );
}

/** A domain, an address, a URL or a pattern with a dot in it; a structured text begins otherwise. */
const listed = /^(?![{"<'|>&%@`-])(?=[^#]*[.:])[^\s,"']*[^\s,"':]$/;

/** Whether a text is a list of values as an `acl` refers to it by its file: one word on every line. */
export function isListText(text: string): boolean {
  const values = readList(text);
  return values.length > 0 && values.every(({ value }) => listed.test(value));
}
