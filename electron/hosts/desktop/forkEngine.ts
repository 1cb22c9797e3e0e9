import { utilityProcess } from 'electron';
import type { MessagePortMain } from 'electron';
import { engineReady } from './channels.ts';
import type { EngineChild } from './superviseEngine.ts';

/** Starts the engine in a process of its own: a crash or a heavy audit there never freezes or takes down the window. */
export function forkEngine(engineFile: string): EngineChild<MessagePortMain> {
  const child = utilityProcess.fork(engineFile, [], {
    serviceName: 'PDP Workbench engine',
    stdio: 'inherit',
  });
  return {
    connect: (port) => child.postMessage(null, [port]),
    onReady: (listener) => {
      child.on('message', (message: unknown) => {
        if (message === engineReady) listener();
      });
    },
    onExit: (listener) => {
      child.once('exit', listener);
    },
    stop: () => {
      child.kill();
    },
  };
}
