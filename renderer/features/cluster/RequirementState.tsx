import type { Finding } from '#shared/audit/finding.ts';
import { gatherCauses } from '#shared/audit/gatherCauses.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { TextLink } from '../../ui/Button.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { formatRoute } from '../../state/route.ts';
import { usePlan } from '../../state/usePlan.ts';
import { CauseLink } from '../marks/CauseLink.tsx';
import { causeWords } from '../marks/causes.ts';
import { HowKnownMark, OutcomeMark } from '../marks/VerdictMark.tsx';
import { count } from '../words/counts.ts';
import { standingOf } from '../words/outcomes.ts';

interface RequirementStateProps {
  /** Of the newest run, the worst first; none while there is no run. */
  readonly findings: readonly Finding[];
}

/** What is known of something that must run or exist. Nothing that was not collected counts as there. */
export function RequirementState({ findings }: RequirementStateProps) {
  const [worst] = findings;
  if (worst === undefined) return <NotAudited />;
  const waiting = describeWaiting(findings);
  return (
    <>
      <OutcomeMark finding={worst} />
      {worst.outcome === 'pass' && (
        <span className="ml-3">
          <HowKnownMark how={worst.how} />
        </span>
      )}
      <span className="block pl-5.5 text-small text-ink-3">
        {waiting ?? worst.outOfScope ?? worst.evidence[0]?.text}
      </span>
      {findings.length > 1 && waiting === undefined && (
        <span className="block pl-5.5 text-small text-ink-3">{`Worst of ${count(findings.length, 'check')}`}</span>
      )}
    </>
  );
}

interface RequirementChecksProps extends RequirementStateProps {
  /** That of the same run; absent while there is none. */
  readonly egress: EgressCheck | undefined;
}

/** Every check of one requirement by its name: what waits for one cause stands under it, told once with what settles it. */
export function RequirementChecks({ findings, egress }: RequirementChecksProps) {
  const [only] = findings;
  if (only === undefined || egress === undefined) return <NotAudited />;
  const causes = gatherCauses(findings, egress);
  const told = new Set(causes.flatMap((cause) => cause.findings));
  const others = findings.filter((finding) => !told.has(finding));
  return (
    <div className="grid gap-3">
      {others.length > 0 && (
        <ul className="grid gap-2.5">
          {others.map((finding) => (
            <li key={finding.id}>
              <OutcomeMark finding={finding} />
              <span className="block pl-5.5">
                <FindingLink finding={finding} />
                <span className="block text-small text-ink-3">{finding.outOfScope ?? finding.evidence[0]?.text}</span>
                {findings.length === 1 && finding.remedy !== '' && (
                  <span className="mt-1 block text-ink-2">{finding.remedy}</span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {causes.map(({ id, title, findings: waiting }) => (
        <section key={id} aria-label={title}>
          <ToneMark tone="unknown">{title}</ToneMark>
          <div className="pl-5.5">
            <ul className="my-1 grid gap-1.5">
              {waiting.map((finding) => (
                <li key={finding.id}>
                  <FindingLink finding={finding} />
                </li>
              ))}
            </ul>
            <CauseLink cause={id} />
          </div>
        </section>
      ))}
    </div>
  );
}

function FindingLink({ finding: { id, title } }: { readonly finding: Finding }) {
  const { file } = usePlan();
  return <TextLink href={formatRoute({ page: 'findings', detail: id, plan: file })}>{title}</TextLink>;
}

function NotAudited() {
  return (
    <>
      <ToneMark tone="unknown">Unknown</ToneMark>
      <span className="block pl-5.5 text-small text-ink-3">Not audited yet</span>
    </>
  );
}

/** `1 check waits for an attestation, 2 for a look at the cluster`; undefined where the worst misses something of its own. */
export function describeWaiting(findings: readonly Finding[]): string | undefined {
  const [worst] = findings;
  if (worst?.waitsFor === undefined || standingOf(worst) !== 'unknown') return undefined;
  const waiting = findings.filter((finding) => standingOf(finding) === 'unknown');
  return [...Map.groupBy(waiting, ({ waitsFor }) => waitsFor)]
    .flatMap(([cause, { length }]) => (cause === undefined ? [] : [{ length, awaited: causeWords[cause].awaited }]))
    .map(({ length, awaited }, index) =>
      index > 0
        ? `${length} for ${awaited}`
        : `${count(length, 'check')} ${length === 1 ? 'waits' : 'wait'} for ${awaited}`,
    )
    .join(', ');
}
