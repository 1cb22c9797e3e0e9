import { app, Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';

/**
 * The menu with each platform's own roles. There is no `reload` in it: its key belongs to the page, which runs the audit
 * with it.
 */
export function buildMenu(actions: { readonly openPlan: () => void; readonly createPlan: () => void }): Menu {
  const isMac = process.platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return Menu.buildFromTemplate([
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'New plan…', accelerator: 'CmdOrCtrl+N', click: actions.createPlan },
        { label: 'Open plan…', accelerator: 'CmdOrCtrl+O', click: actions.openPlan },
        separator,
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [separator, { role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
    ...(isMac ? [] : [{ label: '&Help', submenu: [{ role: 'about' } as const] }]),
  ]);
}
