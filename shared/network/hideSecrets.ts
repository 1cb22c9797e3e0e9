import { withheldMark } from '../kernel/withheldMark.ts';
import { ruleFormats } from './ruleFormats.ts';
import type { SourceDocuments } from './source/parseSource.ts';

/** The text of a file as it may be shown and kept: without what its format says that nobody is to see, line for line. */
export function hideSecrets(file: string, text: string, { documents }: Pick<SourceDocuments, 'documents'>): string {
  const [only, ...others] = documents;
  if (only === undefined || others.length > 0) return text;
  const document = { kind: 'document', file, document: only.index, value: only.value } as const;
  const format = ruleFormats.find((one) => one.hideSecrets !== undefined && one.recognise(document));
  return format?.hideSecrets?.(document, text, withheldMark) ?? text;
}
