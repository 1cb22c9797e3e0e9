import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { enumerate } from '#shared/kernel/enumerate.ts';
import { withOwnNames } from '#shared/history/withOwnNames.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { KeptText } from '#shared/contract/views.ts';
import { findRun } from './findRun.ts';
import type { Abilities } from '../ports.ts';

export interface ShowEvidenceInput {
  /** The run's number, id or hash. */
  readonly id: string;
  /** As the run's record or a report of it names it. */
  readonly name: string;
  /** So many characters from its beginning; without it, all of it. */
  readonly most?: number | undefined;
}

/** What a run kept of something that it had read, so that others can compute its hash and judge it again. */
export async function showEvidence(
  { archive, planFiles }: Pick<Abilities, 'archive' | 'planFiles'>,
  { id, name, most }: ShowEvidenceInput,
): Promise<Outcome<KeptText>> {
  const opened = await archive();
  if (!opened.ok) return opened;
  const found = await findRun(opened.value, planFiles, id);
  if (!found.ok) return found;
  const { evidence } = found.value.run;
  const called = withOwnNames(found.value).run.evidence;
  const named = evidence.find((kept, index) => kept.name === name || called[index]?.name === name);
  if (named === undefined) {
    return failure('not-found', `Run ${id} kept nothing called ${name}.`, {
      remedy: `It kept ${enumerate(called.map((kept) => kept.name))}.`,
    });
  }
  const text = await opened.value.readEvidence(named.hash);
  if (!text.ok) return text;
  if (text.value === undefined) {
    return failure('incomplete', `What run ${id} kept of ${name} is gone.`, { remedy: 'See `pdp history verify`.' });
  }
  return succeed({ ...named, text: text.value.slice(0, most), length: text.value.length });
}
