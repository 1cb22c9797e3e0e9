import { standingOf, standings } from '#shared/audit/coverage.ts';
import type { Standing } from '#shared/audit/coverage.ts';
import type { Coverage, Finding, HowKnown, Severity } from '#shared/audit/finding.ts';
import type { Verdict } from '#shared/network/judging/verdict.ts';
import {
  howKnownWords as howKnownTitles,
  severityWords as severityTitles,
  standingWords as standingTitles,
  verdictWords as verdictTitles,
} from '#shared/report/words.ts';
import type { NodeTone } from '../../ui/StripNode.tsx';
import type { Part } from '../../ui/PartitionBar.tsx';
import type { Tone } from '../../ui/tone.ts';

interface Words {
  readonly tone: Tone;
  readonly word: string;
}

export { standingOf, standings };
export type { Standing };

export const standingWords = {
  fail: { tone: 'fail', word: standingTitles.fail },
  unknown: { tone: 'unknown', word: standingTitles.unknown },
  waived: { tone: 'waived', word: standingTitles.waived },
  pass: { tone: 'pass', word: standingTitles.pass },
  notApplicable: { tone: 'na', word: standingTitles.notApplicable },
  outOfScope: { tone: 'na', word: standingTitles.outOfScope },
} as const satisfies Record<Standing, Words>;

export function wordsOfFinding(finding: Pick<Finding, 'outcome' | 'waiver' | 'outOfScope'>): Words {
  return standingWords[standingOf(finding)];
}

/** In the order in which verdicts stand everywhere. */
export const verdictOrder: readonly Verdict[] = ['denied', 'partly-allowed', 'unknown', 'allowed', 'not-applicable'];

export const verdictWords = {
  denied: { tone: 'fail', word: verdictTitles.denied, short: 'Denied' },
  'partly-allowed': { tone: 'partly', word: verdictTitles['partly-allowed'], short: 'Partly' },
  unknown: { tone: 'unknown', word: verdictTitles.unknown, short: 'Unknown' },
  allowed: { tone: 'pass', word: verdictTitles.allowed, short: 'Allowed' },
  'not-applicable': { tone: 'na', word: verdictTitles['not-applicable'], short: 'N/A' },
} as const satisfies Record<Verdict, { tone: NodeTone; word: string; short: string }>;

export const howKnownWords = {
  observed: { tone: 'observed', word: howKnownTitles.observed },
  attested: { tone: 'attested', word: howKnownTitles.attested },
  imported: { tone: 'imported', word: howKnownTitles.imported },
} as const satisfies Record<HowKnown, Words>;

export const severityWords = {
  high: { level: 3, word: severityTitles.high },
  medium: { level: 2, word: severityTitles.medium },
  low: { level: 1, word: severityTitles.low },
} as const satisfies Record<Severity, { level: 1 | 2 | 3; word: string }>;

/** What applies and was asked for: everything but what is not applicable or out of scope. */
export function applicable({ pass, fail, unknown, waived }: Coverage): number {
  return pass + fail + unknown + waived;
}

/** Applicable checks with a result: all but the unknown ones. */
export function decided({ pass, fail, waived }: Coverage): number {
  return pass + fail + waived;
}

/** `22 pass, 5 fail, 1 waived, 4 unknown, 2 not applicable`: all of them, also those that are none. */
export function describeCoverage(coverage: Coverage): string {
  return coverageParts(coverage)
    .map(({ words, count }) => `${count} ${words}`)
    .join(', ');
}

export function coverageParts({ outOfScope = 0, ...coverage }: Coverage): readonly Part[] {
  return [
    { tone: 'pass', count: coverage.pass, words: 'pass' },
    { tone: 'fail', count: coverage.fail, words: 'fail' },
    { tone: 'waived', count: coverage.waived, words: 'waived' },
    { tone: 'unknown', count: coverage.unknown, words: 'unknown' },
    { tone: 'na', count: coverage.notApplicable, words: 'not applicable' },
    ...(outOfScope > 0 ? [{ tone: 'na' as const, count: outOfScope, words: 'out of scope', isHollow: true }] : []),
  ];
}

/** What needs somebody comes first. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((one, other) => standings.indexOf(standingOf(one)) - standings.indexOf(standingOf(other)));
}
