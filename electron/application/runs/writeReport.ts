import type { ReportFormat } from '#shared/report/reportFormats.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { isReport } from '#shared/report/reportMark.ts';
import { buildRunReport } from './buildRunReport.ts';
import type { RunReportInput } from './buildRunReport.ts';
import type { Abilities } from '../ports.ts';
import { toReportFile } from './toReportFile.ts';

export interface WriteReportInput extends RunReportInput {
  readonly formats: readonly ReportFormat[];
  readonly folder: string;
  /** Takes the place of whatever is there; otherwise of earlier reports alone. */
  readonly force?: boolean | undefined;
}

/** Writes the report of a run into a folder, one file a format, all of them or none; the paths of what was written. */
export async function writeReport(
  abilities: Pick<Abilities, 'archive' | 'catalog' | 'planFiles' | 'outputFolder'>,
  { formats, folder, force = false, ...input }: WriteReportInput,
): Promise<Outcome<readonly string[]>> {
  const report = await buildRunReport(abilities, input);
  if (!report.ok) return report;
  return abilities.outputFolder.write(
    folder,
    formats.map((format) => toReportFile(report.value, format)),
    (beginning) => force || isReport(beginning),
  );
}
