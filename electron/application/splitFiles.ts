import type { DroppedFile } from './ports.ts';

/** Dropped files as they are sent: in one piece, since of thousands that are sent each by itself a page stands still. */
export interface SentFiles {
  /** In the order in which they follow each other in `content`, which has as many bytes as all of them. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly content: { slice(start: number, end: number): DroppedFile['content'] };
}

/** The files again, of which none is read. */
export function splitFiles({ files, content }: SentFiles): readonly DroppedFile[] {
  let start = 0;
  return files.map(({ name, bytes }) => {
    const end = start + bytes;
    const file = { name, content: content.slice(start, end) };
    start = end;
    return file;
  });
}
