import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Counts the attempts of this process to connect to another machine, by whatever library, from now on. */
export function countConnections(): () => number {
  let count = 0;
  diagnostics.subscribe('net.client.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    socket.on('connectionAttempt', (address: string) => {
      if (!isLoopback(address)) count += 1;
    });
  });
  return () => count;
}

/** What never leaves this machine. */
function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127[.]/i.test(address);
}
