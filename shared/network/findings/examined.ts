import type { EgressExamination, EgressFinding } from '../judging/verdict.ts';

/** What one search yields. */
export interface Examined extends Omit<EgressExamination, 'kind' | 'found'> {
  readonly findings: readonly Omit<EgressFinding, 'kind'>[];
  /** Where the list holds only the first of them. */
  readonly found?: number | undefined;
}
