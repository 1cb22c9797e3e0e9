import type { Evidence } from './finding.ts';

const mostShown = 20;

/** The first of many, and how many more there are: nobody reads thousands. `of` counts what is behind those given, where it is more. */
export function firstEvidence(
  evidence: readonly Evidence[],
  more: { readonly source: string; readonly of?: number },
): readonly Evidence[] {
  const shown = evidence.slice(0, mostShown);
  const left = (more.of ?? evidence.length) - shown.length;
  return left > 0 ? [...shown, { text: `And ${left} more.`, source: more.source }] : shown;
}
