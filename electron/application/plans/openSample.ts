import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { pathFrom } from '../rules/fileNames.ts';
import type { Abilities } from '../ports.ts';
import { findSample, planOfSample, unknownSample } from './sampleFiles.ts';
import { viewPlan } from './viewPlan.ts';
import type { ViewAbilities } from './viewPlan.ts';

/**
 * Opens a sample that comes with the program. Its files lie in the data folder, since rules are read from files; they are
 * put there when they are missing or are not what this version brings, so that nobody meets another one's edits.
 */
export async function openSample(
  abilities: ViewAbilities & Pick<Abilities, 'samples'>,
  { name }: { readonly name: string },
): Promise<Outcome<PlanView>> {
  const { samples, planFiles, sampleFolder } = abilities;
  const files = findSample(name, samples);
  if (files === undefined) return unknownSample(name, samples);
  const folder = pathFrom(sampleFolder, name);
  for (const { path, text } of files) {
    const place = pathFrom(folder, path);
    const present = planFiles.exists(place) ? planFiles.read(place) : undefined;
    if (present?.ok === true && present.value.text === text) continue;
    const written = planFiles.writeSample(`${name}/${path}`, text);
    if (!written.ok) return written;
  }
  return viewPlan(abilities, { file: pathFrom(folder, planOfSample) });
}
