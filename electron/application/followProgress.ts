import type { Progress, TellProgress } from '#shared/kernel/progress.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { WorkEvent } from '#shared/contract/views.ts';
import { toProgressSteps } from './toProgressSteps.ts';

/** More than that nobody sees; small steps are many. */
const mostSteps = 200;

/** Does work that tells how far it is, and passes that on step by step: of what is told meanwhile only the newest. */
export async function* followProgress<Value>(
  work: (tell: TellProgress) => Promise<Value>,
): AsyncGenerator<Progress, Value, void> {
  /** The newest that was told, if any. */
  const untold: Progress[] = [];
  let wake = (): void => undefined;
  const working = work((progress) => {
    if (progress.done % Math.max(1, Math.ceil(progress.of / mostSteps)) !== 0) return;
    untold[0] = progress;
    wake();
  });
  const ended = working.then(
    () => true,
    () => true,
  );
  for (;;) {
    const told = untold.pop();
    if (told !== undefined) {
      yield told;
      continue;
    }
    const isEnded = await Promise.race([ended, new Promise<boolean>((resolve) => (wake = () => resolve(false)))]);
    if (isEnded) return working;
  }
}

/** The same in the form in which it is sent. */
export async function* toWorkEvents<Value>(
  work: (tell: TellProgress) => Promise<Outcome<Value>>,
): AsyncGenerator<WorkEvent<Value>, void, void> {
  const outcome: Outcome<Value> = yield* toProgressSteps(followProgress(work));
  yield outcome.ok ? { kind: 'finished', value: outcome.value } : { kind: 'failed', failure: outcome.failure };
}
