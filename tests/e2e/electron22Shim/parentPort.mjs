/** Gives a plain Node process the `process.parentPort` of an Electron utility process, on top of the IPC channel of its parent. */
import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';

const ports = new Map();
const early = [];

const parentPort = new EventEmitter();
parentPort.postMessage = (data) => process.send({ kind: 'to-parent', data });
process.parentPort = parentPort;

function receive(message) {
  if (message.kind === 'port') {
    const { port1, port2 } = new MessageChannel();
    ports.set(message.id, port1);
    port1.on('message', (data) => process.send({ kind: 'to-port', id: message.id, data }));
    parentPort.emit('message', { data: null, ports: [port2] });
  } else if (message.kind === 'to-port') {
    ports.get(message.id).postMessage(message.data);
  } else {
    ports.get(message.id).close();
    ports.delete(message.id);
  }
}

// Electron keeps messages until there is a listener; so must this.
process.on('message', (message) => {
  if (parentPort.listenerCount('message') === 0) early.push(message);
  else receive(message);
});
parentPort.on('newListener', () => {
  setImmediate(() => {
    for (const message of early.splice(0)) receive(message);
  });
});
process.on('disconnect', () => process.exit());
