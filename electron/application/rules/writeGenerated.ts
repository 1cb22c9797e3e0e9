import type { Outcome } from '#shared/contract/failure.ts';
import type { WrittenRules } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import { generateEgress } from './generateEgress.ts';
import type { GenerateEgressInput } from './generateEgress.ts';
import type { Abilities } from '../ports.ts';

export interface WriteGeneratedInput extends GenerateEgressInput {
  readonly folder: string;
  /** Takes the place of files that are there; otherwise nothing is written when one of them is. */
  readonly force?: boolean | undefined;
}

/** Writes generated rules into a folder, all of their files or none. */
export async function writeGenerated(
  abilities: Abilities,
  { folder, force = false, ...input }: WriteGeneratedInput,
  signal?: AbortSignal,
): Promise<Outcome<WrittenRules>> {
  const generated = await generateEgress(abilities, input, signal);
  if (!generated.ok) return generated;
  const written = await abilities.outputFolder.write(folder, generated.value.files, () => force);
  return written.ok ? succeed({ ...generated.value, paths: written.value }) : written;
}
