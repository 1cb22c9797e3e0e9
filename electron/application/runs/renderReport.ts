import type { ReportFormat } from '#shared/report/reportFormats.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { ReportFile } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import { buildRunReport } from './buildRunReport.ts';
import type { RunReportInput } from './buildRunReport.ts';
import type { Abilities } from '../ports.ts';
import { toReportFile } from './toReportFile.ts';

export interface RenderReportInput extends RunReportInput {
  readonly format: ReportFormat;
}

/** The report of a run in one format, to be shown or downloaded. */
export async function renderReport(
  abilities: Pick<Abilities, 'archive' | 'catalog' | 'planFiles'>,
  { format, ...input }: RenderReportInput,
): Promise<Outcome<ReportFile>> {
  const report = await buildRunReport(abilities, input);
  return report.ok ? succeed(toReportFile(report.value, format)) : report;
}
