import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { SystemInformation } from '#shared/contract/views.ts';

/** Notes the attempts of this process to connect to another machine, by whatever library, from now on: host by host. */
export function logConnections(): () => SystemInformation['hosts'] {
  const counts = new Map<string, number>();
  diagnostics.subscribe('net.client.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    let name: string | undefined;
    socket.on('lookup', (_error, _address, _family, host) => {
      name = host;
    });
    socket.on('connectionAttempt', (address: string, port: number) => {
      if (isLoopback(address)) return;
      const host = `${name ?? (address.includes(':') ? `[${address}]` : address)}:${port}`;
      counts.set(host, (counts.get(host) ?? 0) + 1);
    });
  });
  return () => [...counts].map(([host, connections]) => ({ host, connections }));
}

/** What never leaves this machine. */
function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127[.]/i.test(address);
}
