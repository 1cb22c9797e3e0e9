/**
 * Gives Electron 22 what the desktop host expects of Electron 45. Loaded by `electron -r` before the program itself, which
 * knows nothing of it. Written for the Node 16 inside of Electron 22, unbundled.
 *
 * - `Response` and `protocol.handle`, on top of `registerBufferProtocol`;
 * - `webUtils.getPathForFile`, put before the page's own preload script;
 * - the closing of ports, told to the page by a message, since Electron 22 crashes a page that goes away while it listens for
 *   the real thing;
 * - `utilityProcess.fork`, which starts the engine in the Node that runs the tests: Electron 22's own is too old for it.
 */
'use strict';
const { spawn } = require('node:child_process');
const { EventEmitter } = require('node:events');
const path = require('node:path');
const electron = require('electron');

/** Known to pagePreload.cjs as well, which cannot import. */
const portClosed = 'pdp-test:port-closed';

globalThis.Response = function Response(body, { status = 200, headers = {} } = {}) {
  return { body, status, headers };
};

/** Chromium's ERR_FAILED: what the page is told when a handler throws. */
const failedInNetwork = -2;
electron.protocol.handle = (scheme, handler) => {
  electron.protocol.registerBufferProtocol(scheme, async (request, answer) => {
    try {
      const { body, status, headers } = await handler({ method: request.method, url: request.url });
      const mimeType = headers['content-type'].split(';')[0];
      answer({ statusCode: status, headers, mimeType, data: Buffer.from(body) });
    } catch (error) {
      process.stderr.write(`${error.stack}\n`);
      answer({ error: failedInNetwork });
    }
  });
};

electron.app.on('ready', () => {
  electron.session.defaultSession.setPreloads([path.join(__dirname, 'pagePreload.cjs')]);
});

// Electron shows a dialog and waits; nobody would press its button here.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

const node = process.env.PDP_TEST_NODE;
if (node === undefined) throw new Error('PDP_TEST_NODE must name the Node that is to run the engine.');

electron.utilityProcess.fork = (file, words) => {
  const child = spawn(node, ['--import', path.join(__dirname, 'parentPort.mjs'), file, ...words], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const ports = new Map();
  const engine = Object.assign(new EventEmitter(), {
    pid: child.pid,
    kill: () => child.kill(),
    postMessage(message, transfer) {
      for (const port of transfer) relay(port);
    },
  });

  function relay(port) {
    const id = ports.size;
    ports.set(id, port);
    tell({ kind: 'port', id });
    port.on('message', ({ data }) => tell({ kind: 'to-port', id, data }));
    port.on('close', () => tell({ kind: 'close-port', id }));
    port.start();
  }
  function tell(message) {
    // An engine that is ending closes its end first: what is lost then fails with its port.
    if (child.connected) child.send(message, () => {});
  }

  child.on('message', (message) => {
    if (message.kind === 'to-port') ports.get(message.id).postMessage(message.data);
    else engine.emit('message', message.data);
  });
  child.on('exit', (code) => {
    for (const port of ports.values()) {
      port.postMessage(portClosed);
      port.close();
    }
    engine.pid = undefined;
    engine.emit('exit', code ?? 1);
  });
  return engine;
};
