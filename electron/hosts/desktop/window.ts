import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import { appOrigin } from './appFiles.ts';
import { firstWindow, readWindowState, smallestWindow, visibleBounds, writeWindowState } from './windowState.ts';

/** Opens the one window, where it was when it was last closed. */
export function openWindow(files: { readonly preload: string; readonly state: string }): BrowserWindow {
  const kept = readWindowState(files.state);
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    ...firstWindow,
    ...(kept === undefined ? {} : visibleBounds(kept.bounds, screens)),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: app.name,
    show: false,
    autoHideMenuBar: true,
    // The page's own canvas colours, so that nothing flashes before the first frame.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0c0e12' : '#f4f5f7',
    webPreferences: {
      preload: files.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      webSecurity: true,
      devTools: !app.isPackaged,
      // Chromium fetches its dictionaries from the network.
      spellcheck: false,
    },
  });
  if (kept?.maximized === true) window.maximize();

  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    writeWindowState(files.state, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerReload(window, reason);
  });
  void window.loadURL(`${appOrigin}/`);
  return window;
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The page has stopped working',
    detail: `Plans and runs are not affected (${reason}).`,
    buttons: ['Reload', 'Quit'],
    cancelId: 0,
  });
  if (response === 0) window.reload();
  else app.quit();
}
