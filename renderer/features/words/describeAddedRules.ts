import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { count, listed } from './counts.ts';
import { baseName, liesUnder } from './files.ts';

const FILES_NAMED = 2;

export interface AddedRulesWords {
  readonly title: string;
  readonly text: string;
  readonly tone?: 'warning';
  /** The first file with something wrong in it; absent where nothing is. */
  readonly faulty?: string;
}

/** What became of rules that were just added, from the files or folders at `paths`: how many, and what is wrong in them. */
export function describeAddedRules(
  paths: readonly string[],
  planFolder: string,
  { sources, problems }: Pick<EgressCheck, 'sources' | 'problems'>,
): AddedRulesWords {
  const isAdded = ({ file }: { readonly file: string }): boolean =>
    paths.some((path) => liesUnder(file, path, planFolder));
  const files = sources.filter(isAdded);
  const faults = problems.filter(isAdded);
  const [faulty, ...others] = new Set(faults.map(({ file }) => file));
  const title = `${count(files.length, 'file')} added`;
  if (faulty === undefined) {
    return {
      title,
      text: files.length === 0 ? 'No rule file was found there.' : 'The connections are judged with them.',
    };
  }
  const shown = [faulty, ...others].slice(0, FILES_NAMED).map(baseName);
  const more = others.length + 1 - shown.length;
  const named = listed([...shown, ...(more > 0 ? [`${more} more`] : [])]);
  const isUnread = faults.some(({ severity }) => severity === 'error');
  return {
    tone: 'warning',
    title: `${title}, ${count(faults.length, 'problem')}`,
    text: `In ${named}. ${isUnread ? unreadDecides : 'The connections are judged with the rest.'}`,
    faulty,
  };
}

/** A file that can't be read may decide any row of its layer, and one that nothing is known of any row at all. */
const unreadDecides = 'Rows that depend on what could not be read are unknown.';
