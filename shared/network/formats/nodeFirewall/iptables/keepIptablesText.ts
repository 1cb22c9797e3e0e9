/**
 * What of a dump may be kept as evidence: every rule, line for line, without the words that people and logs are given, which
 * may say anything and decide nothing. Of the comments the header of a dump and its warnings tell what it is.
 */
export function keepIptablesText(text: string): string {
  return text
    .replaceAll(/^[ \t]*#(?! (?:Generated|Completed|Warning)\b).*$/gm, '')
    .replaceAll(
      /(--(?:comment|log-prefix|nflog-prefix))(?:[ \t]+|=)(?:"(?:[^"\\\n]|\\.)*"|[^\s"]+)/g,
      '$1 "(withheld)"',
    );
}
