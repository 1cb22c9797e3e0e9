import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { pageKeyHeader, pageKeyItem, rpcPath } from '#shared/contract/browserSession.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { PdpClient } from './client.ts';
import type { ConnectFailure } from './connectFailure.ts';

/**
 * The browser host. Its entry page has swapped the printed address's token before this page is sent: for a cookie that no
 * script can read, and for the page key, which goes with every request.
 */
export function connectOverHttp(): Result<PdpClient, ConnectFailure> {
  const pageKey = globalThis.localStorage.getItem(pageKeyItem);
  if (pageKey === null) {
    return {
      ok: false,
      failure: {
        kind: 'not-let-in',
        message: 'This browser has no key to PDP Workbench.',
        remedy: 'In the terminal, stop pdp serve and start it again, then open the address it prints.',
      },
    };
  }
  const link = new RPCLink({
    url: new URL(rpcPath, globalThis.location.origin),
    headers: { [pageKeyHeader]: pageKey },
  });
  return { ok: true, value: createORPCClient(link) };
}
