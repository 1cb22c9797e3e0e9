import type { ReportFormat } from '#shared/report/reportFormats.ts';
import { useClient } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { downloadText } from '../../ui/downloadText.ts';
import { showToast } from '../../state/toasts.ts';
import { useFolderExport } from '../../state/useFolderExport.ts';
import type { FolderExport } from '../../state/useFolderExport.ts';
import { usePlan } from '../../state/usePlan.ts';
import { count } from '../words/counts.ts';

interface ExportOfReport extends Omit<FolderExport, 'exportTo'> {
  readonly exportReport: () => Promise<void>;
}

/** Writes the report’s files: into a folder on the desktop, as downloads in a browser. */
export function useExportReport(run: string, formats: readonly ReportFormat[]): ExportOfReport {
  const client = useClient();
  const { file } = usePlan();
  const { exportTo, ...asking } = useFolderExport('Report', (folder, force) =>
    client.report.write({ plan: file, run, formats: [...formats], folder, force }),
  );
  return {
    ...asking,
    async exportReport() {
      const host = globalThis.window.pdpHost;
      if (host === undefined) {
        await download(client, { plan: file, run, formats });
        return;
      }
      const [folder] = await host.choose('report-folder', file);
      if (folder !== undefined) await exportTo(folder);
    },
  };
}

interface ExportRequest {
  readonly plan: string;
  readonly run: string;
  readonly formats: readonly ReportFormat[];
}

async function download(client: PdpClient, { plan, run, formats }: ExportRequest): Promise<void> {
  for (const format of formats) {
    const made = await client.report.render({ plan, run, format });
    if (!made.ok) {
      showToast({ title: 'Report not exported', text: made.failure.message });
      return;
    }
    downloadText(made.value.name, made.value.mediaType, made.value.text);
  }
  showToast({ title: 'Report exported', text: `${count(formats.length, 'file')} handed to the browser` });
}
