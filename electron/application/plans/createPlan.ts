import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { CreatedPlan } from '#shared/contract/views.ts';
import { succeed } from '#shared/kernel/result.ts';
import { newPlan } from '#shared/plan/newPlan.ts';
import type { PlanChoices } from '#shared/plan/newPlan.ts';
import { fileNameOf, folderOf, pathFrom } from '../rules/fileNames.ts';
import { findSample, planOfSample, unknownSample } from './sampleFiles.ts';
import type { Abilities } from '../ports.ts';
import { viewPlan } from './viewPlan.ts';
import type { ViewAbilities } from './viewPlan.ts';

export interface CreatePlanInput {
  readonly file: string;
  /** The plan's name; without one it is called after its file, or after the folder of a file called `plan`. */
  readonly name?: string | undefined;
  /** Writes the files of this sample, with its plan under the name that was asked for. */
  readonly sample?: string | undefined;
  /** Of a fresh plan; the others are made as they are most often. */
  readonly choices?: PlanChoices | undefined;
}

/** Writes a fresh plan or the files of a sample. Nothing is written when one of the files is there already. */
export async function createPlan(
  abilities: ViewAbilities & Pick<Abilities, 'samples'>,
  { file, name, sample, choices = {} }: CreatePlanInput,
): Promise<Outcome<CreatedPlan>> {
  const { samples, planFiles } = abilities;
  const path = planFiles.resolve(file);
  if (!path.ok) return path;
  if (!/\.(?:yaml|yml)$/i.test(path.value)) {
    return failure('bad-input', `${file} does not end in .yaml.`, { remedy: 'A plan is a YAML file: name it so.' });
  }
  const files =
    sample === undefined
      ? [freshPlan(path.value, name, choices)]
      : placeSample(findSample(sample, samples), path.value);
  if (files === undefined) return unknownSample(sample ?? '', samples);
  const present = files.filter((each) => planFiles.exists(each.path));
  if (present.length > 0) {
    return failure('already-exists', `${present.map((each) => each.path).join(', ')} is there already.`, {
      remedy: 'Nothing was written. Name another file, or take this one away.',
    });
  }
  for (const each of files) {
    const written = planFiles.write(each.path, each.text);
    if (!written.ok) return written;
  }
  const view = viewPlan(abilities, { file: path.value });
  return view.ok ? succeed({ ...view.value, files: files.map((each) => each.path) }) : view;
}

interface PlacedFile {
  readonly path: string;
  readonly text: string;
}

function freshPlan(path: string, name: string | undefined, choices: PlanChoices): PlacedFile {
  const base = fileNameOf(path).replace(/\.[^.]*$/, '');
  return { path, text: newPlan(name ?? (base === 'plan' ? fileNameOf(folderOf(path)) : base), choices) };
}

/** A sample's plan refers to its rules by their place beside it, so they keep their names. */
function placeSample(files: Abilities['samples'][string] | undefined, path: string): readonly PlacedFile[] | undefined {
  return files
    ?.map((file) => ({
      path: file.path === planOfSample ? path : pathFrom(folderOf(path), file.path),
      text: file.text,
    }))
    .toSorted((one, other) => Number(other.path === path) - Number(one.path === path));
}
