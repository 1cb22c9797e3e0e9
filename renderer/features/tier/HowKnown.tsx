import type { Finding } from '#shared/audit/finding.ts';
import { unknownLabels } from '#shared/report/words.ts';
import { HowKnownMark } from '../marks/VerdictMark.tsx';
import { usePlan } from '../../state/usePlan.ts';
import { formatDay } from '../words/dates.ts';

/** How the outcome is known, or why it is not: a second axis beside the outcome, never in its place. */
export function HowKnown({ finding }: { readonly finding: Finding | undefined }) {
  const { plan } = usePlan();
  if (finding === undefined) return <span className="text-ink-3">–</span>;
  if (finding.unknownBecause !== undefined) {
    return <span className="block truncate text-small text-ink-2">{unknownLabels[finding.unknownBecause]}</span>;
  }
  if (finding.outcome === 'not-applicable') return <span className="text-ink-3">–</span>;
  const control = finding.requirement.slice('control.'.length);
  const attestation = plan.attestations?.findLast(
    (candidate) => candidate.control === control || candidate.control === finding.requirement,
  );
  const note =
    finding.how === 'attested' && attestation !== undefined
      ? `${attestation.by}${attestation.expires === undefined ? '' : `, until ${formatDay(attestation.expires)}`}`
      : finding.evidence[0]?.source;
  return (
    <>
      <HowKnownMark how={finding.how} />
      <span className="block truncate text-small text-ink-3 slim:hidden" title={note}>
        {note}
      </span>
    </>
  );
}
