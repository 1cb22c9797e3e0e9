import { useEffect, useState } from 'react';
import { countProgress } from '#shared/kernel/progress.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { Banner } from '../../ui/states.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { cancelAudit, forgetAudit } from '../../state/auditRun.ts';
import { useClusterChoice } from '../../state/clusterChoice.ts';
import { go } from '../../state/router.ts';
import { ProblemList } from '../marks/ProblemList.tsx';
import { count } from '../words/counts.ts';
import { formatDuration } from '../words/dates.ts';
import type { RunningRun, StoppedRun } from './useShownRun.ts';

/** What the audit is doing, how far it is, and the way to stop it. Never an estimate. */
export function AuditProgress({ run: { progress, startedAt } }: { readonly run: RunningRun }) {
  const [now, setNow] = useState(startedAt);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <section
      aria-label="Audit"
      className="mx-6 mb-3 grid gap-2 rounded-lg border border-line bg-subtle px-4 py-3 max-rail:mx-5"
    >
      <div className="flex flex-wrap items-center gap-x-4">
        <span className="min-w-0 flex-1 font-medium">{progress.what}</span>
        <span className="text-ink-2">
          {progress.of > 0 && `${countProgress(progress)}, `}
          {formatDuration(Math.max(0, now - startedAt))}
        </span>
        <Button onPress={cancelAudit}>Cancel</Button>
      </div>
      <ProgressBar label="Audit" done={progress.done} of={progress.of} />
    </section>
  );
}

/** An audit that did not come to its end: why, and what is kept. */
export function AuditStopped({ run }: { readonly run: StoppedRun }) {
  const { afterMs, findings, failure } = run;
  const choice = useClusterChoice(run.plan);
  const kept = `${count(findings.length, 'result')} came before; no run was kept, since a part could be taken for the whole.`;
  if (failure === undefined) {
    return (
      <Banner
        action={
          <Button look="quiet" className="-my-1" onPress={forgetAudit}>
            Dismiss
          </Button>
        }
      >
        <b className="font-semibold text-ink">The audit was cancelled after {formatDuration(afterMs)}.</b> {kept}
      </Banner>
    );
  }
  return (
    <ErrorState
      title={failure.message}
      steps={failure.remedy === undefined ? [] : [failure.remedy]}
      actions={
        <>
          {choice?.kind === 'context' && failure.kind !== 'bad-input' && (
            <Button look="primary" onPress={() => go({ page: 'cluster', plan: run.plan })}>
              {failure.kind === 'consent-needed' ? 'See the command' : 'Show the cluster'}
            </Button>
          )}
          <Button onPress={forgetAudit}>Dismiss</Button>
        </>
      }
      details={failure.problems.length > 0 && <ProblemList problems={failure.problems} />}
    >
      The audit stopped after {formatDuration(afterMs)}. {kept} Nothing was changed.
    </ErrorState>
  );
}
