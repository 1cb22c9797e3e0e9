/** Runs in the sandboxed page before its own scripts, in a world of its own, and gives the page exactly `DesktopBridge`. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { connectToEngine } from '#shared/contract/desktopBridge.ts';
import type { DesktopBridge, DesktopCommand, EngineState } from '#shared/contract/desktopBridge.ts';
import { channels } from './channels.ts';

window.addEventListener('message', (event) => {
  const [port] = event.ports;
  // A frame inside of the page may post here as well; only the page itself is given an engine.
  if (event.source !== window || event.data !== connectToEngine || port === undefined) return;
  ipcRenderer.postMessage(channels.connectEngine, null, [port]);
});

let engineState: EngineState = { kind: 'starting' };
const stateListeners = new Set<(state: EngineState) => void>();
ipcRenderer.on(channels.engineState, (_event, state: EngineState) => {
  engineState = state;
  for (const listener of stateListeners) listener(state);
});

/** Commands that came before the page listened. */
let unheard: DesktopCommand[] = [];
const commandListeners = new Set<(command: DesktopCommand) => void>();
ipcRenderer.on(channels.command, (_event, command: DesktopCommand) => {
  if (commandListeners.size === 0) unheard.push(command);
  for (const listener of commandListeners) listener(command);
});

const bridge: DesktopBridge = {
  kind: 'desktop',
  platform: process.platform,
  choose: (what, plan) => ipcRenderer.invoke(channels.choose, what, plan),
  pathOf: (file) => webUtils.getPathForFile(file as File),
  onEngineState(listener) {
    stateListeners.add(listener);
    listener(engineState);
    return () => stateListeners.delete(listener);
  },
  restartEngine: () => ipcRenderer.send(channels.restartEngine),
  onCommand(listener) {
    commandListeners.add(listener);
    const commands = unheard;
    unheard = [];
    for (const command of commands) listener(command);
    return () => commandListeners.delete(listener);
  },
};
contextBridge.exposeInMainWorld('pdpHost', bridge);
ipcRenderer.send(channels.pageListens);
