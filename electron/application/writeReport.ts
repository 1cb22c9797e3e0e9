import type { ReportFormat } from '#shared/report/reportFormats.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { buildRunReport } from './buildRunReport.ts';
import type { RunReportInput } from './buildRunReport.ts';
import type { Abilities } from './ports.ts';
import { toReportFile } from './toReportFile.ts';

export interface WriteReportInput extends RunReportInput {
  readonly formats: readonly ReportFormat[];
  readonly folder: string;
}

/** Writes the report of a run into a folder, one file a format, all of them or none; the paths of what was written. */
export async function writeReport(
  abilities: Pick<Abilities, 'archive' | 'catalog' | 'planFiles' | 'reportFolder'>,
  { formats, folder, ...input }: WriteReportInput,
): Promise<Outcome<readonly string[]>> {
  const report = await buildRunReport(abilities, input);
  if (!report.ok) return report;
  return abilities.reportFolder.write(
    folder,
    formats.map((format) => toReportFile(report.value, format)),
    'replace',
  );
}
