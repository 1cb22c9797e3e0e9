/**
 * Paths as text, for use cases that run where there is no operating system to ask. Both separators are understood, since
 * a plan that was written on one platform is read on another.
 */

/** The folder that holds the file; both absolute. */
export function folderOf(path: string): string {
  const end = lastSeparator(path);
  return end <= 0 ? path.slice(0, end + 1) : path.slice(0, end);
}

/** The last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(lastSeparator(path) + 1);
}

/** A path as it is meant in a file that lies in `folder`; an absolute one stands for itself. */
export function pathFrom(folder: string, path: string): string {
  return isAbsolute(path) ? path : `${folder.replace(/[/\\]$/, '')}/${path}`;
}

/**
 * The name of a file below `folder`, with slashes, as the plan in that folder would write it: so that a record says the same
 * wherever the folder lies. A file elsewhere keeps its absolute path.
 */
export function nameIn(folder: string, path: string): string {
  const plain = path.replaceAll('\\', '/');
  const above = `${folder.replaceAll('\\', '/').replace(/\/$/, '')}/`;
  return plain.startsWith(above) ? plain.slice(above.length) : path;
}

function isAbsolute(path: string): boolean {
  return /^(?:[/\\~]|[A-Za-z]:[/\\])/.test(path);
}

function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
}
