import type { Finding } from '#shared/audit/finding.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { HowKnownMark, OutcomeMark } from '../marks/VerdictMark.tsx';

interface RequirementStateProps {
  /** Of the newest run; absent while there is none. */
  readonly finding: Finding | undefined;
  /** With what would decide it. */
  readonly isLong?: boolean;
}

/** What is known of something that must run or exist. Nothing that was not collected counts as there. */
export function RequirementState({ finding, isLong = false }: RequirementStateProps) {
  if (finding === undefined) {
    return (
      <>
        <ToneMark tone="unknown">Unknown</ToneMark>
        <span className="block pl-5.5 text-small text-ink-3">Not collected. Not audited yet</span>
      </>
    );
  }
  const note = finding.unknownBecause === 'not-collected' ? 'Not collected' : finding.evidence[0]?.text;
  return (
    <>
      <OutcomeMark finding={finding} />
      {finding.outcome === 'pass' && (
        <span className="ml-3">
          <HowKnownMark how={finding.how} />
        </span>
      )}
      <span className="block pl-5.5 text-small text-ink-3">{note}</span>
      {isLong && finding.remedy !== '' && <p className="mt-2 text-ink-2">{finding.remedy}</p>}
    </>
  );
}
