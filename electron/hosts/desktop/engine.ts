/** The engine: the desktop's utility process. It serves the contract on each port that the page hands over. */
import { onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { compose } from '#electron/composition.ts';
import { makeRouter } from '#electron/router.ts';
import { toPlainTrace } from '#electron/toPlainText.ts';
import { engineReady } from './channels.ts';

const { operations, close } = compose({ host: 'desktop' });
const handler = new RPCHandler(makeRouter(operations), {
  // Failures that a user can act on are answers; what is thrown is ours to mend, and the page is told no more than that.
  interceptors: [
    onError((error, { request }) => {
      if (request.signal?.aborted !== true) process.stderr.write(`${toPlainTrace(error)}\n`);
    }),
  ],
});

// The window was closed. A process that is killed leaves what was dropped to the next start.
process.once('SIGTERM', () => void close().finally(() => process.exit()));

process.parentPort.on('message', ({ ports: [port] }) => {
  if (port === undefined) return;
  handler.upgrade(port);
  port.start();
});
process.parentPort.postMessage(engineReady);
