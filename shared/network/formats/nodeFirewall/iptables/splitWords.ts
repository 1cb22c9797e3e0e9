/** The words of a line as iptables-restore takes them: a quoted text is one word. Undefined where a quote does not end. */
export function splitWords(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(oddSpace.test(line) ? /\s+/ : ' ');
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

/** Anything but single blanks, which is all that iptables-save prints. */
const oddSpace = /[^\S ]| {2}/;
