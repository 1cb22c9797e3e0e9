import { Signature } from 'lucide-react';
import { useState } from 'react';
import type { ControlRequirement } from '#shared/requirements/deriveRequirements.ts';
import { dayOf } from '#shared/audit/day.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { Button, TextLink } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Drawer, DrawerSection, focusDrawerTitle } from '../../ui/Drawer.tsx';
import { KeyValues } from '../../ui/KeyValues.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { formatRoute } from '../../state/route.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { useNow } from '../../state/useNow.ts';
import { usePlan } from '../../state/usePlan.ts';
import type { Rows } from '../../state/useRows.ts';
import { SourceName } from '../marks/SourceName.tsx';
import { HowKnownMark, OutcomeMark } from '../marks/VerdictMark.tsx';
import { WhoActs } from '../marks/WhoActs.tsx';
import { tierTitles } from '../words/choices.ts';
import { capitalised } from '../words/counts.ts';
import { formatDay } from '../words/dates.ts';
import { baseName } from '../words/files.ts';
import { AttestForm } from '../marks/AttestForm.tsx';
import { findingOfControl } from './standings.ts';

interface ControlDrawerProps {
  readonly control: ControlRequirement;
  readonly record: RunRecord | undefined;
  readonly rows: Rows;
}

/** One control: what it is for, what the tiers ask, what is known of it, and how to prove it. */
export function ControlDrawer({ control, record, rows }: ControlDrawerProps) {
  const { controls } = useCatalog();
  const { file, lines, plan, sample } = usePlan();
  const today = dayOf(useNow());
  const [attesting, setAttesting] = useState<string>();
  const finding = findingOfControl(record, control.id);
  const index = controls.findIndex(({ id }) => id === control.id);
  const entry = controls[index];
  const canAttest = control.available && !sample;
  const inForce = plan.attestations?.findLast(
    (attestation) =>
      attestation.control === control.id &&
      attestation.on <= today &&
      (attestation.expires === undefined || attestation.expires >= today),
  );
  const pending = finding?.how === 'attested' && finding.outcome === 'pass' ? undefined : inForce;
  return (
    <Drawer
      of={control.id}
      over={`Control ${index + 1} of ${controls.length}`}
      title={control.title}
      marks={
        finding === undefined ? (
          <ToneMark tone="unknown" boxed>
            Unknown
          </ToneMark>
        ) : (
          <>
            <OutcomeMark finding={finding} boxed />
            <HowKnownMark how={finding.how} boxed />
          </>
        )
      }
      onClose={rows.close}
      onPrevious={rows.previous}
      onNext={rows.next}
      footer={
        <>
          {canAttest && (
            <Button look="primary" icon={Signature} onPress={() => setAttesting(control.id)}>
              Attest this control
            </Button>
          )}
          <span className="flex-1" />
          <CopyButton text={globalThis.location.href}>Copy link</CopyButton>
        </>
      }
    >
      {attesting === control.id && canAttest && (
        <DrawerSection title="Attest this control">
          <AttestForm
            control={control.id}
            onDone={() => {
              setAttesting(undefined);
              focusDrawerTitle();
            }}
          />
        </DrawerSection>
      )}
      {pending !== undefined && (
        <DrawerSection title="Attested in the plan">
          <p>
            “{pending.statement}” Stated by {pending.by} on {formatDay(pending.on)}. It counts from the next run on.
          </p>
        </DrawerSection>
      )}
      <DrawerSection title="What it is for">
        <p>{control.purpose}</p>
      </DrawerSection>
      {entry !== undefined && (
        <DrawerSection title="What each tier asks for">
          <KeyValues
            of={Object.entries(entry.tiers).map(([tier, { required, level }]) => [
              tierTitles[tier as keyof typeof tierTitles],
              required ? capitalised(level ?? 'required') : 'Not required',
            ])}
          />
          {!control.available && <p className="mt-2 text-ink-2">Not available on-premises.</p>}
        </DrawerSection>
      )}
      {finding !== undefined && (
        <DrawerSection title="What is known">
          <ul className="grid gap-1.5">
            {finding.evidence.map(({ text, source }) => (
              <li key={`${text} ${source}`}>
                {text} <code className="text-code break-words text-ink-3">{source}</code>
              </li>
            ))}
          </ul>
          {finding.remedy !== '' && <p className="mt-2 text-ink-2">{finding.remedy}</p>}
          <p className="mt-2">
            <TextLink href={formatRoute({ page: 'findings', detail: finding.id, plan: file })}>
              Show the finding
            </TextLink>
          </p>
        </DrawerSection>
      )}
      <DrawerSection title="Who acts">
        <WhoActs task={control.task} />
      </DrawerSection>
      <DrawerSection title="Why this row is here">
        <KeyValues
          of={[
            ['Catalogue', <SourceName key="source" source={control.why.source} withNote />],
            [
              'Plan',
              <TextLink key="plan" href={formatRoute({ page: 'plan', detail: 'tier', plan: file })}>
                <code>
                  {baseName(file)}:{lines['securityTier']}
                </code>
              </TextLink>,
            ],
          ]}
        />
      </DrawerSection>
    </Drawer>
  );
}
