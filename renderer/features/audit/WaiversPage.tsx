import { Flag, ListChecks } from 'lucide-react';
import { useState } from 'react';
import { judgeWaivers } from '#shared/audit/waivers.ts';
import type { JudgedWaiver } from '#shared/audit/waivers.ts';
import { Button, TextLink } from '../../ui/Button.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { formatRoute } from '../../state/route.ts';
import { go } from '../../state/router.ts';
import { useNow } from '../../state/useNow.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { useNewestRun, useRun } from '../../state/useRuns.ts';
import { count } from '../words/counts.ts';
import { formatDay } from '../words/dates.ts';
import { baseName } from '../words/files.ts';
import { shownStateOf, shownWaiverWords, waiverTones } from './waiverStates.ts';
import type { ShownWaiverState } from './waiverStates.ts';

/** Failures that are accepted for a time: which apply, which are not used, which have expired. */
export function WaiversPage() {
  const { plan, file } = usePlan();
  const now = useNow();
  const record = useRun(useNewestRun()?.id);
  const findings = record.phase === 'ready' ? record.value.findings : undefined;
  const waivers = judgeWaivers(plan, findings ?? [], now).toSorted((one, other) =>
    one.waiver.expires.localeCompare(other.waiver.expires),
  );
  return (
    <Page
      title="Waivers"
      about={`${count(waivers.length, 'waiver')} in ${baseName(file)}, as of today${record.phase === 'ready' ? '' : '; not audited yet'}.`}
    >
      <Scroll label="Waivers">
        {waivers.length === 0 ? (
          <EmptyState
            icon={Flag}
            title="Nothing is waived"
            actions={
              <Button look="primary" icon={ListChecks} onPress={() => go({ page: 'findings', plan: file })}>
                Show findings
              </Button>
            }
          >
            A failure that is accepted for a time is waived from its finding, with a reason, a name and a last day. It
            is then counted as waived, never as a pass.
          </EmptyState>
        ) : (
          <table className="table rows-48 border-t border-line">
            <caption>Waivers, the first to expire first</caption>
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Requirement</th>
                <th scope="col">Reason</th>
                <th scope="col" className="narrow:hidden">
                  Accepted by
                </th>
                <th scope="col">Last day</th>
                <th scope="col">
                  <span className="sr-only">Withdraw</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {waivers.map((judged) => (
                <WaiverRow key={judged.index} judged={judged} state={shownStateOf(judged, findings)} />
              ))}
            </tbody>
          </table>
        )}
      </Scroll>
    </Page>
  );
}

interface WaiverRowProps {
  readonly judged: JudgedWaiver;
  readonly state: ShownWaiverState;
}

function WaiverRow({ judged: { waiver, findings, index }, state }: WaiverRowProps) {
  const { file, lines, sample } = usePlan();
  const { submit } = usePlanEditing();
  const [refusal, setRefusal] = useState<string>();
  const withdraw = async (): Promise<void> => setRefusal(await submit('Withdrawal', [{ path: ['waivers', index] }]));
  const [finding] = findings;
  const line = lines[`waivers/${index}`];
  return (
    <tr data-row={index}>
      <td>
        <ToneMark tone={waiverTones[state]}>{shownWaiverWords[state]}</ToneMark>
      </td>
      <th scope="row">
        {finding === undefined ? (
          <code>{waiver.requirement}</code>
        ) : (
          <TextLink href={formatRoute({ page: 'findings', detail: finding, plan: file })}>
            <code>{waiver.requirement}</code>
          </TextLink>
        )}
        {line !== undefined && (
          <code className="block text-code text-ink-3">
            {baseName(file)}:{line}
          </code>
        )}
      </th>
      <td>{waiver.reason}</td>
      <td className="narrow:hidden">{waiver.owner}</td>
      <td className="whitespace-nowrap">{formatDay(waiver.expires)}</td>
      <td className="text-right">
        {!sample && <Button onPress={() => void withdraw()}>Withdraw</Button>}
        {refusal !== undefined && (
          <span role="alert" className="block text-small text-fail">
            Not withdrawn. {refusal}
          </span>
        )}
      </td>
    </tr>
  );
}
