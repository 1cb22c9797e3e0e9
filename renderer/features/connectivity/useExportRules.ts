import { useState } from 'react';
import type { GeneratedRules } from '#shared/network/generate/generatedRules.ts';
import type { GenerateTarget } from '#shared/network/generate/generateTargets.ts';
import { useClient } from '../../client/client.ts';
import { addedRules } from '../../state/ruleSets.ts';
import { showToast } from '../../state/toasts.ts';
import { usePlan } from '../../state/usePlan.ts';
import { downloadText } from '../../ui/downloadText.ts';
import { count } from '../words/counts.ts';
import { folderOf } from '../words/files.ts';

interface ExportOfRules {
  readonly exportRules: (rules: GeneratedRules) => Promise<void>;
  /** What would be replaced, as a sentence, while that is asked. */
  readonly replacing: string | undefined;
  readonly replace: () => Promise<void>;
  readonly leave: () => void;
}

/** Writes the files of generated rules: into a folder on the desktop, as downloads in a browser. */
export function useExportRules(target: GenerateTarget): ExportOfRules {
  const client = useClient();
  const { file } = usePlan();
  const [asked, setAsked] = useState<{ readonly folder: string; readonly message: string }>();

  const write = async (folder: string, force: boolean): Promise<void> => {
    const rules = addedRules(file);
    const order = { plan: file, target, folder, force, ...(rules.length === 0 ? {} : { rules: [...rules] }) };
    const written = await client.egress.writeGenerated(order);
    if (written.ok) {
      const text = `${count(written.value.paths.length, 'file')} in ${folderOf(written.value.paths[0] ?? folder)}`;
      showToast({ title: 'Rules exported', text });
    } else if (written.failure.kind === 'already-exists') {
      setAsked({ folder, message: written.failure.message });
    } else {
      showToast({ title: 'Rules not exported', text: written.failure.message });
    }
  };

  return {
    async exportRules({ files }) {
      const host = globalThis.window.pdpHost;
      if (host === undefined) {
        for (const { name, mediaType, text } of files) downloadText(name, mediaType, text);
        showToast({ title: 'Rules exported', text: `${count(files.length, 'file')} handed to the browser` });
        return;
      }
      const [folder] = await host.choose('generated-folder', file);
      if (folder !== undefined) await write(folder, false);
    },
    replacing: asked?.message,
    async replace() {
      setAsked(undefined);
      if (asked !== undefined) await write(asked.folder, true);
    },
    leave: () => setAsked(undefined),
  };
}
