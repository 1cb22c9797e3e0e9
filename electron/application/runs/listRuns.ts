import type { Outcome } from '#shared/contract/failure.ts';
import type { KeptRun } from '#shared/history/keptRun.ts';
import { listKeptRuns } from './listKeptRuns.ts';
import type { Abilities } from '../ports.ts';

/** The runs that are kept, newest first; of one plan file or of all. One that was altered is marked so. */
export async function listRuns(
  { archive, planFiles }: Pick<Abilities, 'archive' | 'planFiles'>,
  { plan }: { readonly plan?: string | undefined },
): Promise<Outcome<readonly KeptRun[]>> {
  const path = plan === undefined ? undefined : planFiles.resolve(plan);
  if (path?.ok === false) return path;
  const opened = await archive();
  return opened.ok ? listKeptRuns(opened.value, planFiles, path?.value) : opened;
}
