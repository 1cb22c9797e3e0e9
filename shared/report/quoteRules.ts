import type { KeptColumn } from '../history/runRecord.ts';
import { excerptOf } from '../network/source/excerptOf.ts';
import { decidingRules } from '../network/judging/decidingRules.ts';
import type { EgressCheck, RuleReference } from '../network/judging/verdict.ts';

/** Lines of a rule file as they stand in it. */
export interface RuleQuote {
  readonly file: string;
  /** The number of the first of `lines`. */
  readonly line: number;
  /** Of the one rule of a very long line that is quoted: others in that line have quotes of their own. */
  readonly column?: number | undefined;
  readonly lines: readonly string[];
}

/** What was kept of a rule file, and where rules of its long lines stand in it. */
export interface KeptRules {
  readonly text: string;
  readonly columns?: readonly KeptColumn[] | undefined;
}

const longestQuote = 32;
const linesOfContext = 3;
const longestLine = 400;

/**
 * The text of every rule that decides something, each once and in the order in which the check names them. `keptOf` gives
 * what was kept of a file when it was judged; a file that is no longer to be had is left out.
 */
export function quoteRules(egress: EgressCheck, keptOf: (file: string) => KeptRules | undefined): readonly RuleQuote[] {
  const quotes: RuleQuote[] = [];
  const linesOf = new Map<string, readonly string[] | undefined>();
  for (const reference of decidingRules(egress)) {
    const { file, line, column } = reference;
    const kept = keptOf(file);
    if (!linesOf.has(file)) linesOf.set(file, kept?.text.split(/\r\n|\r|\n/));
    const lines = linesOf.get(file);
    if (lines === undefined || line > lines.length || quotes.some((quote) => holds(quote, reference))) continue;
    const moved = kept?.columns?.find((place) => place.line === line && place.column === column);
    // Of lines so long that columns count, each is shown around its own rule.
    const [first, last] = column === undefined ? blockAround(lines, line - 1) : [line - 1, line - 1];
    const shown = lines.slice(first, last + 1);
    const atColumn = (index: number): number | undefined =>
      first + index === line - 1 ? (moved?.kept ?? column) : undefined;
    quotes.push({
      file,
      line: first + 1,
      ...(column !== undefined && { column }),
      lines: shown.map((text, index) => excerptOf(text, longestLine, atColumn(index))),
    });
  }
  return quotes;
}

export function holds(quote: RuleQuote, { file, line, column }: RuleReference): boolean {
  const isThere = quote.file === file && quote.line <= line && line < quote.line + quote.lines.length;
  return isThere && quote.column === column;
}

/**
 * The rule that a line belongs to. Formats differ, indentation does not lie: what is indented deeper belongs to the line;
 * where nothing is and it begins no item of its own, it belongs to the nearest line above that is indented less. Rules that are too long are shown around the line.
 */
function blockAround(lines: readonly string[], at: number): readonly [first: number, last: number] {
  const own = indentOf(lines[at]);
  const opensBlock = isDeeper(lines[at + 1], own) || /^\s*(?:-\s|\{)/.test(lines[at] ?? '');
  const first =
    opensBlock || own === 0 ? at : lines.findLastIndex((line, index) => index < at && isShallower(line, own));
  const start = first === -1 ? at : first;
  const level = start === at ? own : indentOf(lines[start]);
  let end = start;
  while (end + 1 < lines.length && isDeeper(lines[end + 1], level)) end += 1;
  if (end > start && /^\s*[\]})]/.test(lines[end + 1] ?? '')) end += 1;
  return end - start < longestQuote
    ? [start, Math.max(end, at)]
    : [Math.max(start, at - linesOfContext), Math.min(end, at + longestQuote - 2 * linesOfContext)];
}

function indentOf(line = ''): number {
  return line.search(/\S|$/);
}

function isDeeper(line: string | undefined, than: number): boolean {
  return line !== undefined && line.trim() !== '' && indentOf(line) > than;
}

function isShallower(line: string, than: number): boolean {
  return line.trim() !== '' && indentOf(line) < than;
}
