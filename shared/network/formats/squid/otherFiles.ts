/** Finds, among the files that were given, those that a configuration calls by the paths of its own machine. */
import type { SquidFile } from './readSquidConfig.ts';

/**
 * By the last part of the path, and by the folder before it where the path is a pattern: `/etc/squid/conf.d/*.conf` means the
 * files of a folder `conf.d`. Sorted by name, as squid reads them.
 */
export function findIncluded(pattern: string, from: string, files: readonly SquidFile[]): readonly SquidFile[] {
  const parts = pattern.split('/');
  const name = parts.at(-1) ?? '';
  const folder = parts.at(-2);
  const isPattern = /[*?[]/.test(name);
  const named = files.filter(({ file }) => file !== from && fits(name, baseOf(file)));
  const near = named.filter(({ file }) => folderOf(file) === folder);
  const chosen = near.length > 0 || isPattern ? near : named.slice(0, 1);
  return chosen.toSorted((one, other) => (one.file < other.file ? -1 : 1));
}

export function findList(path: string, files: readonly SquidFile[]): SquidFile | undefined {
  const [first] = findIncluded(path, '', files);
  return first;
}

function baseOf(file: string): string {
  return file.split('/').at(-1) ?? '';
}

function folderOf(file: string): string | undefined {
  return file.split('/').at(-2);
}

/** A star stands for any characters and a question mark for one; walked once, with the last star to come back to. */
function fits(pattern: string, name: string): boolean {
  let [at, in_] = [0, 0];
  let [star, mark] = [-1, 0];
  while (in_ < name.length) {
    if (pattern[at] === '?' || (pattern[at] !== '*' && pattern[at] === name[in_])) {
      at += 1;
      in_ += 1;
    } else if (pattern[at] === '*') {
      star = at++;
      mark = in_;
    } else if (star >= 0) {
      at = star + 1;
      in_ = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
