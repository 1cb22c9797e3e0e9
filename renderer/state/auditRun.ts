import { create } from 'zustand';
import type { Coverage, Finding } from '#shared/audit/finding.ts';
import type { Failure } from '#shared/contract/failure.ts';
import type { AuditEvent } from '#shared/contract/views.ts';
import type { Progress } from '#shared/kernel/progress.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { toRulesInput } from './ruleSets.ts';
import { toClusterInput } from './clusterChoice.ts';
import type { ClusterChoice } from './clusterChoice.ts';
import type { PdpClient } from '../client/client.ts';
import { toFailure } from '../client/queryCache.ts';

/** The audit that is or was run from this window. */
export type AuditRun =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'running';
      readonly plan: string;
      /** Milliseconds since the epoch. */
      readonly startedAt: number;
      readonly progress: Progress;
      readonly findings: readonly Finding[];
      readonly coverage: Coverage | undefined;
    }
  | { readonly phase: 'finished'; readonly plan: string; readonly record: RunRecord; readonly sequence: number }
  | {
      readonly phase: 'stopped';
      readonly plan: string;
      readonly afterMs: number;
      readonly progress: Progress;
      readonly findings: readonly Finding[];
      readonly coverage: Coverage | undefined;
      /** Absent where the user stopped it. */
      readonly failure?: Failure | undefined;
    };

export const useAuditRun = create<{ readonly run: AuditRun }>()(() => ({ run: { phase: 'idle' } }));

let controller: AbortController | undefined;
let tellUntold: (() => void) | undefined;

export interface AuditRequest {
  readonly client: PdpClient;
  readonly plan: string;
  readonly rules: readonly string[];
  /** Absent: files only. */
  readonly cluster: ClusterChoice | undefined;
  /** Called once the record is kept. */
  readonly onFinished: (sequence: number) => void;
}

/** Results come faster than anybody reads: the window is told of them in portions. */
const TOLD_EVERY_MS = 100;

/** Runs an audit and shows its results as they come. One at a time: a second call while one runs does nothing. */
export async function startAudit({ client, plan, rules, cluster, onFinished }: AuditRequest): Promise<void> {
  if (useAuditRun.getState().run.phase === 'running') return;
  const own = new AbortController();
  controller = own;
  setRun({
    phase: 'running',
    plan,
    startedAt: Date.now(),
    progress: { what: 'Reading the plan', done: 0, of: 0 },
    findings: [],
    coverage: undefined,
  });
  const untold: AuditEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  tellUntold = () => {
    clearTimeout(timer);
    timer = undefined;
    follow(untold.splice(0));
  };
  try {
    const input = { plan, ...toRulesInput(rules), ...toClusterInput(cluster) };
    for await (const event of await client.audit.run(input, { signal: own.signal })) {
      if (own.signal.aborted) break;
      untold.push(event);
      timer ??= setTimeout(() => tellUntold?.(), TOLD_EVERY_MS);
    }
    tellUntold();
    const { run } = useAuditRun.getState();
    if (run.phase === 'finished') onFinished(run.sequence);
    else stop(own.signal.aborted ? undefined : toFailure(new Error('the run ended without a record')));
  } catch (error) {
    tellUntold();
    // After an abort the transports throw different errors: the signal decides, not the error.
    stop(own.signal.aborted ? undefined : toFailure(error));
  }
}

/** Stops the run at once; what it has found so far stays on the screen. */
export function cancelAudit(): void {
  tellUntold?.();
  controller?.abort();
  stop(undefined);
}

export function forgetAudit(): void {
  setRun({ phase: 'idle' });
}

/** Takes a portion of events in, and shows where they lead in one step. */
function follow(events: readonly AuditEvent[]): void {
  const { run } = useAuditRun.getState();
  if (run.phase !== 'running' || events.length === 0) return;
  const findings = [...run.findings];
  let next = run;
  for (const event of events) {
    switch (event.kind) {
      case 'progress':
        next = { ...next, progress: event };
        break;
      case 'finding':
        findings.push(event.finding);
        next = { ...next, coverage: event.coverage };
        break;
      case 'finished':
        setRun({ phase: 'finished', plan: run.plan, record: event.record, sequence: event.sequence });
        return;
      // Asked for with `checks` alone, which this never does.
      case 'checked':
        break;
      case 'failed':
        setRun({ ...next, findings });
        stop(event.failure.kind === 'cancelled' ? undefined : event.failure);
        return;
    }
  }
  setRun({ ...next, findings });
}

function stop(failure: Failure | undefined): void {
  const { run } = useAuditRun.getState();
  if (run.phase !== 'running') return;
  const { plan, startedAt, progress, findings, coverage } = run;
  setRun({ phase: 'stopped', plan, afterMs: Date.now() - startedAt, progress, findings, coverage, failure });
}

function setRun(run: AuditRun): void {
  useAuditRun.setState({ run });
}
