import { failure } from './failure.ts';
import type { Outcome } from './failure.ts';
import type { WorkEvent } from './views.ts';
import type { TellProgress } from '../kernel/progress.ts';
import { succeed } from '../kernel/result.ts';

/** Follows work to its end: tells how far it is meanwhile, and gives what came of it. */
export async function finishWork<Value>(
  work: Promise<AsyncIterable<WorkEvent<Value>>>,
  tell?: TellProgress,
): Promise<Outcome<Value>> {
  for await (const event of await work) {
    switch (event.kind) {
      case 'progress':
        tell?.(event);
        break;
      case 'finished':
        return succeed(event.value);
      case 'failed':
        return { ok: false, failure: event.failure };
    }
  }
  return failure('incomplete', 'The engine ended its work without an answer.');
}
