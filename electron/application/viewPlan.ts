import { succeed } from '#shared/kernel/result.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { findPlanProblems } from '#shared/plan/findPlanProblems.ts';
import { isSampleFile } from './openSample.ts';
import type { Abilities } from './ports.ts';
import { readPlan } from './readPlan.ts';
import type { ReadPlan } from './readPlan.ts';

/** A plan file as the pages and `pdp plan check` show it. */
export function viewPlan(
  abilities: Pick<Abilities, 'catalog' | 'planFiles' | 'sampleFolder'>,
  { file }: { readonly file: string },
): Outcome<PlanView> {
  const read = readPlan(abilities, file);
  return read.ok ? succeed(toPlanView(abilities, read.value)) : read;
}

export function toPlanView(
  { catalog, sampleFolder }: Pick<Abilities, 'catalog' | 'sampleFolder'>,
  { path, hash, plan, problems, places, locate }: ReadPlan,
): PlanView {
  return {
    file: path,
    revision: hash,
    plan,
    sample: isSampleFile(sampleFolder, path),
    problems,
    findings: findPlanProblems(catalog, plan).map((finding) => ({ ...finding, line: locate(finding.path).line })),
    lines: Object.fromEntries([...places()].map(([key, { line }]) => [key, line])),
  };
}
