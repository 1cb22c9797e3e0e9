import { ArrowUpRight, Flag, Signature } from 'lucide-react';
import { useState } from 'react';
import type { Finding } from '#shared/audit/finding.ts';
import { judgeAttestations } from '#shared/audit/attestations.ts';
import { isClusterCheck } from '#shared/audit/isClusterCheck.ts';
import { waiverFor } from '#shared/audit/waivers.ts';
import { unknownWords } from '#shared/report/words.ts';
import { Button, TextLink } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Drawer, DrawerSection, focusDrawerTitle } from '../../ui/Drawer.tsx';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { KeyValues } from '../../ui/KeyValues.tsx';
import { writeClipboard } from '../../ui/useCopy.ts';
import { formatRoute } from '../../state/route.ts';
import type { Route } from '../../state/route.ts';
import { go } from '../../state/router.ts';
import { useNow } from '../../state/useNow.ts';
import { usePageKeys } from '../../state/pageKeys.ts';
import { usePlan } from '../../state/usePlan.ts';
import type { Rows } from '../../state/useRows.ts';
import { HowKnownMark, OutcomeMark } from '../marks/VerdictMark.tsx';
import { WhoActs } from '../marks/WhoActs.tsx';
import { formatDay } from '../words/dates.ts';
import { severityWords } from '../words/outcomes.ts';
import { AttestForm } from '../marks/AttestForm.tsx';
import { CheckAgain } from './CheckAgain.tsx';
import { EvidenceList } from './EvidenceList.tsx';
import { FindingHistory } from './FindingHistory.tsx';
import { WaiveForm } from './WaiveForm.tsx';

interface FindingDrawerProps {
  readonly finding: Finding;
  readonly rows: Rows;
}

