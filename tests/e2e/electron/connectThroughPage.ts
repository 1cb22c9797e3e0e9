import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Page } from 'playwright';
import type { contract } from '#shared/contract/contract.ts';
import { connectToEngine } from '#shared/contract/desktopBridge.ts';

export interface ConnectionThroughPage {
  readonly client: ContractRouterClient<typeof contract>;
  /** Settles when the engine's end of the port is gone. */
  readonly closed: Promise<void>;
}

type Incoming = { readonly kind: 'message'; readonly data: string } | { readonly kind: 'close' };

/**
 * A client in the test, whose every message goes through a port of the page: the same way to the engine and back that the
 * page's own requests take.
 */
export async function connectThroughPage(page: Page): Promise<ConnectionThroughPage> {
  const name = `pdpTestPort${crypto.randomUUID().replaceAll('-', '')}`;
  const target = new EventTarget();
  await page.exposeFunction(`${name}Receive`, (incoming: Incoming) => {
    target.dispatchEvent(
      incoming.kind === 'close' ? new Event('close') : new MessageEvent('message', { data: incoming.data }),
    );
  });
  await page.evaluate(
    ([portName, receiveName, connect]) => {
      const receive = Reflect.get(window, receiveName) as (incoming: Incoming) => void;
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', ({ data }) => receive({ kind: 'message', data }));
      port1.addEventListener('close', () => receive({ kind: 'close' }));
      port1.start();
      Reflect.set(window, portName, port1);
      window.postMessage(connect, window.origin, [port2]);
    },
    [name, `${name}Receive`, connectToEngine] as const,
  );

  const closed = new Promise<void>((resolve) => {
    target.addEventListener('close', () => resolve(), { once: true });
  });
  const port = {
    addEventListener: target.addEventListener.bind(target),
    postMessage(data: unknown) {
      // Requests without files are text; this bridge carries nothing else.
      if (typeof data !== 'string') throw new Error('Only text goes through the page.');
      void page.evaluate(
        ([portName, text]) => {
          (Reflect.get(window, portName) as MessagePort).postMessage(text);
        },
        [name, data] as const,
      );
    },
  };
  return { client: createORPCClient(new RPCLink({ port })), closed };
}
