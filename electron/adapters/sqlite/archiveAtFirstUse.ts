import type { Archive, Digest } from '#electron/application/ports.ts';
import type { Outcome } from '#shared/contract/failure.ts';

/**
 * The archive, opened when it is first asked for: loading the driver and the query builder takes longer than most commands
 * do. An opening that failed is tried again at the next call, since the user may have mended what was wrong.
 */
export function archiveAtFirstUse(options: {
  readonly dataFolder: string;
  readonly digest: Digest;
}): () => Promise<Outcome<Archive>> {
  let opened: Promise<Outcome<Archive>> | undefined;

  async function open(): Promise<Outcome<Archive>> {
    const { openArchive } = await import('./openArchive.ts');
    const archive = await openArchive(options);
    if (!archive.ok) opened = undefined;
    return archive;
  }

  return () => (opened ??= open());
}
