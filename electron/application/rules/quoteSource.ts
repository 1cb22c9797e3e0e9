import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { QuotedSource } from '#shared/contract/views.ts';
import { count } from '#shared/kernel/count.ts';
import { succeed } from '#shared/kernel/result.ts';
import { excerptOf } from '#shared/network/source/excerptOf.ts';
import { openSource } from './openSource.ts';
import type { SourceAbilities, SourceInput } from './openSource.ts';

export interface QuoteSourceInput extends SourceInput {
  readonly line: number;
  /** Where in it, of a line that may be too long to be shown whole. */
  readonly column?: number | undefined;
  /** How many lines before and after. */
  readonly around: number;
}

/** Longer lines are shown in part: a page that is to draw millions of characters in one stands still, and draws none. */
const longestLine = 2000;

/** Lines around a place in the plan or in a rule file. */
export async function quoteSource(
  abilities: SourceAbilities,
  input: QuoteSourceInput,
  signal?: AbortSignal,
): Promise<Outcome<QuotedSource>> {
  const { file, line, column, around } = input;
  const source = await openSource(abilities, input, signal);
  if (!source.ok) return source;
  const { totalLines } = source.value;
  if (line > totalLines)
    return failure('bad-input', `${file} has ${count(totalLines, 'line')}, so none with number ${line}.`);
  const shownColumn = column && source.value.columnShown(line, column);
  const firstLine = Math.max(line - around, 1);
  const lines = source.value
    .linesBetween(firstLine, line + around)
    .map((text, index) => excerptOf(text, longestLine, firstLine + index === line ? shownColumn : undefined));
  return succeed({ file, firstLine, lines, totalLines });
}
