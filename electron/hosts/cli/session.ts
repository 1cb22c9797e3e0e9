import path from 'node:path';
import type { Composition, CompositionOptions } from '#electron/composition.ts';
import type { Failure } from '#shared/contract/failure.ts';
import { describeProgress } from '#shared/kernel/progress.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import { describeProblem } from '#shared/kernel/problem.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Ending } from './exitCode.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. */
export interface Session {
  readonly operations: Composition['operations'];
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Writes a file whole or not at all; the absolute path of what was written. */
  readonly writeFile: Composition['writeFile'];
  readonly writeRedirectPage: Composition['writeRedirectPage'];
}

/** The ending of a command that only does what it is asked. */
export const done: Ending = succeed(null);

/** Runs a command's work with a session, and turns its ending into the exit code of the process. */
export type RunCommand = (
  work: (session: Session) => Promise<Ending>,
  options?: Partial<CompositionOptions>,
) => Promise<void>;

/** A path as a person in this folder would write it, so that `file:line` can be followed. */
export function showPath(file: string, folder = ''): string {
  const absolute = path.resolve(folder, file);
  const relative = path.relative('', absolute);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? absolute : relative;
}

/** Shows how far long work is. */
export function showProgress(terminal: Terminal): TellProgress {
  return (progress) => terminal.showProgress(describeProgress(progress));
}

/** Says what is wrong with an input; `folder` is where its relative paths begin. */
export function sayProblems(terminal: Terminal, problems: readonly Problem[], folder?: string): void {
  for (const problem of problems) {
    const level = problem.severity === 'warning' ? 'warning: ' : '';
    terminal.say(
      describeProblem({ ...problem, file: showPath(problem.file, folder), message: level + problem.message }),
    );
  }
}

export function sayFailure(terminal: Terminal, { message, remedy, problems }: Failure): void {
  sayProblems(terminal, problems);
  terminal.say(remedy === undefined ? message : `${message} ${remedy}`);
}
