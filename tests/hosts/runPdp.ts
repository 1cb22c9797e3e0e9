import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { project } from './project.ts';

export const launcher = path.join(project, 'electron/hosts/cli/pdp.cjs');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The folder in which the command runs. */
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** A command that `pdp` is run by, such as `unshare -rn`. */
  readonly under?: readonly string[];
}

export type RunningPdp = ChildProcessByStdio<null, Readable, Readable>;

/** Starts the built command as a user does; its data folder is `.data` in the folder in which it runs. */
export function startPdp(words: readonly string[], { cwd, environment = {}, under = [] }: RunOptions): RunningPdp {
  const [program, ...rest] = [...under, launcher, ...words];
  if (program === undefined) throw new Error('Nothing to run.');
  return spawn(program, rest, {
    cwd,
    env: { ...process.env, PDP_HOME: path.join(cwd, '.data'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function runPdp(words: readonly string[], options: RunOptions): Promise<Ended> {
  return untilEnd(startPdp(words, options));
}

export async function untilEnd(running: RunningPdp): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  running.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  running.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const [code, signal] = (await once(running, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, ...said };
}
