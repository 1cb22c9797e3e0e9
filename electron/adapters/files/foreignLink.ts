import { lstatSync, readlinkSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';

const writableByOthers = 0o002;
const sticky = 0o1000;
/** As many links as Linux follows on the way to one file. */
const mostLinks = 40;

/**
 * A symbolic link on the way to a path, as it is named and as the links on it lead, that another user has put into a folder
 * which everybody may write to, such as /tmp. Linux follows none of those (fs.protected_symlinks), where it is told so, but
 * the resolving of a path goes around that. Windows and its links are out of scope: making one takes privileges there.
 */
export function findForeignLink(absolute: string): string | undefined {
  const own = process.geteuid?.();
  if (own === undefined) return undefined;
  let rest = partsOf(absolute);
  let at = path.parse(absolute).root;
  for (let links = 0; rest.length > 0 && links <= mostLinks;) {
    const [name = '', ...after] = rest;
    const place = path.join(at, name);
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    rest = after;
    if (!found.isSymbolicLink()) {
      at = place;
      continue;
    }
    links += 1;
    if (isForeign(found, statSync(at), own)) return place;
    const target = path.resolve(at, readlinkSync(place));
    rest = [...partsOf(target), ...rest];
    at = path.parse(target).root;
  }
  return undefined;
}

/** The owner of the folder could put a link there whatever its mode is, and is trusted with it. */
function isForeign(link: Stats, folder: Stats, own: number): boolean {
  const isOpenToAll = (folder.mode & writableByOthers) !== 0 && (folder.mode & sticky) !== 0;
  return isOpenToAll && link.uid !== own && link.uid !== folder.uid;
}

function partsOf(absolute: string): readonly string[] {
  return absolute
    .slice(path.parse(absolute).root.length)
    .split(path.sep)
    .filter((part) => part !== '');
}
