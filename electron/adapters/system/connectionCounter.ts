import diagnostics from 'node:diagnostics_channel';
import { BlockList } from 'node:net';
import type { Socket } from 'node:net';

/** Counts the attempts of this process to connect to another machine, by whatever library, from now on. */
export function countConnections(): () => number {
  let count = 0;
  diagnostics.subscribe('net.client.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    socket.on('connectionAttempt', (address: string, _port: number, family: number) => {
      if (!loopback.check(address, family === 6 ? 'ipv6' : 'ipv4')) count += 1;
    });
  });
  return () => count;
}

/** What never leaves this machine. */
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
