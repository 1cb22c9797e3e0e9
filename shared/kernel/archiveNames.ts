/** Names of archives, and of what is in them: `rules.zip!/folder/nsg.json`. */

/** Between the path of an archive and the name of a file in it. */
export const memberMark = '!/';

const archiveEnding = /\.(?:zip|tar|tar\.gz|tgz|gz)$/i;

export function isArchiveName(name: string): boolean {
  return archiveEnding.test(name);
}

/** The path of the archive and the name of the file in it, of the name of a file in an archive. */
export function splitMemberName(path: string): { readonly archive: string; readonly member: string } | undefined {
  for (let at = path.indexOf(memberMark); at >= 0; at = path.indexOf(memberMark, at + 1)) {
    const [archive, member] = [path.slice(0, at), path.slice(at + memberMark.length)];
    if (member !== '' && isArchiveName(archive)) return { archive, member };
  }
  return undefined;
}
