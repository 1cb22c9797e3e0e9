import { findExpiredPromises } from '#shared/audit/findExpiredPromises.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { PlanView } from '#shared/contract/views.ts';
import { findAbsentSources } from '../rules/findAbsentSources.ts';
import { judgePlan } from './judgePlan.ts';
import { isSampleFile } from './sampleFiles.ts';
import type { Abilities } from '../ports.ts';
import { readPlan } from './readPlan.ts';

/** What a plan is viewed with. */
export type ViewAbilities = Pick<Abilities, 'catalog' | 'clock' | 'digest' | 'planFiles' | 'sampleFolder'>;

export interface ViewPlanInput {
  readonly file: string;
  /** The instant at which expiries are judged; now, when it is not given. */
  readonly asOf?: string | undefined;
}

/**
 * A plan file as the pages and `pdp plan check` show it. What only a clock or a look at the disk can tell is among its open
 * points here; an audit tells it by the findings and problems that come of it.
 */
export function viewPlan(abilities: ViewAbilities, { file, asOf }: ViewPlanInput): Outcome<PlanView> {
  const read = readPlan(abilities, file);
  if (!read.ok) return read;
  const { path, hash, plan, problems, places, locate } = read.value;
  const { findings, signedHash } = judgePlan(abilities, plan);
  const ofNow = [
    ...findAbsentSources(abilities, read.value),
    ...findExpiredPromises(plan, asOf ?? abilities.clock.now()),
  ];
  return succeed({
    file: path,
    revision: hash,
    plan,
    sample: isSampleFile(abilities.sampleFolder, path),
    problems,
    signedHash,
    findings: [...findings, ...ofNow].map((finding) => ({ ...finding, line: locate(finding.path).line })),
    lines: Object.fromEntries([...places()].map(([key, { line }]) => [key, line])),
  });
}
