import { verdictOfRun } from '#shared/audit/verdictOfRun.ts';
import type { RunVerdict } from '#shared/audit/verdictOfRun.ts';
import type { Coverage } from '#shared/audit/finding.ts';
import type { FailureKind, Outcome } from '#shared/contract/failure.ts';
import type { Problem } from '#shared/kernel/problem.ts';

/** What the exit code of `pdp` says, for scripts and CI systems. */
export const exitCodes = {
  /** Every required item passes, is waived or is not applicable. */
  met: 0,
  /** Something required fails, is denied or only partly allowed. */
  failed: 1,
  /** Bad usage or bad input; nothing was written. */
  badInput: 2,
  /** It could not be completed: a system or a tool did not do its part. */
  incomplete: 3,
  /** Nothing fails, but unknowns remain. */
  unknown: 4,
  cancelled: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What a command judged: required items, and what was wrong with that which was read for it. */
export interface Judgement {
  readonly coverage: Coverage;
  readonly problems: readonly Problem[];
}

/** How a command ended; null where it did what was asked and nothing was judged. */
export type Ending = Outcome<Judgement | null>;

const codeOfFailure = {
  'bad-input': exitCodes.badInput,
  'not-found': exitCodes.badInput,
  'already-exists': exitCodes.badInput,
  'changed-on-disk': exitCodes.badInput,
  forbidden: exitCodes.badInput,
  'consent-needed': exitCodes.badInput,
  'newer-database': exitCodes.incomplete,
  incomplete: exitCodes.incomplete,
  cancelled: exitCodes.cancelled,
} as const satisfies Record<FailureKind, ExitCode>;

const codeOfVerdict = {
  met: exitCodes.met,
  failing: exitCodes.failed,
  open: exitCodes.unknown,
} as const satisfies Record<RunVerdict, ExitCode>;

/**
 * The one place that decides an exit code. Bad input wins over the verdicts that were reached without it, since what it
 * would have said is missing from them.
 */
export function decideExitCode(ending: Ending): ExitCode {
  if (!ending.ok) return codeOfFailure[ending.failure.kind];
  if (ending.value === null) return exitCodes.met;
  return ending.value.problems.some(({ severity }) => severity === 'error')
    ? exitCodes.badInput
    : codeOfVerdict[verdictOfRun(ending.value)];
}
