import { describeValue } from '../../../kernel/describeValue.ts';

/** What a URL or a path of a resource names: `projects/P/global/networks/N`, whole, in part, or the last word alone. */
export interface ResourceName {
  readonly project: string | undefined;
  readonly name: string;
  /** Without the address of the API. */
  readonly path: string;
}

export function toResourceName(text: string): ResourceName {
  const path = toResourcePath(text);
  const [first, project] = path.split('/');
  return {
    project: first === 'projects' && project !== undefined ? project : undefined,
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
  };
}

/** `https://www.googleapis.com/compute/v1/projects/P/…` and `//networksecurity.googleapis.com/v1/projects/P/…` as `projects/P/…`. */
export function toResourcePath(text: string): string {
  for (const root of ['projects/', 'organizations/', 'folders/']) {
    if (text.startsWith(root)) return text;
    const at = text.indexOf(`/${root}`);
    if (at >= 0) return text.slice(at + 1);
  }
  return text;
}

/** Whether both mean one thing; undefined where one has the number of a project and the other its name. */
export function isSameResource(one: ResourceName, other: ResourceName): boolean | undefined {
  if (one.name !== other.name) return false;
  if (one.project === undefined || other.project === undefined || one.project === other.project) return true;
  return /^\d/.test(one.project) === /^\d/.test(other.project) ? false : undefined;
}

/** Whether a word of a plan means the resource: its name, its path, or the end of that. */
export function isNamed({ name, path }: ResourceName, word: string): boolean {
  if (!word.includes('/')) return name === word;
  const wanted = toResourcePath(word);
  return path === wanted || path.endsWith(`/${wanted}`);
}

export function describeName({ name }: ResourceName): string {
  return describeValue(name);
}
