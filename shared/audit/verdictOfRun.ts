import type { Coverage } from './finding.ts';

/**
 * What a run comes to. `met`: every required item passes, is waived or is not applicable. `failing`: something required
 * fails. `open`: nothing fails, but something is unknown, or nothing was audited at all.
 */
export type RunVerdict = 'met' | 'failing' | 'open';

export function verdictOfRun({ coverage }: { readonly coverage: Coverage }): RunVerdict {
  if (coverage.fail > 0) return 'failing';
  const settled = coverage.pass + coverage.waived + coverage.notApplicable;
  return coverage.unknown > 0 || settled === 0 ? 'open' : 'met';
}
