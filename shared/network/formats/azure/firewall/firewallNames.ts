/**
 * Names in rules of Azure Firewall. A star stands at the left alone, for any characters: `*.x.com` is everything below x.com
 * at any depth, `*x.com` also x.com itself and ax.com. Source: Azure Firewall FAQ, "How do wildcards work".
 */
import type { Destination } from '../../../machine/destination.ts';

type Answer = 'yes' | 'no' | 'perhaps';

export function isNamePattern(text: string): boolean {
  return text.length <= 255 && /^\*?[\w.-]*$/.test(text) && text !== '';
}

/** Many names of a rule, of which a destination may bear one. */
export interface NameSet {
  answer(destination: Destination): Answer;
}

export function makeNameSet(names: readonly string[]): NameSet {
  let known: WantedNames | undefined;
  return {
    answer({ host, isNameless }) {
      if (names.length === 0) return 'no';
      const { exact, endings, hasAll } = (known ??= readNames(names));
      // Without a name in it the request is not what the rule is about, but for a rule for all of them.
      if (isNameless === true) return hasAll ? 'perhaps' : 'no';
      if (hasAll) return 'yes';
      if (host === undefined) return 'perhaps';
      const name = toName(host);
      if (!name.startsWith('*')) return exact.has(name) || endings.some((end) => name.endsWith(end)) ? 'yes' : 'no';
      // All names that end so are meant: what fits a part of them fits perhaps.
      const end = name.slice(1);
      if (endings.some((ending) => end.endsWith(ending))) return 'yes';
      const isPart = endings.some((ending) => ending.endsWith(end)) || [...exact].some((one) => one.endsWith(end));
      return isPart ? 'perhaps' : 'no';
    },
  };
}

interface WantedNames {
  readonly exact: ReadonlySet<string>;
  /** What stands behind a star. */
  readonly endings: readonly string[];
  readonly hasAll: boolean;
}

function readNames(names: readonly string[]): WantedNames {
  const wanted = names.map(toName);
  const endings = wanted.filter((name) => name.startsWith('*')).map((name) => name.slice(1));
  return { exact: new Set(wanted.filter((name) => !name.startsWith('*'))), endings, hasAll: endings.includes('') };
}

/** Whether it stands for all names that end so. */
export function isAnyName(host: string): boolean {
  return host.startsWith('*');
}

export function toName(text: string): string {
  const name = text.toLowerCase();
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** What rules by URL make of a destination: its host is known, and not what is asked for there. */
interface UrlSet {
  /** `whole`: the rule is for everything that the host has. */
  answer(destination: Destination): Answer | 'whole';
}

/** `x.com/path*`, `*.x.com/*`, with or without a scheme and a port. */
export function makeUrlSet(urls: readonly string[]): UrlSet {
  const parts = urls.map((url) => /^(?:https?:\/\/)?([^/:]*)(?::\d*)?(.*)$/is.exec(url.slice(0, longestUrl)));
  const hosts = parts.map((part) => ({ host: part?.[1] ?? '', path: part?.[2] ?? '' }));
  const isWhole = ({ host, path }: { host: string; path: string }): boolean => path === '/*' && isNamePattern(host);
  const whole = makeNameSet(hosts.filter(isWhole).map(({ host }) => host));
  const others = hosts.filter((one) => !isWhole(one));
  const some = makeNameSet(others.map(({ host }) => host));
  // A star behind the host stands for its path, and for whatever else the name could go on with.
  const beginnings = others
    .filter(({ host }) => host.length > 1 && host.endsWith('*'))
    .map(({ host }) => toName(host.slice(0, -1)));
  return {
    answer(destination) {
      const host = destination.host === undefined ? '' : toName(destination.host);
      const ofWhole = whole.answer(destination);
      if (ofWhole === 'yes') return 'whole';
      const mayBegin = host !== '' && beginnings.some((beginning) => host.startsWith(beginning));
      return ofWhole === 'perhaps' || mayBegin || some.answer(destination) !== 'no' ? 'perhaps' : 'no';
    },
  };
}

const longestUrl = 2000;
