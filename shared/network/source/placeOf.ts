import type { RuleReference } from '../judging/verdict.ts';

/** `rules/nsg.json:41`, or `plan.json:1:90210` where the line alone does not tell the place. */
export function placeOf({ file, line, column }: Pick<RuleReference, 'file' | 'line' | 'column'>): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
