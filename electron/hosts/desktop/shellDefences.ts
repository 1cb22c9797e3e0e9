import { app, ipcMain } from 'electron';
import type { IpcMainEvent, IpcMainInvokeEvent, Session } from 'electron';
import { appScheme } from './appFiles.ts';
import { isFromOurPage, isOurs, mayNavigate } from './ownPage.ts';

/**
 * Takes from every page, this one included, what the workbench does not need: other addresses, other windows, embedded
 * pages, the machine's devices and the network.
 */
export function defendShell(session: Session): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    // Frames inside of the page as well: the preview of a report holds links.
    contents.on('will-frame-navigate', (event) => {
      if (!mayNavigate(event)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });

  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(isAllowed(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin));
  session.setDevicePermissionHandler(() => false);

  // The content security policy already keeps the page from asking; this holds for pages without one, too.
  const local = new Set([`${appScheme}:`, 'blob:', 'data:', 'devtools:']);
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !local.has(new URL(details.url).protocol) });
  });
}

/** Writing what the user copies is all that the page may do; reading the clipboard is another permission. */
function isAllowed(permission: string, url: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurs(url);
}

/** Listens to the page; a message from any other sender is dropped. */
export function listenToPage(channel: string, listener: (event: IpcMainEvent, ...values: unknown[]) => void): void {
  ipcMain.on(channel, (event, ...values: unknown[]) => {
    if (isFromOurPage(event)) listener(event, ...values);
  });
}

/** Answers the page; any other sender gets an error. */
export function answerPage(
  channel: string,
  answer: (event: IpcMainInvokeEvent, ...values: unknown[]) => unknown,
): void {
  ipcMain.handle(channel, (event, ...values: unknown[]) => {
    if (!isFromOurPage(event)) throw new Error('Only the page of the workbench is answered.');
    return answer(event, ...values);
  });
}
