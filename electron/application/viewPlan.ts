import { succeed } from '#shared/kernel/result.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { judgePlan } from './judgePlan.ts';
import { isSampleFile } from './sampleFiles.ts';
import type { Abilities } from './ports.ts';
import { readPlan } from './readPlan.ts';
import type { ReadPlan } from './readPlan.ts';

/** A plan file as the pages and `pdp plan check` show it. */
export function viewPlan(
  abilities: Pick<Abilities, 'catalog' | 'digest' | 'planFiles' | 'sampleFolder'>,
  { file }: { readonly file: string },
): Outcome<PlanView> {
  const read = readPlan(abilities, file);
  return read.ok ? succeed(toPlanView(abilities, read.value)) : read;
}

export function toPlanView(
  abilities: Pick<Abilities, 'catalog' | 'digest' | 'sampleFolder'>,
  { path, hash, plan, problems, places, locate }: ReadPlan,
): PlanView {
  const { findings, signedHash } = judgePlan(abilities, plan);
  return {
    file: path,
    revision: hash,
    plan,
    sample: isSampleFile(abilities.sampleFolder, path),
    problems,
    signedHash,
    findings: findings.map((finding) => ({ ...finding, line: locate(finding.path).line })),
    lines: Object.fromEntries([...places()].map(([key, { line }]) => [key, line])),
  };
}
