/**
 * The address of what is on the screen, kept in the location's hash, so that one form serves the desktop's own scheme and
 * the browser host, needs no server's help, and can be reloaded and copied. `plan` is the file that the pages are about.
 */

export const choiceSteps = [
  'edition',
  'model',
  'cloud',
  'tier',
  'network',
  'connections',
  'cluster',
  'owners',
  'review',
] as const;
export type ChoiceStep = (typeof choiceSteps)[number];

export const pages = [
  'plans',
  'plan',
  'raci',
  'connections',
  'components',
  'infrastructure',
  'evidence',
  'cluster',
  'findings',
  'tier',
  'waivers',
  'report',
  'runs',
  'catalogue',
  'settings',
] as const;
export type Page = (typeof pages)[number];

export interface Route {
  readonly page: Page;
  /** What of the page is open: a step of the choices and a row in it, a row's id, or two runs as `before..after`. */
  readonly detail?: string | undefined;
  readonly plan?: string | undefined;
  /** A choice of how the page shows it, such as the model that is compared. */
  readonly view?: Readonly<Record<string, string>> | undefined;
}

/** Pages that say nothing without a plan. */
export function needsPlan(page: Page): boolean {
  return page !== 'plans' && page !== 'catalogue' && page !== 'settings';
}

/** An address that names no page gives undefined. */
export function parseRoute(hash: string): Route | undefined {
  const text = hash.replace(/^#/, '');
  const question = text.indexOf('?');
  const path = question === -1 ? text : text.slice(0, question);
  const query = new URLSearchParams(question === -1 ? '' : text.slice(question + 1));
  const [head = '', ...rest] = path.replace(/^\//, '').split('/');
  const name = head === '' ? 'plans' : head;
  const page = pages.find((known) => known === name);
  if (page === undefined) return undefined;
  const detail = rest.map(decode).join('/');
  const plan = query.get('plan') ?? undefined;
  query.delete('plan');
  const view = Object.fromEntries(query);
  return {
    page,
    ...(detail === '' ? {} : { detail }),
    ...(plan === undefined ? {} : { plan }),
    ...(Object.keys(view).length === 0 ? {} : { view }),
  };
}

export function formatRoute(route: Route): string {
  const path = route.page === 'plans' ? '/' : `/${route.page}`;
  const detail = route.detail === undefined ? '' : `/${route.detail.split('/').map(encodeURIComponent).join('/')}`;
  const query = new URLSearchParams();
  if (route.plan !== undefined) query.set('plan', route.plan);
  for (const [name, value] of Object.entries(route.view ?? {})) query.set(name, value);
  const text = query.toString();
  return `#${path}${detail}${text === '' ? '' : `?${text}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
