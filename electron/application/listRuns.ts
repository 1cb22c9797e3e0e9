import type { Outcome } from '#shared/contract/failure.ts';
import type { RunSummary } from '#shared/history/runRecord.ts';
import type { Abilities } from './ports.ts';

/** The runs that are kept, newest first; of one plan file or of all. */
export async function listRuns(
  { archive, planFiles }: Pick<Abilities, 'archive' | 'planFiles'>,
  { plan }: { readonly plan?: string | undefined },
): Promise<Outcome<readonly RunSummary[]>> {
  const opened = await archive();
  if (!opened.ok) return opened;
  if (plan === undefined) return opened.value.listRuns();
  const path = planFiles.resolve(plan);
  return path.ok ? opened.value.listRuns(path.value) : path;
}
