import type { Finding } from '#shared/audit/finding.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { findSteps } from '#shared/report/findSteps.ts';
import { unknownLabels } from '#shared/report/words.ts';
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
  if (record === undefined) return null;
  const title = tierTitles[record.tier.wanted];
  const blocking = [...record.tier.blockedBy, ...record.tier.unknown].flatMap((id) => {
    const finding = findingOfControl(record, id);
    return finding === undefined ? [] : [finding];
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
  const steps = findSteps({ ...record, findings: blocking });
  return (
    <SidePanel label="Security tier">
      <SideSection title={`Blocks ${title}`}>
        <ul className="grid gap-2">
          {blocking.map((finding) => (
            <Blocking key={finding.id} finding={finding} />
          ))}
        </ul>
      </SideSection>
      <SideSection title={`Way to ${title}: ${count(steps.length, 'step')}`}>
        <ol className="tier-steps">
          {steps.map(({ step, effect, responsible }, index) => (
            <li key={step}>
              <span aria-hidden className="step-number">
                {index + 1}
              </span>
              <span className="min-w-0">
                <span className="block break-words">{step}</span>
                <span className="block text-small text-ink-3">{effect}</span>
                <span className="block text-small text-ink-3">{responsible}</span>
              </span>
            </li>
          ))}
        </ol>
      </SideSection>
      <EndingProofs />
    </SidePanel>
  );
}

/** One control that is not proved, and in few words why. */
function Blocking({ finding }: { readonly finding: Finding }) {
  const { controls } = useCatalog();
  const { file } = usePlan();
  const id = finding.requirement.slice('control.'.length);
  const { tone, word } = wordsOfFinding(finding);
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)] gap-2.5">
      <ToneIcon tone={tone} className="mt-0.5" />
      <span>
        <TextLink href={formatRoute({ page: 'tier', detail: id, plan: file })} className="font-medium">
          {controls.find((control) => control.id === id)?.title ?? id}
        </TextLink>
        <span className="block text-small text-ink-2">
          {word}.{' '}
          {finding.unknownBecause === undefined ? finding.evidence[0]?.text : unknownLabels[finding.unknownBecause]}
        </span>
      </span>
    </li>
  );
}
