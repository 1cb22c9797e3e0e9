import { setImmediate } from 'node:timers/promises';

/** Until what is waiting has had its turn: input and output, timers, a signal. */
export function giveWay(): Promise<void> {
  return setImmediate();
}
