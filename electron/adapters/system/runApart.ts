import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ResourceLimits } from 'node:worker_threads';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { codeOf } from '../files/fileFailure.ts';

/**
 * Runs a script in a thread of its own, hands it `order`, and waits for the one outcome that it posts. A cancel ends the thread
 * wherever it stands. One that runs out of memory fails alone; what else it throws is thrown here.
 */
export async function runApart<Value>(
  script: string,
  order: unknown,
  signal: AbortSignal | undefined,
  /** Without them it may take as much memory as this process. */
  resourceLimits: ResourceLimits = {},
): Promise<Outcome<Value>> {
  const cancelled = failure('cancelled', 'Cancelled. Nothing was written.');
  if (signal?.aborted === true) return cancelled;
  const worker = new Worker(script, { workerData: order, execArgv: [], resourceLimits });
  const ended = new AbortController();
  try {
    const posted = once(worker, 'message', { signal: ended.signal }) as Promise<[Outcome<Value>]>;
    const exited = once(worker, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('The thread ended without an answer.');
    });
    const given = signal === undefined ? [] : [once(signal, 'abort', { signal: ended.signal }).then(() => undefined)];
    const answer = await Promise.race([posted, exited, ...given]);
    return answer === undefined ? cancelled : answer[0];
  } catch (error) {
    if (codeOf(error) !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    return failure('incomplete', 'These rules take more memory than there is.', {
      remedy: 'Name fewer files, or split them.',
    });
  } finally {
    ended.abort();
    // Not waited for: a thread hears of its end between two calls of the engine, and to parse a large file is one.
    void worker.terminate();
  }
}
