/** The desktop's main process: one window, one engine, and the messages between them. It does no work of its own. */
import path from 'node:path';
import { app, dialog, Menu, session } from 'electron';
import type { BrowserWindow } from 'electron';
import { openDataFolder } from '#electron/adapters/system/dataFolder.ts';
import type { DesktopCommand, EngineState } from '#shared/contract/desktopBridge.ts';
import { registerAppScheme, serveApp } from './appProtocol.ts';
import { channels } from './channels.ts';
import { choosePaths, isDesktopChoice } from './dialogs.ts';
import { folderOfPlan } from './folderOfPlan.ts';
import { forkEngine } from './forkEngine.ts';
import { buildMenu } from './menu.ts';
import { parseOpening, readOpening } from './readOpening.ts';
import { answerPage, defendShell, listenToPage } from './shellDefences.ts';
import { superviseEngine } from './superviseEngine.ts';
import { openWindow } from './window.ts';

const built = path.join(app.getAppPath(), 'dist');
const home = process.env['PDP_HOME'];
if (home !== undefined && home !== '') {
  const opened = openDataFolder(path.resolve(home));
  const folder = opened.ok ? openDataFolder(path.join(opened.value, 'desktop')) : opened;
  if (folder.ok) {
    app.setPath('userData', folder.value);
  } else {
    dialog.showErrorBox('PDP Workbench cannot start', `${folder.failure.message} ${folder.failure.remedy ?? ''}`);
    process.exit(1);
  }
}

let window: BrowserWindow | undefined;
let isPageListening = false;
/** Asked for before a page could hear it. */
let unsent: DesktopCommand[] = [];

function send(command: DesktopCommand): void {
  if (isPageListening) window?.webContents.send(channels.command, command);
  else unsent.push(command);
}

async function choosePlan(what: 'plan' | 'new-plan', kind: 'open-plan' | 'create-plan'): Promise<void> {
  if (window === undefined) return;
  for (const file of await choosePaths(window, what)) send({ kind, file });
}

function run(): void {
  registerAppScheme();
  // As root Chromium runs only without its sandbox, and enabling it here would take that switch away. A package never does.
  if (app.isPackaged || !app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

  app.on('open-file', (event, file) => {
    event.preventDefault();
    send({ kind: 'open-plan', file });
  });
  app.on('second-instance', (_event, _words, _folder, opening) => {
    const command = parseOpening(opening);
    if (command !== undefined) send(command);
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      dialog.showErrorBox('PDP Workbench cannot start', error instanceof Error ? error.message : String(error));
      app.exit(1);
    });
}

function start(): void {
  defendShell(session.defaultSession);
  serveApp(path.join(built, 'renderer'));
  Menu.setApplicationMenu(
    buildMenu({
      openPlan: () => void choosePlan('plan', 'open-plan'),
      createPlan: () => void choosePlan('new-plan', 'create-plan'),
    }),
  );

  const sendState = (state: EngineState): void => window?.webContents.send(channels.engineState, state);
  const engine = superviseEngine(() => forkEngine(path.join(built, 'node/engine.js')), sendState);
  app.on('will-quit', () => engine.stop());
  listenToPage(channels.pageListens, () => {
    isPageListening = true;
    sendState(engine.state());
    const commands = unsent;
    unsent = [];
    for (const command of commands) send(command);
  });
  listenToPage(channels.connectEngine, (event) => {
    for (const port of event.ports) engine.connect(port);
  });
  listenToPage(channels.restartEngine, () => engine.restart());
  answerPage(channels.choose, (_event, what, plan) =>
    window === undefined || !isDesktopChoice(what) ? [] : choosePaths(window, what, folderOfPlan(plan)),
  );

  const opened = openWindow({
    preload: path.join(built, 'preload/preload.cjs'),
    state: path.join(app.getPath('userData'), 'window.json'),
  });
  window = opened;
  opened.on('closed', () => {
    window = undefined;
    isPageListening = false;
  });
}

const opening = readOpening(process.argv.slice(1), process.cwd());
if (opening !== undefined) unsent.push(opening);
if (app.requestSingleInstanceLock(opening ?? {})) run();
else app.quit();
