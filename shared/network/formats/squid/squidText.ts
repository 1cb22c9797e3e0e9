/** squid.conf as lines of words. */

/** A directive with the number of the line that it begins on, from 1 on. */
export interface Directive {
  readonly line: number;
  readonly name: string;
  readonly words: readonly string[];
}

/** Lines that end in a backslash go on; what follows a word that begins with # is a comment. */
export function readDirectives(text: string): readonly Directive[] {
  const directives: Directive[] = [];
  let begun: { readonly line: number; text: string } | undefined;
  for (const [index, raw] of linesOf(text).entries()) {
    const goesOn = raw.endsWith('\\');
    const part = goesOn ? raw.slice(0, -1) : raw;
    if (begun === undefined) begun = { line: index + 1, text: part };
    else begun.text += ` ${part}`;
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

function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

/** Words keep their quotes, which tell the name of a file from a value. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  const word = /"[^"]*"|\S+/y;
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
