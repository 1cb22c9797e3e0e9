import type { Finding } from '#shared/audit/finding.ts';
import { TextLink } from '../../ui/Button.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { formatRoute } from '../../state/route.ts';
import { usePlan } from '../../state/usePlan.ts';
import { HowKnownMark, OutcomeMark } from '../marks/VerdictMark.tsx';
import { count } from '../words/counts.ts';

interface RequirementStateProps {
  /** Of the newest run, the worst first; none while there is no run. */
  readonly findings: readonly Finding[];
  /** With what would decide it, and every check by its name. */
  readonly isLong?: boolean;
}

/** What is known of something that must run or exist. Nothing that was not collected counts as there. */
export function RequirementState({ findings, isLong = false }: RequirementStateProps) {
  const { file } = usePlan();
  const [worst, ...others] = findings;
  if (worst === undefined) {
    return (
      <>
        <ToneMark tone="unknown">Unknown</ToneMark>
        <span className="block pl-5.5 text-small text-ink-3">Not collected. Not audited yet</span>
      </>
    );
  }
  if (isLong && others.length > 0) {
    return (
      <ul className="grid gap-2.5">
        {findings.map((finding) => (
          <li key={finding.id}>
            <OutcomeMark finding={finding} />
            <span className="block pl-5.5">
              <TextLink href={formatRoute({ page: 'findings', detail: finding.id, plan: file })}>
                {finding.title}
              </TextLink>
            </span>
          </li>
        ))}
      </ul>
    );
  }
  const note =
    worst.outOfScope ?? (worst.unknownBecause === 'not-collected' ? 'Not collected' : worst.evidence[0]?.text);
  return (
    <>
      <OutcomeMark finding={worst} />
      {worst.outcome === 'pass' && (
        <span className="ml-3">
          <HowKnownMark how={worst.how} />
        </span>
      )}
      <span className="block pl-5.5 text-small text-ink-3">{note}</span>
      {others.length > 0 && (
        <span className="block pl-5.5 text-small text-ink-3">{`Worst of ${count(findings.length, 'check')}`}</span>
      )}
      {isLong && worst.remedy !== '' && <p className="mt-2 text-ink-2">{worst.remedy}</p>}
    </>
  );
}
