import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { compose } from '#electron/composition.ts';
import { pageKeyHeader, rpcPath, sessionPath } from '#shared/contract/browserSession.ts';
import type { SessionAnswer } from '#shared/contract/browserSession.ts';
import type { contract } from '#shared/contract/contract.ts';
import { project } from './project.ts';

export const hostNames = ['command-line', 'browser', 'desktop'] as const;
export type HostName = (typeof hostNames)[number];

/** A host as its users reach it: the same operations, each over what that host puts in between. */
export interface OpenHost {
  readonly client: ContractRouterClient<typeof contract>;
  close(): Promise<void>;
}

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

async function openBrowserHost(dataFolder: string): Promise<OpenHost> {
  const host = spawn(process.execPath, [path.join(project, 'dist/node/pdp.js'), 'serve', '--no-open'], {
    env: { ...process.env, PDP_HOME: dataFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = await Promise.race([
    once(createInterface(host.stdout), 'line') as Promise<[string]>,
    once(host, 'exit').then(([code]) => Promise.reject(new Error(`The host ended with ${code}.`))),
  ]);
  const { origin, hash } = new URL(address);
  const entered = await fetch(`${origin}${sessionPath}`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URLSearchParams(hash.slice(1)).get('token') }),
  });
  if (entered.status !== 200) throw new Error(`The host did not let us in: ${await entered.text()}`);
  const { pageKey } = (await entered.json()) as SessionAnswer;
  const cookie = entered.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const link = new FetchLink({
    url: `${origin}${rpcPath}`,
    headers: { origin, cookie, [pageKeyHeader]: pageKey },
  });
  return {
    client: createORPCClient(link),
    async close() {
      const exit = once(host, 'exit');
      host.kill('SIGINT');
      await exit;
    },
  };
}

/** The engine in a process of its own, behind a real message port; only Electron's way of handing the port over is stood in for. */
async function openEngine(dataFolder: string): Promise<OpenHost> {
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
  const link = new PortLink({ port: port1 as unknown as MessagePort });
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
