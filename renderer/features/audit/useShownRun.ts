import type { Coverage, Finding } from '#shared/audit/finding.ts';
import type { Failure } from '#shared/contract/failure.ts';
import type { RunRecord, RunSummary } from '#shared/history/runRecord.ts';
import { useAuditRun } from '../../state/auditRun.ts';
import type { AuditRun } from '../../state/auditRun.ts';
import { usePlan } from '../../state/usePlan.ts';
import { useRun, useRuns } from '../../state/useRuns.ts';

/** What the findings page shows: nothing yet, the newest run, or one that is under way or was stopped. */
export type ShownRun =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'none'; readonly stopped?: StoppedRun | undefined }
  | { readonly kind: 'running'; readonly run: RunningRun }
  | {
      readonly kind: 'kept';
      readonly record: RunRecord;
      readonly summary: RunSummary;
      readonly before: RunSummary | undefined;
      readonly stopped?: StoppedRun | undefined;
    };

export type RunningRun = Extract<AuditRun, { readonly phase: 'running' }>;
export type StoppedRun = Extract<AuditRun, { readonly phase: 'stopped' }>;

export function useShownRun(): ShownRun {
  const { file } = usePlan();
  const run = useAuditRun((state) => state.run);
  const runs = useRuns();
  const [newest, before] = runs.phase === 'ready' ? runs.value : [];
  const record = useRun(newest?.id);
  if (run.phase === 'running' && run.plan === file) return { kind: 'running', run };
  const stopped = run.phase === 'stopped' && run.plan === file ? run : undefined;
  if (runs.phase === 'failed') return { kind: 'failed', failure: runs.failure };
  if (runs.phase === 'loading') return { kind: 'loading' };
  if (newest === undefined) return { kind: 'none', stopped };
  if (record.phase === 'failed') return { kind: 'failed', failure: record.failure };
  if (record.phase === 'loading') return { kind: 'loading' };
  return { kind: 'kept', record: record.value, summary: newest, before, stopped };
}

const nothing = { findings: [], coverage: undefined } as const;

/** Findings and counts of what is shown, also while they are still coming. */
export function findingsOf(shown: ShownRun): {
  readonly findings: readonly Finding[];
  readonly coverage: Coverage | undefined;
} {
  if (shown.kind === 'running') return { findings: shown.run.findings, coverage: shown.run.coverage };
  if (shown.kind === 'kept') return { findings: shown.record.findings, coverage: shown.record.coverage };
  if (shown.kind === 'none' && shown.stopped !== undefined) {
    return { findings: shown.stopped.findings, coverage: shown.stopped.coverage };
  }
  return nothing;
}
