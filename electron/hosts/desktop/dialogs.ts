import path from 'node:path';
import { BrowserWindow, dialog } from 'electron';
import type { OpenDialogOptions, SaveDialogOptions } from 'electron';
import { desktopChoices } from '#shared/contract/desktopBridge.ts';
import type { DesktopChoice } from '#shared/contract/desktopBridge.ts';

type Dialog =
  | { readonly opens: true; readonly options: OpenDialogOptions }
  | { readonly opens: false; readonly options: SaveDialogOptions };

const planFilters = [{ name: 'Plan', extensions: ['yaml', 'yml', 'json'] }];
/** Rule files are told apart by what is in them, not by their names. */
const anyFile = [{ name: 'All files', extensions: ['*'] }];

const dialogs = {
  plan: {
    opens: true,
    options: { title: 'Open plan', filters: [...planFilters, ...anyFile], properties: ['openFile'] },
  },
  'new-plan': {
    opens: false,
    options: {
      title: 'New plan',
      buttonLabel: 'Create',
      defaultPath: 'plan.yaml',
      filters: planFilters,
      // The engine refuses to overwrite a plan: the system's own question would promise otherwise.
      properties: ['createDirectory'],
    },
  },
  'rule-files': {
    opens: true,
    options: { title: 'Add rule files', filters: anyFile, properties: ['openFile', 'multiSelections'] },
  },
  'rule-folder': {
    opens: true,
    options: { title: 'Add rule folder', properties: ['openDirectory', 'multiSelections'] },
  },
  snapshot: {
    opens: true,
    options: { title: 'Open snapshot of a cluster', filters: anyFile, properties: ['openFile'] },
  },
  'report-folder': {
    opens: true,
    options: { title: 'Export report to', properties: ['openDirectory', 'createDirectory', 'promptToCreate'] },
  },
  'generated-folder': {
    opens: true,
    options: { title: 'Export rules to', properties: ['openDirectory', 'createDirectory', 'promptToCreate'] },
  },
} as const satisfies Record<DesktopChoice, Dialog>;

/**
 * Asks the user for a path, beginning in `folder`; empty when they cancel. The page names the kind of choice only: words and
 * filters are ours.
 */
export async function choosePaths(
  window: BrowserWindow,
  what: DesktopChoice,
  folder?: string,
): Promise<readonly string[]> {
  const { opens, options }: Dialog = dialogs[what];
  if (opens) {
    const start = folder === undefined ? {} : { defaultPath: folder };
    return (await dialog.showOpenDialog(window, { ...options, ...start })).filePaths;
  }
  const start = folder === undefined ? {} : { defaultPath: path.join(folder, options.defaultPath ?? '') };
  const { filePath } = await dialog.showSaveDialog(window, { ...options, ...start });
  return filePath === '' || filePath === undefined ? [] : [filePath];
}

export function isDesktopChoice(value: unknown): value is DesktopChoice {
  return desktopChoices.some((choice) => choice === value);
}
