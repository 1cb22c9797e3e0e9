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
  const { operations, close } = compose({ host: 'command-line', dataFolder });
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
