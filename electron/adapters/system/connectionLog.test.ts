import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { logConnections } from './connectionLog.ts';

describe('the log of connections', () => {
  it('has each attempt to reach another machine by its host, and none to reach this one', async () => {
    const hosts = logConnections();
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const near = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
    await once(near, 'close');
    server.close();
    expect(hosts()).toEqual([]);

    // Addresses for documentation (RFC 5737, RFC 3849): nobody answers there, and the attempts are given up at once.
    for (const [address, host] of [
      ['192.0.2.1', '192.0.2.1'],
      ['192.0.2.1', '192.0.2.1'],
      ['192.0.2.7', 'api.acme.example'],
      ['2001:db8::1', '2001:db8::1'],
    ] as const) {
      const family = address.includes(':') ? 6 : 4;
      const far = connect({
        port: 9,
        host,
        lookup: (_name, _options, answer) => void setImmediate(() => answer(null, [{ address, family }])),
      }).on('error', () => {});
      await once(far, 'connectionAttempt');
      far.destroy();
    }
    expect(hosts()).toEqual([
      { host: '192.0.2.1:9', connections: 2 },
      { host: 'api.acme.example:9', connections: 1 },
      { host: '[2001:db8::1]:9', connections: 1 },
    ]);
  });
});
