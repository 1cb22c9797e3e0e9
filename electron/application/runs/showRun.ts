import type { Outcome } from '#shared/contract/failure.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { findRun } from './findRun.ts';
import type { Abilities } from '../ports.ts';

export async function showRun(
  { archive, planFiles }: Pick<Abilities, 'archive' | 'planFiles'>,
  { id }: { readonly id: string },
): Promise<Outcome<RunRecord>> {
  const opened = await archive();
  return opened.ok ? findRun(opened.value, planFiles, id) : opened;
}
