import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { describeEditFailure, editPlan as editPlanText } from '#shared/plan/editPlan.ts';
import type { PlanEdit } from '#shared/plan/editPlan.ts';
import { parsePlan } from '#shared/plan/parsePlan.ts';
import { isSampleFile } from './sampleFiles.ts';
import { viewPlan } from './viewPlan.ts';
import type { ViewAbilities } from './viewPlan.ts';

export interface EditPlanInput {
  readonly file: string;
  /** The revision that the edits were made for. */
  readonly revision: string;
  readonly edits: readonly PlanEdit[];
}

/**
 * Saves edits into the plan file, comments and order kept. Nothing is written when the file has changed since the revision
 * that was edited, or when it would no longer be a plan afterwards.
 */
export async function editPlan(
  abilities: ViewAbilities,
  { file, revision, edits }: EditPlanInput,
): Promise<Outcome<PlanView>> {
  const { planFiles, sampleFolder } = abilities;
  const path = planFiles.resolve(file);
  if (!path.ok) return path;
  if (isSampleFile(sampleFolder, path.value)) {
    return failure('forbidden', 'The sample plan is read only.', {
      remedy: 'Save a copy as a file of your own, and edit that.',
    });
  }
  const read = planFiles.read(path.value);
  if (!read.ok) return read;
  if (read.value.hash !== revision) {
    return failure('changed-on-disk', `${path.value} was changed by something else since it was read.`, {
      remedy: 'Open it again, and repeat the edit.',
    });
  }
  const edited = editPlanText(read.value.text, edits);
  if (!edited.ok) {
    const problems = edited.failure.kind === 'text-unreadable' ? edited.failure.problems : [];
    return failure('bad-input', describeEditFailure(edited.failure), { problems });
  }
  const parsed = parsePlan(edited.value, path.value);
  if (!parsed.ok) {
    return failure('bad-input', 'With this edit it would no longer be a plan.', { problems: parsed.failure.problems });
  }
  const written = planFiles.write(path.value, edited.value);
  return written.ok ? viewPlan(abilities, { file: path.value }) : written;
}
