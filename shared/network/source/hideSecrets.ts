import { withheldMark } from '../../kernel/withheldMark.ts';
import { withoutByteOrderMark } from '../../kernel/withoutByteOrderMark.ts';
import { hideAll } from '../formats/terraform/hideValues.ts';
import type { DocumentInput } from '../reading/ruleFormat.ts';
import { ruleFormats } from '../reading/ruleFormats.ts';
import { textsOfDocuments } from './parseSource.ts';
import type { SourceDocuments } from './parseSource.ts';

/** What is made of what is shown of a document, whose text is `part`; of one that was not parsed there is none. */
export type FinishDocument = (shown: string, part: string, document: DocumentInput | undefined) => string;

/**
 * The text of a file as it may be shown and kept: without what formats say of its documents that nobody is to see, line for
 * line. Beside a document of such a format, or one that looks like it, nothing is shown of those that can't be parsed: they may
 * be of the same kind.
 */
export function hideSecrets(
  file: string,
  text: string,
  { syntax, documents }: Pick<SourceDocuments, 'syntax' | 'documents'>,
  finish: FinishDocument = (shown) => shown,
): string {
  const content = withoutByteOrderMark(text);
  const inputs = new Map(
    documents.map(({ index, value }) => [index, { kind: 'document', file, document: index, value } as const]),
  );
  const hiding = ruleFormats.filter((format) => format.hideSecrets !== undefined);
  const parts = textsOfDocuments(content, syntax);
  const hidesAny = hiding.some(
    (format) =>
      [...inputs.values()].some((input) => format.recognise(input)) ||
      [...parts].some(([index, part]) => !inputs.has(index) && format.resembles?.(part.text)),
  );
  let shown = '';
  let end = 0;
  for (const [index, part] of parts) {
    const input = inputs.get(index);
    let own = part.text;
    if (input !== undefined) {
      const format = hiding.find((one) => one.recognise(input));
      own = format?.hideSecrets?.(input, part.text, withheldMark) ?? part.text;
    } else if (hidesAny && !/^(?:---)?\s*$/.test(part.text)) {
      own = hideAll(part.text, withheldMark);
    }
    shown += content.slice(end, part.offset) + finish(own, part.text, input);
    end = part.offset + part.text.length;
  }
  return shown + content.slice(end);
}
