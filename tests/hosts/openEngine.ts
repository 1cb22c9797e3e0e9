import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { OpenHost } from './openedHost.ts';
import { project } from './project.ts';

/** The engine in a process of its own, behind a real message port; only Electron's way of handing the port over is stood in for. */
export async function openEngine(dataFolder: string): Promise<OpenHost> {
  const parentPort = path.join(project, 'tests/e2e/electron22Shim/parentPort.mjs');
  const engine = spawn(process.execPath, ['--import', parentPort, path.join(project, 'dist/node/engine.js')], {
    env: { ...process.env, PDP_HOME: dataFolder },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const { port1, port2 } = new MessageChannel();
  const id = 1;
  engine.on('message', (message: { readonly kind: string; readonly data: unknown }) => {
    if (message.kind === 'to-port') port2.postMessage(message.data);
  });
  port2.on('message', (data: unknown) => {
    if (engine.connected) engine.send({ kind: 'to-port', id, data });
  });
  engine.send({ kind: 'port', id });
  const link = new RPCLink({ port: port1 as unknown as MessagePort });
  port1.start();
  return {
    client: createORPCClient(link),
    async close() {
      const exit = once(engine, 'exit');
      port1.close();
      engine.disconnect();
      await exit;
    },
  };
}
