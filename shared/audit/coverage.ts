import type { Coverage, Finding } from './finding.ts';

/** The counts, in the order in which people read them: what needs them first. */
export const standings = ['fail', 'unknown', 'waived', 'pass', 'notApplicable'] as const;

/** The one count in which a finding appears. */
export type Standing = (typeof standings)[number];

export const emptyCoverage: Coverage = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 };

const standingOfOutcome = {
  pass: 'pass',
  fail: 'fail',
  unknown: 'unknown',
  'not-applicable': 'notApplicable',
} as const satisfies Record<Finding['outcome'], Standing>;

export function standingOf({ outcome, waiver }: Pick<Finding, 'outcome' | 'waiver'>): Standing {
  return outcome === 'fail' && waiver !== undefined ? 'waived' : standingOfOutcome[outcome];
}

/** Counts; nothing is weighed and nothing is divided, so that taking one finding out changes one number. */
export function coverageOf(findings: Iterable<Pick<Finding, 'outcome' | 'waiver'>>): Coverage {
  const counts = { ...emptyCoverage };
  for (const finding of findings) counts[standingOf(finding)] += 1;
  return counts;
}
