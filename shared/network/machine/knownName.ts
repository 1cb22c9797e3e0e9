/** What is known of the name of a destination, and how tests on it answer. */
export type Answer = 'yes' | 'no' | 'perhaps';

/** A name, or with `isPattern` all names that end in it: `*.example.com` is the pattern `.example.com`. */
export interface KnownName {
  readonly text: string;
  readonly isPattern: boolean;
}

export function toKnownName(host: string): KnownName {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name.startsWith('*.') ? { text: name.slice(1), isPattern: true } : { text: name, isPattern: false };
}

/** Whether a host of the plan, `example.com` or `*.example.com`, means this name. */
export function isMeantBy(host: string, name: string): boolean {
  const { text, isPattern } = toKnownName(host);
  const called = toKnownName(name).text;
  return isPattern ? called.endsWith(text) : called === text;
}
