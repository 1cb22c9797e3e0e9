/** The way to a value in a plan: keys, and positions in lists from 0. */
export type PlanPath = readonly (string | number)[];

/** As a person would write it: `network.path[0].layer`. */
export function describePath(path: PlanPath): string {
  if (path.length === 0) return 'the plan';
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}
