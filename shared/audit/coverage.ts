import type { Coverage, Finding } from './finding.ts';

/** The counts, in the order in which people read them: what needs them first. */
export const standings = ['fail', 'unknown', 'waived', 'pass', 'notApplicable', 'outOfScope'] as const;

/** The one count in which a finding appears. */
export type Standing = (typeof standings)[number];

export const emptyCoverage: Coverage = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 };

const standingOfOutcome = {
  pass: 'pass',
  fail: 'fail',
  unknown: 'unknown',
  'not-applicable': 'notApplicable',
} as const satisfies Record<Finding['outcome'], Standing>;

/** What decides where a finding is counted. */
type Counted = Pick<Finding, 'outcome' | 'waiver' | 'outOfScope'>;

export function standingOf({ outcome, waiver, outOfScope }: Counted): Standing {
  if (outcome === 'fail' && waiver !== undefined) return 'waived';
  return outcome === 'unknown' && outOfScope !== undefined ? 'outOfScope' : standingOfOutcome[outcome];
}

export function countOf(coverage: Coverage, standing: Standing): number {
  return coverage[standing] ?? 0;
}

export function withOneMore(coverage: Coverage, finding: Counted): Coverage {
  const standing = standingOf(finding);
  return { ...coverage, [standing]: countOf(coverage, standing) + 1 };
}

/** Counts; nothing is weighed and nothing is divided, so that taking one finding out changes one number. */
export function coverageOf(findings: readonly Counted[]): Coverage {
  return findings.reduce(withOneMore, emptyCoverage);
}
