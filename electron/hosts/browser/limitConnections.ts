import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionLimit {
  /** A browser that was let in speaks on this connection: it never gives way to another. */
  keep(socket: Socket): void;
}

/**
 * Holds no more connections than this. Where there are too many, the oldest of those on which nobody was let in is closed,
 * since refusing the newest would let any user of the machine lock the owner out by opening many and saying nothing.
 */
export function limitConnections(server: Server, most: number): ConnectionLimit {
  const kept = new Set<Socket>();
  /** In the order in which they came. */
  const strangers = new Set<Socket>();

  server.on('connection', (socket) => {
    strangers.add(socket);
    socket.once('close', () => {
      strangers.delete(socket);
      kept.delete(socket);
    });
    const [oldest] = strangers;
    if (oldest === undefined || kept.size + strangers.size <= most) return;
    strangers.delete(oldest);
    oldest.destroy();
  });

  return {
    keep(socket) {
      if (strangers.delete(socket)) kept.add(socket);
    },
  };
}
