import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { toSnapshotFile } from '#shared/evidence/snapshotFile.ts';
import type { Abilities } from '../ports.ts';

/** Writes what was collected last, if it is what was looked at. */
export async function saveSnapshot(
  { collected, digest, snapshotFiles }: Pick<Abilities, 'collected' | 'digest' | 'snapshotFiles'>,
  { hash, file }: { readonly hash: string; readonly file: string },
): Promise<Outcome<string>> {
  const text = collected.get(hash);
  if (text === undefined) {
    return failure('not-found', 'This snapshot is no longer there: another one was collected since.', {
      remedy: 'Collect it again.',
    });
  }
  return snapshotFiles.write(file, toSnapshotFile(text, digest));
}
