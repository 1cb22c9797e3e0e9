import { succeed } from '#shared/kernel/result.ts';
import type { GeneratedRules } from '#shared/network/generate/generatedRules.ts';
import type { GenerateTarget } from '#shared/network/generate/generateTargets.ts';
import { useClient } from '../../client/client.ts';
import { judgedBy } from '../../state/judgedBy.ts';
import { showToast } from '../../state/toasts.ts';
import { useFolderExport } from '../../state/useFolderExport.ts';
import type { FolderExport } from '../../state/useFolderExport.ts';
import { usePlan } from '../../state/usePlan.ts';
import { downloadText } from '../../ui/downloadText.ts';
import { count } from '../words/counts.ts';

interface ExportOfRules extends Omit<FolderExport, 'exportTo'> {
  readonly exportRules: (rules: GeneratedRules) => Promise<void>;
}

/** Writes the files of generated rules: into a folder on the desktop, as downloads in a browser. */
export function useExportRules(target: GenerateTarget): ExportOfRules {
  const client = useClient();
  const { file } = usePlan();
  const { exportTo, ...asking } = useFolderExport('Rules', async (folder, force) => {
    const written = await client.egress.writeGenerated({ plan: file, target, folder, force, ...judgedBy(file) });
    return written.ok ? succeed(written.value.paths) : written;
  });

  return {
    ...asking,
    async exportRules({ files }) {
      const host = globalThis.window.pdpHost;
      if (host === undefined) {
        for (const { name, mediaType, text } of files) downloadText(name, mediaType, text);
        showToast({ title: 'Rules exported', text: `${count(files.length, 'file')} handed to the browser` });
        return;
      }
      const [folder] = await host.choose('generated-folder', file);
      if (folder !== undefined) await exportTo(folder);
    },
  };
}
