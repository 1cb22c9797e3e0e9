import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { countConnections } from './connectionCounter.ts';

describe('the count of connections', () => {
  it('counts an attempt to reach another machine, and none to reach this one', async () => {
    const count = countConnections();
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const near = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
    await once(near, 'close');
    server.close();
    expect(count()).toBe(0);

    // An address for documentation (RFC 5737): nobody answers there, and the attempt is given up at once.
    const far = connect(9, '192.0.2.1').on('error', () => {});
    await once(far, 'connectionAttempt');
    far.destroy();
    expect(count()).toBe(1);
  });
});
