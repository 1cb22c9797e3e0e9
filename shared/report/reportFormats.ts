/** The formats that a report can be written in. */
export const reportFormats = ['html', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];
