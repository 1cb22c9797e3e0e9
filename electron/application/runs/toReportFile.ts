import type { ReportFormat } from '#shared/report/reportFormats.ts';
import type { ReportFile } from '#shared/contract/views.ts';
import type { Report } from '#shared/report/report.ts';
import { toHtml } from '#shared/report/writers/toHtml.ts';
import { toJson } from '#shared/report/writers/toJson.ts';

const writers = {
  html: { name: 'report.html', mediaType: 'text/html', write: toHtml },
  json: { name: 'report.json', mediaType: 'application/json', write: toJson },
} as const satisfies Record<
  ReportFormat,
  { readonly name: string; readonly mediaType: string; readonly write: (report: Report) => string }
>;

export function toReportFile(report: Report, format: ReportFormat): ReportFile {
  const { name, mediaType, write } = writers[format];
  return { name, mediaType, text: write(report) };
}