/** What the finding rests on, what to do, who acts, and how it was before. */
export function FindingDrawer({ finding, rows }: FindingDrawerProps) {
  const { file, plan, sample } = usePlan();
  const now = useNow();
  const [writing, setWriting] = useState<{ readonly finding: string; readonly form: 'waiver' | 'attestation' }>();
  const form = writing?.finding === finding.id ? writing.form : undefined;
  const subject = subjectRoute(finding, file);
  const link = globalThis.location.href;
  usePageKeys({ y: () => void writeClipboard(link) });
  const isFailing = finding.outcome === 'fail' && finding.waiver === undefined;
  const pending = isFailing ? waiverFor(plan, finding, now) : undefined;
  const canWaive = isFailing && pending === undefined && !sample;
  // What no tool was shown of a cluster, somebody may know; of rules, nobody's word counts.
  const isOpen = finding.outcome === 'unknown' && isClusterCheck(finding.check);
  const isAttested =
    isOpen && judgeAttestations(plan, now).some(({ check, state }) => check === finding.check && state === 'counts');
  const canAttest = isOpen && !isAttested && !sample;
  const endForm = (): void => {
    setWriting(undefined);
    focusDrawerTitle();
  };
  return (
    <Drawer
      of={finding.id}
      over={<code>{finding.requirement}</code>}
      title={finding.title}
      marks={
        <>
          <OutcomeMark finding={finding} boxed />
          <HowKnownMark how={finding.how} boxed />
          <span className="text-small text-ink-2">{severityWords[finding.severity].word} severity</span>
        </>
      }
      onClose={rows.close}
      onPrevious={rows.previous}
      onNext={rows.next}
      footer={
        <>
          {subject !== undefined && (
            <Button look="primary" icon={ArrowUpRight} onPress={() => go(subject.route)}>
              {subject.words}
            </Button>
          )}
          {canWaive && (
            <Button icon={Flag} onPress={() => setWriting({ finding: finding.id, form: 'waiver' })}>
              Waive
            </Button>
          )}
          {canAttest && (
            <Button icon={Signature} onPress={() => setWriting({ finding: finding.id, form: 'attestation' })}>
              Attest
            </Button>
          )}
          <span className="flex-1" />
          <CopyButton text={link}>Copy link</CopyButton>
        </>
      }
    >
      {form === 'waiver' && canWaive && (
        <DrawerSection title="Waive this failure">
          <WaiveForm finding={finding} onDone={endForm} />
        </DrawerSection>
      )}
      {form === 'attestation' && canAttest && (
        <DrawerSection title={`Attest ${finding.check}`}>
          <AttestForm control={finding.check} onDone={endForm} />
        </DrawerSection>
      )}
      {isAttested && (
        <DrawerSection title="Attested in the plan">
          <p>It counts from the next run on, as attested and not as observed.</p>
        </DrawerSection>
      )}
      {pending !== undefined && (
        <DrawerSection title="Waived in the plan">
          <p>
            Accepted by {pending.owner} until {formatDay(pending.expires)}. It counts from the next run on.
          </p>
        </DrawerSection>
      )}
      <DrawerSection title="Evidence">
        <EvidenceList evidence={finding.evidence} isFailing={finding.outcome === 'fail'} />
      </DrawerSection>
      {finding.outOfScope !== undefined && (
        <DrawerSection title="Why it is out of scope">
          <p>
            {finding.outOfScope} It is counted as nothing else.{' '}
            <TextLink href={formatRoute({ page: 'cluster', plan: file })}>Choose a cluster</TextLink> to have it judged.
          </p>
        </DrawerSection>
      )}
      {finding.outOfScope === undefined && finding.unknownBecause !== undefined && (
        <DrawerSection title="Why it is unknown">
          <p>{unknownWords[finding.unknownBecause]}</p>
        </DrawerSection>
      )}
      {finding.waiver !== undefined && (
        <DrawerSection title="Waived">
          <KeyValues
            of={[
              ['Reason', finding.waiver.reason],
              ['By', finding.waiver.owner],
              ['Until', formatDay(finding.waiver.expires)],
            ]}
          />
        </DrawerSection>
      )}
      <CheckAgain finding={finding} />
      {finding.remedy !== '' && (
        <DrawerSection title="What to do">
          <p className="mb-1.5">
            <EngineSentence>{finding.remedy}</EngineSentence>
          </p>
          <CopyButton look="plain" text={finding.remedy}>
            Copy what to do
          </CopyButton>
        </DrawerSection>
      )}
      <DrawerSection title="Who acts">
        <WhoActs task={finding.task} />
      </DrawerSection>
      <DrawerSection title="History">
        <FindingHistory id={finding.id} />
      </DrawerSection>
      <DrawerSection title="Why this row is here">
        <KeyValues
          of={[
            ['Check', <code key="check">{finding.check}</code>],
            ['Requirement', <code key="requirement">{finding.requirement}</code>],
            ['Subject', finding.subject],
            ...(finding.standsFor === undefined ? [] : [['Stands for', finding.standsFor.join(', ')] as const]),
          ]}
        />
      </DrawerSection>
    </Drawer>
  );
}

/** The page on which the requirement itself is shown. */
function subjectRoute(
  { requirement, evidence }: Finding,
  plan: string,
): { readonly route: Route; readonly words: string } | undefined {
  const [kind = '', ...rest] = requirement.split('.');
  const id = rest.join('.');
  switch (kind) {
    case 'connection':
      return { route: { page: 'connections', detail: id, plan }, words: 'Show connection' };
    case 'control':
      return { route: { page: 'tier', detail: id, plan }, words: 'Show control' };
    case 'component':
      return { route: { page: 'components', detail: id, plan }, words: 'Show component' };
    case 'infrastructure':
      return { route: { page: 'infrastructure', detail: id, plan }, words: 'Show infrastructure' };
    case 'plan':
      return evidence.length === 0
        ? undefined
        : { route: { page: 'plan', detail: 'review', plan }, words: 'Show in plan' };
    default:
      return undefined;
  }
}
