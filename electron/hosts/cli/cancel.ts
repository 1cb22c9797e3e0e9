import { exitCodes } from './exitCode.ts';

export interface Cancel {
  readonly signal: AbortSignal;
  stopListening(): void;
}

/** Ctrl-C asks the work to stop and say how far it came; a second one no longer waits for it. */
export function listenForCancel(): Cancel {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.cancelled);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    stopListening() {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
