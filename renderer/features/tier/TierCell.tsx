import type { Finding } from '#shared/audit/finding.ts';
import type { ControlStanding } from '#shared/history/runRecord.ts';
import { ToneIcon } from '../../ui/ToneIcon.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { capitalised } from '../words/counts.ts';
import { standingWords, wordsOfFinding } from '../words/outcomes.ts';

interface TierCellProps {
  readonly standing: ControlStanding | undefined;
  /** At the wanted tier's level. */
  readonly finding: Finding | undefined;
  readonly isWanted: boolean;
}

const words = {
  pass: standingWords.pass,
  fail: standingWords.fail,
  unknown: standingWords.unknown,
} as const;

/** One control at one tier's level. */
export function TierCell({ standing, finding, isWanted }: TierCellProps) {
  if (standing === undefined) return null;
  if (!standing.available) return <span className="text-small text-ink-3">Not available</span>;
  const { outcome, level } = standing;
  if (outcome === 'not-applicable') {
    return isWanted ? (
      <span className="text-small text-ink-3">Not required</span>
    ) : (
      <span title="Not required" className="text-ink-3">
        –<span className="sr-only"> not required</span>
      </span>
    );
  }
  // A waived failure counts as waived in the findings, and still does not prove the tier.
  const { tone, word } = isWanted && finding?.waiver !== undefined ? wordsOfFinding(finding) : words[outcome];
  const degree = level === undefined ? null : <span className="text-small text-ink-3">{capitalised(level)}</span>;
  return (
    <span className="inline-flex items-center gap-1.5">
      {isWanted ? (
        <ToneMark tone={tone}>{word}</ToneMark>
      ) : (
        <span title={word}>
          <ToneIcon tone={tone} />
          <span className="sr-only">{word}</span>
        </span>
      )}
      <span className="slim:sr-only">{degree}</span>
    </span>
  );
}
