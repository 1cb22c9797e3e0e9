import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { FoundInSource } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import { openSource } from './openSource.ts';
import type { SourceAbilities, SourceInput } from './openSource.ts';

export interface FindInSourceInput extends SourceInput {
  readonly words: string;
}

/** More than anybody goes through one by one. */
const mostPlaces = 5000;

/** Where words stand in the plan or in a rule file. */
export async function findInSource(
  abilities: SourceAbilities,
  input: FindInSourceInput,
  signal?: AbortSignal,
): Promise<Outcome<FoundInSource>> {
  const source = await openSource(abilities, input, signal);
  if (!source.ok) return source;
  const search = source.value.find(input.words, mostPlaces);
  let step = search.next();
  for (; step.done !== true; step = search.next()) {
    await abilities.giveWay();
    if (signal?.aborted === true) return failure('cancelled', 'The search was cancelled.');
  }
  return succeed(step.value);
}
