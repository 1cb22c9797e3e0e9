import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { pageKeyHeader, rpcPath, sessionPath } from '#shared/contract/browserSession.ts';
import type { SessionAnswer } from '#shared/contract/browserSession.ts';
import type { OpenHost } from './openedHost.ts';
import { project } from './project.ts';

/** The built browser host as a process, and a client that got in as a page does. */
export async function openBrowserHost(dataFolder: string): Promise<OpenHost> {
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
  const link = new RPCLink({
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
