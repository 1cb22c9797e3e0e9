import { stripVTControlCharacters } from 'node:util';

/**
 * One line without what would let a name in a file move the cursor, set colours, hide text or begin a line of its own: such
 * names come from others. A line break is shown as ↵, so that nobody's name reads as a row of ours.
 */
export function toPlainText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\r\n|[\n\u0085\u2028\u2029]/g, '↵')
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD');
}

/** The trace of an error, whose line breaks are the runtime's own. */
export function toPlainTrace(error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return trace.split('\n').map(toPlainText).join('\n');
}
