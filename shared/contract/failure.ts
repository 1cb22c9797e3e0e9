import type { Problem } from '../kernel/problem.ts';
import type { Result } from '../kernel/result.ts';

/** What a user can act on, as every operation returns it. The kind decides the exit code of the command line. */
export interface Failure {
  readonly kind: FailureKind;
  /** One sentence, ready to be shown. */
  readonly message: string;
  readonly remedy?: string | undefined;
  /** For bad input: what is wrong with it, by file, line and column. */
  readonly problems: readonly Problem[];
}

export const failureKinds = [
  /** The input is wrong: nothing was written. */
  'bad-input',
  'not-found',
  'already-exists',
  /** The file is no longer what the edit was made for. */
  'changed-on-disk',
  /** The operating system, or the browser host's root, does not allow it. */
  'forbidden',
  /** The data folder was written by a newer program. */
  'newer-database',
  /** A command of somebody else's would be run, and the user has not said that it may. */
  'consent-needed',
  /** It could not be completed: a tool, a disk or a system did not do its part. */
  'incomplete',
  'cancelled',
] as const;
export type FailureKind = (typeof failureKinds)[number];

export type Outcome<Value> = Result<Value, Failure>;

export function failure(
  kind: FailureKind,
  message: string,
  more: { readonly remedy?: string; readonly problems?: readonly Problem[] } = {},
): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { kind, message, remedy: more.remedy, problems: more.problems ?? [] } };
}
