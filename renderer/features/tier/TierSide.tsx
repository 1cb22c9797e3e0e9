import type { Finding } from '#shared/audit/finding.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { TextLink } from '../../ui/Button.tsx';
import { SidePanel, SideSection } from '../../ui/SidePanel.tsx';
import { ToneIcon } from '../../ui/ToneIcon.tsx';
import { formatRoute } from '../../state/route.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan } from '../../state/usePlan.ts';
import { tierTitles } from '../words/choices.ts';
import { count } from '../words/counts.ts';
import { wordsOfFinding } from '../words/outcomes.ts';
import { EndingProofs } from './EndingProofs.tsx';
import { findingOfControl } from './standings.ts';

/** What keeps the data plane from the wanted tier, and what to do about it in which order. */
export function TierSide({ record }: { readonly record: RunRecord | undefined }) {
  const catalog = useCatalog();
  const { plan } = usePlan();
  if (record === undefined) return null;
  const title = tierTitles[plan.securityTier];
  const blocking = [...record.tier.blockedBy, ...record.tier.unknown].flatMap((id) => {
    const finding = findingOfControl(record, id);
    const control = catalog.controls.find((known) => known.id === id);
    return finding === undefined || control === undefined ? [] : [{ finding, control: control.title, id }];
  });
  if (blocking.length === 0) {
    return (
      <SidePanel label="Security tier">
        <SideSection title={`Nothing blocks ${title}`}>
          <p className="text-ink-2">Every control that it asks for is proved.</p>
        </SideSection>
        <EndingProofs />
      </SidePanel>
    );
  }
  const steps = [...Map.groupBy(blocking, ({ finding }) => finding.remedy)];
  return (
    <SidePanel label="Security tier">
      <SideSection title={`Blocks ${title}`}>
        <ul className="grid gap-2.5">
          {blocking.map(({ finding, control, id }) => (
            <li key={id} className="grid grid-cols-[16px_minmax(0,1fr)] gap-2.5">
              <ToneIcon tone={wordsOfFinding(finding).tone} className="mt-0.5" />
              <span>
                <span className="block font-semibold">{control}</span>
                <span className="text-ink-2">
                  {wordsOfFinding(finding).word}: {finding.evidence[0]?.text}
                </span>
              </span>
            </li>
          ))}
        </ul>
      </SideSection>
      <SideSection title={`Way to ${title}: ${count(steps.length, 'step')}`}>
        <ol className="tier-steps">
          {steps.map(([remedy, settled], index) => (
            <Step key={remedy} number={index + 1} remedy={remedy} settled={settled.map(({ finding }) => finding)} />
          ))}
        </ol>
      </SideSection>
      <EndingProofs />
    </SidePanel>
  );
}

interface StepProps {
  readonly number: number;
  readonly remedy: string;
  readonly settled: readonly Finding[];
}

function Step({ number, remedy, settled }: StepProps) {
  const { file } = usePlan();
  const [first] = settled;
  return (
    <li>
      <span aria-hidden className="step-number">
        {number}
      </span>
      <span className="min-w-0">
        <span className="block break-words">{remedy}</span>
        <span className="text-small text-ink-3">
          {first?.owner ?? first?.responsible.join(' and ')}{' '}
          {first !== undefined && (
            <TextLink href={formatRoute({ page: 'findings', detail: first.id, plan: file })}>Show finding</TextLink>
          )}
        </span>
      </span>
    </li>
  );
}
