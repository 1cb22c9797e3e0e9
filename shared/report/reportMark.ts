/** What the HTML of a report names as its maker. */
export const generatorName = 'PDP Workbench';

/** Whether a file is a report of this program, by how it begins. */
export function isReport(beginning: string): boolean {
  return (
    beginning.includes(`<meta name="generator" content="${generatorName}">`) ||
    /^\{\s*"apiVersion": "pdp-workbench\/v1",\s*"kind": "Report",/.test(beginning)
  );
}
