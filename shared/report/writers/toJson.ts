import type { Report } from '../report.ts';

/** The report as it is, for other programs; `resources/schemas/report.schema.json` describes it. */
export function toJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
