import { emptyCoverage } from '#shared/audit/coverage.ts';
import type { Standing } from '#shared/audit/coverage.ts';
import type { Coverage } from '#shared/audit/finding.ts';
import type { Verdict } from '#shared/network/judging/verdict.ts';
import type { Cell } from './formatTable.ts';
import type { Terminal, Tone } from './terminal.ts';

const tones = {
  allowed: 'good',
  denied: 'bad',
  'partly-allowed': 'bad',
  unknown: 'doubtful',
  'not-applicable': 'quiet',
} as const satisfies Record<Verdict, Tone>;

const standings = {
  allowed: 'pass',
  denied: 'fail',
  'partly-allowed': 'fail',
  unknown: 'unknown',
  'not-applicable': 'notApplicable',
} as const satisfies Record<Verdict, Standing>;

export function verdictCell(verdict: Verdict, terminal: Terminal): Cell {
  return { text: verdict, paint: (text) => terminal.paint(tones[verdict], text) };
}

export function paintVerdict(verdict: Verdict, terminal: Terminal): string {
  return terminal.paint(tones[verdict], verdict);
}

/** Verdicts counted as an audit counts them: partly allowed is not enough. */
export function toCoverage(verdicts: readonly Verdict[]): Coverage {
  const counts = { ...emptyCoverage };
  for (const verdict of verdicts) counts[standings[verdict]] += 1;
  return counts;
}
