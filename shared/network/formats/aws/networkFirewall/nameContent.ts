/**
 * `content` conditions on the name that a client asks for, in the SNI of TLS or the Host of HTTP, decided on the name of
 * the destination. Source: Suricata user guide, "Payload keywords", "SSL/TLS keywords", "HTTP keywords".
 */
import type { Answer, KnownName } from '../../../machine/knownName.ts';

export interface ContentCondition {
  readonly content: string;
  readonly isNegated: boolean;
  readonly ignoresCase: boolean;
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** A dot stands before the name, so that `.x.com` fits x.com as well. */
  readonly afterDot: boolean;
  /** It has modifiers whose effect is not judged: it may fail where its text is found. */
  readonly isLimited: boolean;
}

export function testContent(condition: ContentCondition, name: KnownName | undefined): Answer {
  if (name === undefined) return 'perhaps';
  const found = find(condition, name);
  const answer = found === 'yes' && condition.isLimited ? 'perhaps' : found;
  if (!condition.isNegated || answer === 'perhaps') return answer;
  return answer === 'yes' ? 'no' : 'yes';
}

function find({ content, ignoresCase, atStart, atEnd, afterDot }: ContentCondition, name: KnownName): Answer {
  const wanted = ignoresCase ? content.toLowerCase() : content;
  const prefix = afterDot ? '.' : '';
  if (!name.isPattern) {
    const text = prefix + name.text;
    if (atStart && atEnd) return answerOf(text === wanted);
    if (atStart) return answerOf(text.startsWith(wanted));
    if (atEnd) return answerOf(text.endsWith(wanted));
    return answerOf(text.includes(wanted));
  }
  // Of a pattern only the end is known, and that something stands before it.
  const end = name.text;
  if (atEnd && !fitsTogether(end, wanted)) return 'no';
  if (atStart) return 'perhaps';
  return (atEnd ? end.endsWith(wanted) : end.includes(wanted)) ? 'yes' : 'perhaps';
}

/** Whether a text can end in both. */
function fitsTogether(one: string, other: string): boolean {
  return one.endsWith(other) || other.endsWith(one);
}

function answerOf(is: boolean): Answer {
  return is ? 'yes' : 'no';
}

/** The text of a quoted content: `|2e|` are bytes in hexadecimal, a backslash takes the meaning from the next character. */
export function readContent(value: string): { readonly content: string; readonly isNegated: boolean } | undefined {
  const parts = /^(!?)\s*"(.*)"$/s.exec(value);
  if (parts === null) return undefined;
  const quoted = parts[2] ?? '';
  let content = '';
  for (let index = 0; index < quoted.length; index++) {
    const character = quoted[index] ?? '';
    if (character === '\\') {
      index += 1;
      content += quoted[index] ?? '';
    } else if (character === '|') {
      const end = quoted.indexOf('|', index + 1);
      if (end < 0) return undefined;
      const bytes = quoted
        .slice(index + 1, end)
        .split(' ')
        .join('');
      if (bytes.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(bytes)) return undefined;
      for (let at = 0; at < bytes.length; at += 2)
        content += String.fromCharCode(Number.parseInt(bytes.slice(at, at + 2), 16));
      index = end;
    } else {
      content += character;
    }
  }
  return content === '' ? undefined : { content, isNegated: parts[1] === '!' };
}
