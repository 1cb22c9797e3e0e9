/**
 * Runs in the sandboxed page before the program's own preload script. Electron 22 keeps a file's path on the file, and crashes
 * a page that goes away while it listens for the closing of a port: it is told by a message instead (see register.cjs).
 */
'use strict';
const electron = require('electron');

electron.webUtils = { getPathForFile: (file) => file.path };

void electron.webFrame.executeJavaScript(`(${listenToMessagesOnly})('pdp-test:port-closed')`);

function listenToMessagesOnly(portClosed) {
  const listen = MessagePort.prototype.addEventListener;
  MessagePort.prototype.addEventListener = function addEventListener(kind, listener, options) {
    listen.call(
      this,
      kind === 'close' ? 'message' : kind,
      (event) => {
        const isClosing = event.data === portClosed;
        if (isClosing === (kind === 'close')) listener.call(this, isClosing ? new Event('close') : event);
      },
      options,
    );
  };
}
