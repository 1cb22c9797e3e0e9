import { Download, FileText, Play, Printer } from 'lucide-react';
import { useState } from 'react';
import type { ReportFormat } from '#shared/report/reportFormats.ts';
import type { RunSummary } from '#shared/history/runRecord.ts';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckboxField } from '../../ui/CheckboxField.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { SidePanel, SideSection } from '../../ui/SidePanel.tsx';
import { EmptyState, SkeletonRows } from '../../ui/states.tsx';
import { replaceRoute, useRoute } from '../../state/router.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';
import { usePlan } from '../../state/usePlan.ts';
import { useRuns } from '../../state/useRuns.ts';
import { AskToReplace } from '../marks/AskToReplace.tsx';
import { FailureState } from '../marks/FailureState.tsx';
import { count } from '../words/counts.ts';
import { formatRecent } from '../words/dates.ts';
import { ReportPreview } from './ReportPreview.tsx';
import { printReport } from './printReport.ts';
import { useExportReport } from './useExportReport.ts';

const formats = [
  { id: 'html', label: 'HTML', about: 'report.html, one file' },
  { id: 'json', label: 'JSON', about: 'report.json, for other tools' },
] as const satisfies readonly { id: ReportFormat; label: string; about: string }[];

/** The preview is the file: what is exported looks like this. */
export function ReportPage() {
  const runs = useRuns();
  const runAudit = useAuditCommand();
  if (runs.phase === 'ready' && runs.value.length > 0) return <RunReport runs={runs.value} />;
  return (
    <Page title="Report" about="For people who were not there.">
      {runs.phase === 'loading' && <SkeletonRows rows={6} height={44} label="Reading the runs" />}
      {runs.phase === 'failed' && (
        <FailureState failure={runs.failure} subject="runs" harmless="The history was only read." />
      )}
      {runs.phase === 'ready' && (
        <EmptyState
          icon={FileText}
          title="No run to report yet"
          actions={
            <Button look="primary" icon={Play} onPress={runAudit}>
              Run audit
            </Button>
          }
        >
          A report is made of one run: who does what, every connection with the rules that decide it, what is open and
          who acts, and what was not tested.
        </EmptyState>
      )}
    </Page>
  );
}

function RunReport({ runs }: { readonly runs: readonly RunSummary[] }) {
  const client = useClient();
  const route = useRoute();
  const { file, revision } = usePlan();
  const [chosen, setChosen] = useState<readonly ReportFormat[]>(['html', 'json']);
  const [newest] = runs;
  const shown = runs.find(({ id }) => id === route?.view?.['run']) ?? newest;
  const report = useQuery(shown && ['report', file, revision, shown.id], (signal) =>
    client.report.render({ plan: file, run: shown?.id, format: 'html' }, { signal }),
  );
  const { exportReport, ...asking } = useExportReport(shown?.id ?? '', chosen);
  if (shown === undefined) return null;
  return (
    <Page
      title="Report"
      about={`Run ${shown.sequence}, ${formatRecent(shown.finishedAt)}. The preview is the file.`}
      actions={
        <>
          <Button
            icon={Printer}
            shrinks
            onPress={() => report.phase === 'ready' && printReport(report.value.text)}
            disabledBecause={report.phase === 'ready' ? undefined : 'Not made yet'}
          >
            Print
          </Button>
          <Button
            look="primary"
            icon={Download}
            onPress={() => void exportReport()}
            disabledBecause={chosen.length === 0 ? 'No file chosen' : undefined}
          >
            {`Export ${count(chosen.length, 'file')}`}
          </Button>
        </>
      }
      beside={
        <SidePanel label="What is exported">
          <SideSection title="Run">
            <Choice
              label="Run"
              labelHidden
              options={runs.map(({ id, sequence, finishedAt }) => ({
                id,
                label: `Run ${sequence}, ${formatRecent(finishedAt)}`,
              }))}
              chosen={shown.id}
              onChoose={(run) => route && replaceRoute({ ...route, view: { run } })}
            />
          </SideSection>
          <SideSection title="Files">
            <div className="grid gap-1.5">
              {formats.map(({ id, label, about }) => (
                <CheckboxField
                  key={id}
                  label={label}
                  hint={about}
                  isSelected={chosen.includes(id)}
                  onChange={(isChosen) =>
                    setChosen(
                      formats
                        .map((format) => format.id)
                        .filter((known) => (known === id ? isChosen : chosen.includes(known))),
                    )
                  }
                />
              ))}
            </div>
            <p className="mt-3 text-small text-ink-3">
              Written on this machine. All files come from one result: same ids, same counts. For a PDF, print it.
            </p>
          </SideSection>
        </SidePanel>
      }
    >
      {report.phase === 'loading' && <SkeletonRows rows={10} height={44} label="Making the report" />}
      {report.phase === 'failed' && (
        <Scroll label="Report">
          <FailureState failure={report.failure} subject="report" harmless="The run is kept as it is." />
        </Scroll>
      )}
      {report.phase === 'ready' && <ReportPreview html={report.value.text} name={report.value.name} />}
      <AskToReplace of={asking} />
    </Page>
  );
}
