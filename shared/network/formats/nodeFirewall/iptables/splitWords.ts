/** The words of a line as iptables-restore takes them: a quoted text is one word. Undefined where a quote does not end. */
export function splitWords(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return splitPlain(line);
  if (!line.includes('\\')) {
    // Every other part stands between quotes.
    const parts = line.split('"');
    if (parts.length % 2 === 0) return undefined;
    return parts.flatMap((part, index) => (index % 2 === 1 ? [part] : splitPlain(part.trim())));
  }
  const words: string[] = [];
  const shape = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/gy;
  let end = 0;
  for (let found = shape.exec(line); found !== null; found = shape.exec(line)) {
    const [, quoted, plain = ''] = found;
    words.push(quoted === undefined ? plain : quoted.replaceAll(/\\(.)/g, '$1'));
    end = shape.lastIndex;
  }
  return line.slice(end).trim() === '' ? words : undefined;
}

function splitPlain(text: string): readonly string[] {
  if (text === '') return [];
  return text.split(oddSpace.test(text) ? /\s+/ : ' ');
}

/** Anything but single blanks, which is all that iptables-save prints. */
const oddSpace = /[^\S ]| {2}/;
