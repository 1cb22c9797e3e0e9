/** How far long work is: told as it goes on, of each step as it begins. Never an estimate. */
export interface Progress {
  /** What is being done, as it stands before a number: `Reading rules`. */
  readonly what: string;
  readonly done: number;
  /** 0 while it is not known. */
  readonly of: number;
  /** What is counted; absent while it is not known of how many. */
  readonly units?: 'files' | 'connections' | 'workloads' | 'searches' | 'reads' | 'checks' | undefined;
}

/** The same as one of several kinds of things that are sent. */
export interface ProgressStep extends Progress {
  readonly kind: 'progress';
}

export type TellProgress = (progress: Progress) => void;

/** `3 of 12 connections`. */
export function countProgress({ done, of, units }: Progress): string {
  return units === undefined ? `${done} of ${of}` : `${done} of ${of} ${units}`;
}

/** `Judging the plan: 3 of 12 connections`. */
export function describeProgress(progress: Progress): string {
  return progress.of === 0 ? progress.what : `${progress.what}: ${countProgress(progress)}`;
}
