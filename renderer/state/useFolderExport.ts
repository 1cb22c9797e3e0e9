import { useState } from 'react';
import type { Outcome } from '#shared/contract/failure.ts';
import { showToast } from './toasts.ts';

export interface FolderExport {
  readonly exportTo: (folder: string) => Promise<void>;
  /** What would be replaced, as a sentence, while that is asked. */
  readonly replacing: string | undefined;
  readonly replace: () => Promise<void>;
  readonly leave: () => void;
}

/** Writes files into a folder, and asks before it takes the place of somebody’s own. `noun` begins the toasts. */
export function useFolderExport(
  noun: string,
  write: (folder: string, force: boolean) => Promise<Outcome<readonly string[]>>,
): FolderExport {
  const [asked, setAsked] = useState<{ readonly folder: string; readonly message: string }>();

  const exportTo = async (folder: string, force: boolean): Promise<void> => {
    const written = await write(folder, force);
    if (written.ok) {
      const files = written.value.length === 1 ? '1 file' : `${written.value.length} files`;
      showToast({ title: `${noun} exported`, text: `${files} in ${folder}` });
    } else if (written.failure.kind === 'already-exists') {
      setAsked({ folder, message: written.failure.message });
    } else {
      showToast({ title: `${noun} not exported`, text: written.failure.message });
    }
  };

  return {
    exportTo: (folder) => exportTo(folder, false),
    replacing: asked?.message,
    async replace() {
      setAsked(undefined);
      if (asked !== undefined) await exportTo(asked.folder, true);
    },
    leave: () => setAsked(undefined),
  };
}
