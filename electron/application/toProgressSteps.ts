import type { Progress, ProgressStep } from '#shared/kernel/progress.ts';

/** How far work is, in the form in which it is sent; what comes of the work is returned, as of `yield*`. */
export async function* toProgressSteps<Value>(
  working: AsyncGenerator<Progress, Value, void>,
): AsyncGenerator<ProgressStep, Value, void> {
  let step = await working.next();
  for (; step.done !== true; step = await working.next()) yield { kind: 'progress', ...step.value };
  return step.value;
}
