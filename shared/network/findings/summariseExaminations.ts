import type { EgressCheck, EgressFindingKind, LeftOutWorkloads } from '../judging/verdict.ts';

/** What is said once above or below a list of findings. */
export interface ExaminationSummary {
  /** All that was found; of many that are alike the list holds the first. */
  readonly found: number;
  readonly notExaminedWhole: readonly EgressFindingKind[];
  readonly leftOut?: LeftOutWorkloads | undefined;
}

export function summariseExaminations({
  findings = [],
  examinations = [],
}: Pick<EgressCheck, 'findings' | 'examinations'>): ExaminationSummary {
  return {
    found: Math.max(
      examinations.reduce((sum, { found }) => sum + found, 0),
      findings.length,
    ),
    notExaminedWhole: examinations.filter(({ unknownBecause }) => unknownBecause.length > 0).map(({ kind }) => kind),
    leftOut: examinations.find(({ leftOut }) => leftOut !== undefined)?.leftOut,
  };
}
