/**
 * What the user calls a file: one that was dropped is kept in a folder of its session, which is named after what it holds, and
 * has its own name and folders below that.
 */
export function ownName(file: string): string {
  return droppedName(file) ?? file;
}

/** Undefined for a file that is read where it lies. */
export function droppedName(file: string): string | undefined {
  return /[/\\]uploads[/\\]\d+-[\da-f-]{36}[/\\][\da-f]{64}[/\\](?<name>.+)$/.exec(file)?.groups?.['name'];
}
