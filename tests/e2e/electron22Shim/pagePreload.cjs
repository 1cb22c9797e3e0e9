/**
 * Runs in the sandboxed page before the program's own preload script. Electron 22 keeps a file's path on the file, and crashes
 * a page that goes away while it listens for the closing of a port: it is told by a message instead (see register.cjs). Its
 * Chromium 108 lacks the methods of lists that leave the list as it is (110), those that group (117), and `URL.canParse` (120).
 */
'use strict';
const electron = require('electron');

electron.webUtils = { getPathForFile: (file) => file.path };

void electron.webFrame.executeJavaScript(`(${listenToMessagesOnly})('pdp-test:port-closed')`);
void electron.webFrame.executeJavaScript(`(${addNewerMethods})()`);

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

function addNewerMethods() {
  const lists = Array.prototype;
  const { reverse, sort } = lists;
  const methods = {
    toReversed() {
      return reverse.call([...this]);
    },
    toSorted(compare) {
      return sort.call([...this], compare);
    },
    toSpliced(...values) {
      const copy = [...this];
      copy.splice(...values);
      return copy;
    },
    with(index, value) {
      const copy = [...this];
      copy[index < 0 ? copy.length + index : index] = value;
      return copy;
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(lists, name, { value, configurable: true, writable: true });
  }
  Map.groupBy = (values, toKey) => {
    const groups = new Map();
    let index = 0;
    for (const value of values) {
      const key = toKey(value, index++);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    }
    return groups;
  };
  Object.groupBy = (values, toKey) =>
    Object.assign(Object.create(null), Object.fromEntries(Map.groupBy(values, toKey)));
  URL.canParse = (address, base) => {
    try {
      return new URL(address, base).href !== '';
    } catch {
      return false;
    }
  };
}
