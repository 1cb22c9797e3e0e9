import { countOf, standingOf } from '#shared/audit/coverage.ts';
import type { Standing } from '#shared/audit/coverage.ts';
import type { Coverage, Finding } from '#shared/audit/finding.ts';
import type { Cell } from './formatTable.ts';
import type { Terminal, Tone } from './terminal.ts';

const words = {
  fail: 'fail',
  unknown: 'unknown',
  waived: 'waived',
  pass: 'pass',
  notApplicable: 'not applicable',
  outOfScope: 'out of scope',
} as const satisfies Record<Standing, string>;

const tones = {
  fail: 'bad',
  unknown: 'doubtful',
  waived: 'quiet',
  pass: 'good',
  notApplicable: 'quiet',
  outOfScope: 'quiet',
} as const satisfies Record<Standing, Tone>;

export function standingCell(finding: Finding, terminal: Terminal): Cell {
  const standing = standingOf(finding);
  return { text: words[standing], paint: (text) => terminal.paint(tones[standing], text) };
}

/** All counts in words, in the order in which outcomes are always told; out of scope only where something is. */
export function describeCoverage(coverage: Coverage): string {
  return (Object.keys(words) as Standing[])
    .filter((standing) => standing !== 'outOfScope' || countOf(coverage, standing) > 0)
    .map((standing) => `${countOf(coverage, standing)} ${words[standing]}`)
    .join(', ');
}
