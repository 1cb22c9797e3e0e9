import { withheldMark } from '../kernel/withheldMark.ts';
import { withoutByteOrderMark } from '../kernel/withoutByteOrderMark.ts';
import { ruleFormats } from './ruleFormats.ts';
import { textsOfDocuments } from './source/parseSource.ts';
import type { SourceDocuments } from './source/parseSource.ts';

/** The text of a file as it may be shown and kept: without what formats say of its documents that nobody is to see, line for line. */
export function hideSecrets(
  file: string,
  text: string,
  { syntax, documents }: Pick<SourceDocuments, 'syntax' | 'documents'>,
): string {
  const content = withoutByteOrderMark(text);
  const parts = textsOfDocuments(content, syntax);
  let shown = '';
  let end = 0;
  for (const { index, value } of documents) {
    const part = parts.get(index);
    const document = { kind: 'document', file, document: index, value } as const;
    const format = ruleFormats.find((one) => one.hideSecrets !== undefined && one.recognise(document));
    if (part === undefined || format?.hideSecrets === undefined) continue;
    shown += content.slice(end, part.offset) + format.hideSecrets(document, part.text, withheldMark);
    end = part.offset + part.text.length;
  }
  return shown + content.slice(end);
}
