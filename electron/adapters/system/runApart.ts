import { once } from 'node:events';
import module from 'node:module';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { Progress, TellProgress } from '#shared/kernel/progress.ts';
import { codeOf } from '../files/fileFailure.ts';

/** What the thread posts: how far it is, as often as it likes, and one outcome. */
export type ThreadMessage<Value> =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'outcome'; readonly outcome: Outcome<Value> };

interface RunApartOptions {
  readonly signal?: AbortSignal | undefined;
  readonly tell?: TellProgress | undefined;
  /** Of what its objects take. As the thread comes near it, garbage is collected more often. */
  readonly mostHeapMb?: number;
}

/**
 * Runs a script in a thread of its own, hands it `order`, and waits for the one outcome that it posts. A cancel ends the thread
 * wherever it stands. One that runs out of memory fails alone; what else it throws is thrown here.
 */
export async function runApart<Value>(
  script: string,
  order: unknown,
  { signal, tell, mostHeapMb }: RunApartOptions = {},
): Promise<Outcome<Value>> {
  const cancelled = failure('cancelled', 'Cancelled. Nothing was written.');
  if (signal?.aborted === true) return cancelled;
  const resourceLimits = mostHeapMb === undefined ? {} : { maxOldGenerationSizeMb: mostHeapMb };
  const worker = new Worker(script, { workerData: order, execArgv: [], resourceLimits, env: withCompileCache() });
  const ended = new AbortController();
  try {
    const posted = new Promise<Outcome<Value>>((resolve) => {
      worker.on('message', (message: ThreadMessage<Value>) => {
        if (message.kind === 'outcome') resolve(message.outcome);
        else if (!ended.signal.aborted) tell?.(message.progress);
      });
    });
    const exited = once(worker, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('The thread ended without an answer.');
    });
    const given = signal === undefined ? [] : [once(signal, 'abort', { signal: ended.signal }).then(() => undefined)];
    const answer = await Promise.race([posted, exited, ...given]);
    return answer ?? cancelled;
  } catch (error) {
    if (codeOf(error) !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    return failure('incomplete', 'These rules take more memory than the gigabyte that they may.', {
      remedy: 'Name fewer files, or split them.',
    });
  } finally {
    ended.abort();
    // Not waited for: a thread hears of its end between two calls of the engine, and to parse a large file is one.
    void worker.terminate();
  }
}

/**
 * A thread takes over whether compiled code is kept, and where, from its environment alone. In the folder that is named there each
 * release of Node has one of its own.
 */
function withCompileCache(): NodeJS.ProcessEnv {
  const own = module.getCompileCacheDir();
  return own === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: path.dirname(own) };
}
