import type { RunSummary } from '#shared/history/runRecord.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import type { PlanView } from '#shared/contract/views.ts';
import type { Requirements } from '#shared/requirements/deriveRequirements.ts';
import type { Station } from './pageList.ts';

/** How far a station is: nothing yet, open points, complete. Never a judgement: colour is for outcomes. */
export type Progress = 'empty' | 'half' | 'full';

export interface KnownSoFar {
  readonly view: PlanView | undefined;
  readonly requirements: Requirements | undefined;
  readonly egress: EgressCheck | undefined;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
}

export function judgeProgress({ view, requirements, egress, runs }: KnownSoFar): Readonly<Record<Station, Progress>> {
  const newest = runs[0];
  return {
    Plan: progressOf(view !== undefined, view?.findings.every(({ kind }) => kind === 'warning') ?? false),
    Requirements: progressOf(
      requirements !== undefined,
      requirements?.connections.every(({ missing }) => missing.length === 0) ?? false,
    ),
    Evidence: progressOf(
      (egress?.sources.length ?? 0) > 0 || (view?.plan.attestations?.length ?? 0) > 0,
      // What must run and what must exist is seen in a cluster and a cloud, and no file of rules tells of it.
      egress !== undefined &&
        egress.layersNotSupplied.length === 0 &&
        egress.layersNotRead === undefined &&
        egress.problems.length === 0 &&
        requirements?.components.length === 0 &&
        requirements.infrastructure.length === 0,
    ),
    Audit: progressOf(newest !== undefined, newest?.coverage.fail === 0 && newest.coverage.unknown === 0),
    Report: progressOf(newest !== undefined, true),
    History: progressOf(newest !== undefined, true),
  };
}

function progressOf(begun: boolean, complete: boolean): Progress {
  if (!begun) return 'empty';
  return complete ? 'full' : 'half';
}
