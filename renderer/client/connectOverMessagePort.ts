import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { connectToEngine } from '#shared/contract/desktopBridge.ts';
import type { PdpClient } from './client.ts';

/**
 * The engine in the desktop's utility process. Its port closes when the process is gone; what was asked then fails, and
 * the next question goes over a new port, which the engine answers as soon as it runs again.
 */
export function connectOverMessagePort(): PdpClient {
  let link: RPCLink<Record<never, never>> | undefined;

  function openPort(): RPCLink<Record<never, never>> {
    const { port1, port2 } = new MessageChannel();
    const opened = new RPCLink({ port: port1 });
    port1.addEventListener('close', () => {
      if (link === opened) link = undefined;
    });
    port1.start();
    globalThis.window.postMessage(connectToEngine, globalThis.location.origin, [port2]);
    return opened;
  }

  return createORPCClient({
    call(path, input, options) {
      link ??= openPort();
      return link.call(path, input, options);
    },
  });
}
