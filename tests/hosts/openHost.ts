import { toWorkEvents } from '#electron/application/followProgress.ts';
import { compose } from '#electron/composition.ts';
import type { OpenHost } from './openedHost.ts';
import { openBrowserHost } from './openBrowserHost.ts';
import { openEngine } from './openEngine.ts';

export const hostNames = ['command-line', 'browser', 'desktop'] as const;
export type HostName = (typeof hostNames)[number];

/** Starts a host on a data folder of its own. The browser host and the engine are the built programs, as processes. */
export function openHost(name: HostName, dataFolder: string): Promise<OpenHost> {
  switch (name) {
    case 'command-line':
      return openCommandLine(dataFolder);
    case 'browser':
      return openBrowserHost(dataFolder);
    case 'desktop':
      return openEngine(dataFolder);
  }
}

/** The command line calls the operations in its own process. */
async function openCommandLine(dataFolder: string): Promise<OpenHost> {
  const { operations: called, close } = compose({ host: 'command-line', dataFolder });
  const { check, reach } = called.egress;
  type Work = typeof check | typeof reach;
  // It is told of their progress by a call, which the router makes events of.
  const toEvents =
    (work: Work) =>
    (input: Parameters<Work>[0], signal?: AbortSignal): unknown =>
      toWorkEvents<unknown>((tell) => (work as (...words: unknown[]) => ReturnType<Work>)(input, signal, tell));
  const operations = { ...called, egress: { ...called.egress, check: toEvents(check), reach: toEvents(reach) } };
  type Call = (input: unknown, options?: { readonly signal?: AbortSignal }) => unknown;
  const groups = Object.entries(operations).map(([group, calls]) => {
    const bound = Object.entries(calls).map(([name, call]): [string, Call] => [
      name,
      (input, options) => (call as (...words: unknown[]) => unknown)(input, options?.signal),
    ]);
    return [group, Object.fromEntries(bound)];
  });
  return { client: Object.fromEntries(groups) as OpenHost['client'], close };
}
